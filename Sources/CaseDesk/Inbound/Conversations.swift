package import Channels
import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// What a person and the post write to one another about a dossier. Sealed with the dossier's own key.
package struct Conversations: Sendable {
    let dossiers: Dossiers
    let postgres: PostgresClient
    let vault: Vault
    let letters: DossierLetters
    let clock: ServerClock

    package init(
        catalogue: Catalogue, dossiers: Dossiers, postgres: PostgresClient, vault: Vault, people: People,
        links: NarrowLinks, messages: Messages, clock: ServerClock, site: String
    ) {
        self.dossiers = dossiers
        self.postgres = postgres
        self.vault = vault
        self.clock = clock
        letters = DossierLetters(
            catalogue: catalogue, people: people, links: links, messages: messages, site: site)
    }

    /// Longer texts are refused: what is longer is a piece.
    package static let longest = 5_000

    static let template = "conversation.message"

    /// Writes a line, once per request. What an agent writes is sent to the person.
    @discardableResult
    package func post(
        _ text: String, from performer: Performer, on dossier: Dossier, request: String
    ) async throws -> ConversationLine {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw ConversationRefusal.empty }
        guard text.count <= Self.longest else { throw ConversationRefusal.tooLong }
        let draft = ConversationLine(
            id: OpaqueID.random(), direction: performer.isAgent ? .out : .in, medium: .web,
            performer: performer, text: text, at: clock.now)
        let origin = "web/\(performer.code)/\(request)"
        let procedure = try await dossiers.procedure(of: dossier)
        let (line, messages) = try await postgres.transaction(retries: 2) {
            transaction -> (ConversationLine, [Message.ID]) in
            guard try await write(draft, of: dossier, origin: origin, in: transaction) else {
                return (try await written(by: origin, of: dossier, in: transaction), [])
            }
            guard draft.direction == .out else { return (draft, []) }
            return (draft, try await tell(draft, dossier, procedure, in: transaction))
        }
        try await letters.messages.deliver(messages)
        return line
    }

    /// All lines, the oldest first.
    package func list(_ dossier: Dossier) async throws -> [ConversationLine] {
        let rows = try await postgres.query(
            "SELECT * FROM casedesk.conversation WHERE dossier = \(dossier.id.text) ORDER BY at, id")
        var lines: [ConversationLine] = []
        for row in rows { lines.append(try await line(row, of: dossier)) }
        return lines
    }

    func knows(origin: String) async throws -> Bool {
        let rows = try await postgres.query(
            "SELECT id FROM casedesk.conversation WHERE origin = \(origin)")
        return !rows.isEmpty
    }

    /// Writes a line and its audit entry; false when its origin wrote one before.
    func write(
        _ line: ConversationLine, of dossier: Dossier, origin: String, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let sealed = try await vault.seal(line.text, in: dossier.scope, as: Self.label(line.id))
        guard
            try await insert(line, dossier: dossier.id.text, sealed, origin: origin, in: transaction)
        else { return false }
        try await Audit.record(
            AuditEntry(
                performer: line.performer, act: "conversation.\(line.direction.rawValue)",
                object: "dossier/\(dossier.id)",
                detail: ["line": line.id, "medium": line.medium.rawValue], at: line.at), in: transaction)
        return true
    }

    /// From nobody we know: kept under a key of its own, for someone to look at.
    func keepAside(_ line: ConversationLine, origin: String, in transaction: PostgresTransaction) async throws
        -> Bool
    {
        let sealed = try await vault.seal(line.text, in: Self.aside, as: Self.label(line.id))
        return try await insert(line, dossier: nil, sealed, origin: origin, in: transaction)
    }

    private func insert(
        _ line: ConversationLine, dossier: String?, _ sealed: [UInt8], origin: String,
        in transaction: PostgresTransaction
    ) async throws -> Bool {
        let rows = try await transaction.query(
            """
            INSERT INTO casedesk.conversation
                (id, dossier, direction, medium, performer, sealed_text, origin, at)
            VALUES (\(line.id), \(dossier), \(line.direction.rawValue), \(line.medium.rawValue),
                    \(line.performer.code), \(sealed), \(origin), \(line.at))
            ON CONFLICT (origin) DO NOTHING RETURNING id
            """)
        return !rows.isEmpty
    }

    private func written(
        by origin: String, of dossier: Dossier, in transaction: PostgresTransaction
    ) async throws -> ConversationLine {
        let rows = try await transaction.query(
            """
            SELECT * FROM casedesk.conversation
            WHERE origin = \(origin) AND dossier = \(dossier.id.text)
            """)
        guard let row = rows.first else { throw ConversationRefusal.otherDossier }
        return try await line(row, of: dossier)
    }

    private func tell(
        _ line: ConversationLine, _ dossier: Dossier, _ procedure: Procedure,
        in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        try await letters.post(
            DossierLetters.Letter(
                template: Self.template, event: "\(Self.template)/\(line.id)",
                dossier: dossier, procedure: procedure,
                link: NarrowLink(purpose: .dossier, object: dossier.id.text),
                linkExpiry: clock.now + .days(90), values: ["text": .text(line.text)]),
            in: transaction)
    }

    private func line(_ row: PostgresRow, of dossier: Dossier) async throws -> ConversationLine {
        let id: String = try row.decode("id")
        guard
            let direction = ConversationLine.Direction(
                rawValue: try row.decode("direction", as: String.self)),
            let medium = ConversationLine.Medium(rawValue: try row.decode("medium", as: String.self)),
            let performer = Performer(code: try row.decode("performer", as: String.self))
        else { throw PostgresFailure.decoding("a conversation's names") }
        let text = try await vault.openText(
            try row.decode("sealed_text", as: [UInt8].self), in: dossier.scope, as: Self.label(id))
        return ConversationLine(
            id: id, direction: direction, medium: medium, performer: performer, text: text,
            at: try row.decode("at"))
    }

    private static let aside = VaultScope(post: "central", name: "inbound")
    private static func label(_ id: String) -> String { "conversation/\(id)" }
}
