internal import PostgresClient
internal import Scheduler

extension Messages {
    /// Takes in what a provider tells later. The same report may come twice; one about a message we don't know is
    /// left alone. A report that it arrived also settles an attempt whose outcome was unknown; one that it failed
    /// leads to the next rung of a ladder.
    package func record(_ report: DeliveryReport) async throws {
        let now = clock.now
        let climbs = try await postgres.transaction { transaction in
            let rows = try await transaction.query(
                "SELECT state, rungs FROM channels.messages WHERE id = \(report.message.value) FOR UPDATE")
            guard let row = rows.first,
                let state = Message.State(rawValue: try row.decode("state", as: String.self))
            else { return false }
            try await transaction.query(
                """
                INSERT INTO channels.reports (message, attempt, kind, code, received_at)
                VALUES (\(report.message.value), \(report.attempt), \(report.kind.rawValue), \(report.code), \(now))
                ON CONFLICT DO NOTHING
                """)
            guard let next = state.next(on: report.kind) else { return false }
            if next == .failed, try !row.decode("rungs", as: [String].self).isEmpty {
                try await transaction.query(
                    "UPDATE channels.messages SET \(Ladder.climb(at: now)) WHERE id = \(report.message.value)"
                )
                return true
            }
            try await transaction.query(
                """
                UPDATE channels.messages SET state = \(next.rawValue), ended_at = coalesce(ended_at, \(now)),
                    next_try_at = NULL,
                    escalate_at = CASE WHEN \(next == .delivered) THEN NULL ELSE escalate_at END
                WHERE id = \(report.message.value)
                """)
            return false
        }
        if climbs { try await deliver([report.message]) }
    }

    /// What stands in the way of "every message has an outcome or a next try", and what to keep an eye on.
    package func statistics() async throws -> MessageStatistics {
        let now = clock.now
        let rows = try await postgres.query(
            """
            SELECT count(*) AS total,
                count(*) FILTER (WHERE ended_at IS NULL) AS waiting,
                count(*) FILTER (WHERE ended_at IS NULL AND next_try_at IS NULL) AS stranded,
                count(*) FILTER (WHERE next_try_at < \(now - .seconds(120))) AS overdue,
                count(*) FILTER (WHERE state = 'failed') AS failed,
                count(*) FILTER (WHERE state = 'uncertain') AS uncertain,
                (SELECT count(*) FROM channels.attempts WHERE outcome = 'unknown') AS unknown,
                (SELECT count(*) FROM (
                    SELECT message FROM channels.attempts WHERE outcome = 'accepted'
                    GROUP BY message HAVING count(*) > 1) AS repeated) AS repeated
            FROM channels.messages
            """)
        guard let row = rows.first else { throw ChannelsFailure.lostRow }
        return MessageStatistics(
            total: try row.decode("total"), waiting: try row.decode("waiting"),
            stranded: try row.decode("stranded"), overdue: try row.decode("overdue"),
            failed: try row.decode("failed"), uncertain: try row.decode("uncertain"),
            unknownAttempts: try row.decode("unknown"), acceptedTwice: try row.decode("repeated"))
    }
}

/// Counts over all messages.
package struct MessageStatistics: Sendable, Equatable, Codable {
    package let total: Int
    package let waiting: Int
    /// Without an end and without a next try: always 0.
    package let stranded: Int
    /// Their next try should have been two minutes ago.
    package let overdue: Int
    package let failed: Int
    package let uncertain: Int
    /// Attempts after which nobody knew whether the message left.
    package let unknownAttempts: Int
    /// Messages that a provider took more than once: each had an attempt whose outcome was unknown at the time.
    package let acceptedTwice: Int
}

extension Message.State {
    /// Nil: the report changes nothing.
    func next(on report: DeliveryReport.Kind) -> Self? {
        switch (self, report) {
        case (.waiting, .delivered), (.sent, .delivered), (.uncertain, .delivered), (.failed, .delivered):
            .delivered
        case (.waiting, .underway), (.uncertain, .underway): .sent
        case (.sent, .failed), (.uncertain, .failed): .failed
        default: nil
        }
    }
}
