internal import PostgresClient

/// How a message about one thing ended, or stands.
package struct MessageOutcome: Sendable, Hashable {
    package let template: String
    package let medium: Medium
    package let state: Message.State

    /// A provider took it and nothing came back against it. What is uncertain, refused, bounced, too late, taken back
    /// or still waiting reached nobody that we know of.
    package var reachedSomebody: Bool { state == .sent || state == .delivered }
}

extension Messages {
    /// Of a dossier's messages, those whose event names this thing: "<template>/<thing>/…".
    package func outcomes(of subject: String, about thing: String) async throws -> [MessageOutcome] {
        let rows = try await postgres.query(
            """
            SELECT template, medium, state FROM channels.messages
            WHERE subject = \(subject) AND split_part(event, '/', 2) = \(thing) ORDER BY created_at, id
            """)
        return try rows.map { row in
            MessageOutcome(
                template: try row.decode("template"),
                medium: Medium(rawValue: try row.decode("medium")) ?? .email,
                state: Message.State(rawValue: try row.decode("state")) ?? .waiting)
        }
    }
}
