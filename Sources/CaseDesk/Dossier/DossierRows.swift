import Foundation
import PostgresClient
import Scheduler
package import Vault

extension Dossier {
    /// Everything of a dossier is sealed under one key of its post: erasing it erases the dossier.
    package var scope: VaultScope { Self.scope(of: id.text, at: post.text) }

    static func scope(of id: String, at post: String) -> VaultScope {
        VaultScope(post: post, name: "dossier/\(id)")
    }
}

// Between rows and values: what is personal passes the vault here and nowhere else.
extension Dossiers {
    func decode(_ row: PostgresRow) async throws -> Dossier {
        let idText = try row.decode("id", as: String.self)
        let postText = try row.decode("post", as: String.self)
        guard let id = Dossier.ID(idText), let post = PostProfile.ID(postText),
            let reference = Reference(try row.decode("reference", as: String.self)),
            let procedure = Procedure.ID(try row.decode("procedure", as: String.self)),
            let state = Flow.State.ID(try row.decode("state", as: String.self)),
            let clock = Flow.Clock(rawValue: try row.decode("clock", as: String.self))
        else { throw PostgresFailure.decoding("a dossier's names") }
        let scope = Dossier.scope(of: idText, at: postText)
        let answers: Answers? = try await open(try row.decode("sealed_answers"), in: scope, as: "answers")
        let quote: FeeQuote? = try await open(try row.decode("sealed_quote"), in: scope, as: "quote")
        let facts = try row.decode("facts", as: [String].self).compactMap(Dossier.Fact.init(rawValue:))
        return Dossier(
            id: id, reference: reference, post: post,
            pin: Procedure.Pin(
                procedure: procedure, version: try row.decode("version"),
                contentHash: try row.decode("content_hash")),
            person: try row.decode("person"), locale: try row.decode("locale"), state: state, clock: clock,
            revision: try row.decode("revision"), answers: answers ?? Answers(), facts: Set(facts),
            quote: quote,
            startedAt: try row.decode("started_at"), submittedAt: try row.decode("submitted_at"),
            closedAt: try row.decode("closed_at"), deadline: try row.decode("deadline"),
            appointment: try row.decode("appointment"))
    }

    func seal(_ value: some Encodable, of dossier: Dossier, as label: String) async throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try await vault.seal(Array(try encoder.encode(value)), in: dossier.scope, as: label)
    }

    private func open<Value: Decodable>(
        _ sealed: [UInt8]?, in scope: VaultScope, as label: String
    ) async throws -> Value? {
        guard let sealed else { return nil }
        return try JSONDecoder().decode(
            Value.self, from: Data(try await vault.open(sealed, in: scope, as: label)))
    }

    /// The event's row, then what its witness has to write. The primary key lets each revision happen once.
    func write(
        _ change: DossierChange, in transaction: PostgresTransaction
    ) async throws -> DossierChange {
        let event = change.event
        let scope = change.dossier.scope
        let label = "note/\(event.revision)"
        let note: [UInt8]?
        if let text = event.note {
            note = try await vault.seal(text, in: scope, as: label)
        } else {
            note = nil
        }
        try await transaction.query(
            """
            INSERT INTO casedesk.dossier_events
                (dossier, revision, kind, from_state, to_state, performer, reason, sealed_note, is_submission, at)
            VALUES (\(change.dossier.id.text), \(event.revision), \(event.kind.code), \(event.from.text),
                    \(event.to.text), \(event.performer.code), \(event.reason?.text), \(note),
                    \(change.action?.effects.contains(.submit) ?? false), \(event.at))
            """)
        var written = change
        written.messages = try await witness.record(change, transaction)
        return written
    }

    func event(_ row: PostgresRow, in scope: VaultScope) async throws -> DossierEvent {
        let revision = try row.decode("revision", as: Int.self)
        guard let kind = DossierEvent.Kind(code: try row.decode("kind", as: String.self)),
            let from = Flow.State.ID(try row.decode("from_state", as: String.self)),
            let to = Flow.State.ID(try row.decode("to_state", as: String.self)),
            let performer = Performer(code: try row.decode("performer", as: String.self))
        else { throw PostgresFailure.decoding("an event's names") }
        var note: String?
        if let sealed = try row.decode("sealed_note", as: [UInt8]?.self) {
            note = try await vault.openText(sealed, in: scope, as: "note/\(revision)")
        }
        return DossierEvent(
            revision: revision, kind: kind, from: from, to: to, performer: performer,
            reason: try row.decode("reason", as: String?.self).flatMap { Flow.Reason.ID($0) }, note: note,
            at: try row.decode("at"))
    }
}

extension Optional where Wrapped: Sendable {
    func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
