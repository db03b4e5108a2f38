internal import PostgresClient
internal import Scheduler

/// The next medium of a message that the one before didn't bring to its reader.
enum Ladder {
    /// What an UPDATE of the row sets.
    static func climb(at now: Instant) -> SQL {
        """
        rung = rungs[1], rungs = rungs[2:], state = 'waiting', reason = NULL, ended_at = NULL,
            next_try_at = \(now), escalate_at = NULL, tried = '{}', turn = NULL
        """
    }
}

extension Messages {
    /// Takes the next rung for what was sent and not reported to have arrived in time. Answers how many.
    @discardableResult
    package func escalate(limit: Int = 500) async throws -> Int {
        let now = clock.now
        let rows = try await postgres.query(
            """
            UPDATE channels.messages SET \(Ladder.climb(at: now))
            WHERE id IN (
                SELECT id FROM channels.messages
                WHERE escalate_at <= \(now) AND state IN ('sent', 'uncertain') AND rungs <> '{}'
                    AND (valid_until IS NULL OR valid_until > \(now))
                ORDER BY escalate_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING id
            """)
        try await deliver(try rows.map { Message.ID(try $0.decode("id")) })
        return rows.count
    }
}
