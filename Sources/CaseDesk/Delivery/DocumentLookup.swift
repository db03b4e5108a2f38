import Foundation
package import PostgresClient
package import Scheduler
import Vault

/// What a third party learns about a document: no more than its kind's facts.
package struct PublicDocument: Sendable, Equatable {
    package let kind: String
    package let post: String
    package let lastFour: String
    package let issuedOn: LocalDate
    package let validUntil: LocalDate?
    /// `valid`, `expired`, `revoked` or `superseded`.
    package let standing: String
    package let reason: String?
    /// When it was revoked or superseded.
    package let endedAt: Instant?
    package let facts: [DocumentFact]
}

/// Who asks, for the log that the holder sees.
package struct Verifier: Sendable {
    /// A class such as `public`, `holder` or `partner`.
    package let kind: String
    /// The network only: the last part of the address is left out.
    package let network: String

    package init(kind: String, address: String) {
        self.kind = kind
        let v4 = address.split(separator: ".", omittingEmptySubsequences: false)
        network =
            v4.count == 4
            ? v4.prefix(3).joined(separator: ".") + ".0"
            : address.split(separator: ":", omittingEmptySubsequences: false).prefix(3).joined(separator: ":")
                + "::"
    }
}

extension Documents {
    /// Looks a number up and logs that. An unknown number gets its answer after the same time as a known one: no sooner
    /// than `after`, which is longer than either takes.
    package func lookUp(
        _ code: VerificationCode?, by verifier: Verifier, today: LocalDate, at time: Instant,
        after: Duration = .milliseconds(150), in session: some PostgresSession
    ) async throws -> PublicDocument? {
        let answerAt = ContinuousClock.now + after
        var document: IssuedDocument?
        if let code { document = try await self.document(numbered: code, in: session) }
        var answer: PublicDocument?
        if let document { answer = try await publicView(of: document, today: today) }
        try await session.query(
            """
            INSERT INTO casedesk.document_lookups (document, at, verifier, network, result)
            VALUES (\(document?.id), \(time), \(verifier.kind), \(verifier.network), \(answer?.standing ?? "unknown"))
            """)
        try await ContinuousClock().sleep(until: answerAt)
        return answer
    }

    package struct LookUp: Sendable, Equatable {
        package let at: Instant
        package let verifier: String
        package let network: String
        package let result: String
    }

    /// Who asked about a document, latest first, for its holder.
    package func lookUps(of id: String, in session: some PostgresSession) async throws -> [LookUp] {
        try await session.query(
            """
            SELECT at, verifier, network, result FROM casedesk.document_lookups
            WHERE document = \(id) ORDER BY id DESC LIMIT 200
            """
        ).map { row in
            LookUp(
                at: try row.decode("at"), verifier: try row.decode("verifier"),
                network: try row.decode("network"),
                result: try row.decode("result"))
        }
    }

    package func document(
        numbered code: VerificationCode, in session: some PostgresSession
    ) async throws -> IssuedDocument? {
        try await session.query(
            "SELECT * FROM casedesk.documents WHERE number_index = \(index(of: code))"
        ).first.map(IssuedDocument.init)
    }

    private func publicView(of document: IssuedDocument, today: LocalDate) async throws -> PublicDocument {
        let facts = try await vault.open(document.facts, in: document.scope, as: "document.facts")
        var reason: String?
        var endedAt: Instant?
        switch document.status {
        case .valid: break
        case .revoked(let given, let at): (reason, endedAt) = (given, at)
        case .superseded(let at): endedAt = at
        }
        return PublicDocument(
            kind: document.kind, post: document.post, lastFour: document.lastFour,
            issuedOn: document.issuedOn, validUntil: document.validUntil,
            standing: document.standing(on: today), reason: reason, endedAt: endedAt,
            facts: try JSONDecoder().decode([DocumentFact].self, from: Data(facts)))
    }
}
