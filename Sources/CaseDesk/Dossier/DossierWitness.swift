package import Channels
package import PostgresClient

/// A change as it is written down.
package struct DossierChange: Sendable {
    /// As it stands after the change.
    package let dossier: Dossier
    package let procedure: Procedure
    package let event: DossierEvent
    /// Nil for what happened outside the flow.
    package let action: Flow.Action?
    /// Goes with the messages by email.
    package let attachments: [MessageAttachment]
    /// What was posted with it, to be delivered after the commit.
    package internal(set) var messages: [Message.ID] = []

    /// One event, one message: names this change for ever.
    package var name: String { "dossier/\(dossier.id)/\(event.revision)" }
}

/// Who writes the messages and the audit entry of a change, in its own transaction, and sends what follows.
package struct DossierWitness: Sendable {
    package let record: @Sendable (DossierChange, PostgresTransaction) async throws -> [Message.ID]
    package let follow: @Sendable (DossierChange) async -> Void

    /// `follow` runs after the commit and may fail: what it does is found again by a sweep.
    package init(
        record: @escaping @Sendable (DossierChange, PostgresTransaction) async throws -> [Message.ID],
        follow: @escaping @Sendable (DossierChange) async -> Void
    ) {
        self.record = record
        self.follow = follow
    }
}
