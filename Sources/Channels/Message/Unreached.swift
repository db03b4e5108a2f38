package import PostgresClient
package import Scheduler

/// An event whose messages reached nobody, though they should have: somebody has to call.
package struct Unreached: Sendable, Equatable {
    package let event: String
    package let recipient: String
    package let template: String
    package let subject: String?
    package let post: String
    /// The state and reason of the last of its messages.
    package let state: Message.State
    package let reason: String?
    package let at: Instant
}

extension Messages {
    /// Those that no agent has taken care of, the latest first: of every medium each message has its end, and none was
    /// taken by a provider.
    package func unreached(posts: [String], limit: Int = 200) async throws -> [Unreached] {
        let templates = templates.all.values.filter(\.needsCall).map(\.name)
        let rows = try await postgres.query(
            """
            SELECT DISTINCT ON (m.event, m.recipient) m.event, m.recipient, m.template, m.subject, m.post,
                m.state, m.reason, m.ended_at
            FROM channels.messages m
            WHERE m.template = ANY(\(templates)::text[]) AND m.post = ANY(\(posts)::text[])
                AND m.state IN ('failed', 'uncertain', 'expired', 'withheld')
                AND NOT EXISTS (
                    SELECT FROM channels.messages o WHERE o.event = m.event AND o.recipient = m.recipient
                        AND o.state IN ('waiting', 'sent', 'delivered', 'recalled'))
                AND NOT EXISTS (
                    SELECT FROM channels.reached_otherwise r
                    WHERE r.event = m.event AND r.recipient = m.recipient)
            ORDER BY m.event, m.recipient, m.ended_at DESC LIMIT \(limit)
            """)
        return try rows.map { row in
            Unreached(
                event: try row.decode("event"), recipient: try row.decode("recipient"),
                template: try row.decode("template"), subject: try row.decode("subject"),
                post: try row.decode("post"),
                state: Message.State(rawValue: try row.decode("state")) ?? .failed,
                reason: try row.decode("reason"), at: try row.decode("ended_at"))
        }.sorted { $0.at > $1.at }
    }

    /// An agent has told the person otherwise. Said again, nothing changes.
    package func reachedOtherwise(
        event: String, recipient: String, agent: String, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            INSERT INTO channels.reached_otherwise (event, recipient, agent, at)
            VALUES (\(event), \(recipient), \(agent), \(clock.now)) ON CONFLICT DO NOTHING
            """)
    }
}
