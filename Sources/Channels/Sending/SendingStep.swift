internal import PostgresClient
internal import Scheduler

/// The decisions around an attempt, each in one transaction under the message row's lock.
enum SendingStep: Sendable {
    case attempt(Int)
    case nothing
    case later(Duration)

    static func next(
        _ row: SendingRow, _ template: MessageTemplate, at now: Instant, provider: String,
        in transaction: PostgresTransaction
    ) async throws -> SendingStep {
        let locked = try await transaction.query(
            """
            SELECT next_try_at FROM channels.messages WHERE id = \(row.id.value) AND ended_at IS NULL FOR UPDATE
            """)
        guard let due = try locked.first?.decode("next_try_at", as: Instant?.self) else { return .nothing }
        if try await closeOpenAttempts(row, at: now, in: transaction) {
            let unknowns = try await count(row, .unknown, transaction)
            guard Repetition.allows(row.medium, template, afterUnknowns: unknowns) else {
                try await end(row, .uncertain, reason: "an attempt without an outcome", now, transaction)
                return .nothing
            }
        }
        if let limit = row.validUntil, limit <= now {
            try await end(row, .expired, reason: nil, now, transaction)
            return .nothing
        }
        if due > now { return .later(due - now) }
        return .attempt(try await insert(row, provider, now, transaction))
    }

    /// The delay until the next try; nil when the message has its end.
    static func conclude(
        _ row: SendingRow, _ template: MessageTemplate, _ attempt: Int, _ delivery: Delivery,
        at now: Instant, in transaction: PostgresTransaction
    ) async throws -> Duration? {
        let locked = try await transaction.query(
            "SELECT ended_at FROM channels.messages WHERE id = \(row.id.value) FOR UPDATE")
        try await transaction.query(
            """
            UPDATE channels.attempts SET outcome = \(delivery.outcome.rawValue), code = \(delivery.code),
                reference = \(delivery.reference), ended_at = \(now)
            WHERE message = \(row.id.value) AND number = \(attempt)
            """)
        // A report, or another worker, was quicker.
        guard let found = locked.first, try found.decode("ended_at", as: Instant?.self) == nil else {
            return nil
        }
        switch delivery.outcome {
        case .accepted:
            try await end(row, .sent, reason: nil, now, transaction)
            return nil
        case .permanent:
            try await end(row, .failed, reason: delivery.code, now, transaction)
            return nil
        case .unknown:
            let unknowns = try await count(row, .unknown, transaction)
            guard Repetition.allows(row.medium, template, afterUnknowns: unknowns) else {
                try await end(row, .uncertain, reason: delivery.code, now, transaction)
                return nil
            }
            return try await again(row, attempt, now, transaction)
        case .temporary:
            if now - row.createdAt > RetryDelay.giveUp {
                try await end(row, .failed, reason: delivery.code, now, transaction)
                return nil
            }
            return try await again(row, attempt, now, transaction)
        }
    }

    /// True when there was one: its worker died before it could tell.
    private static func closeOpenAttempts(
        _ row: SendingRow, at now: Instant, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let closed = try await transaction.query(
            """
            UPDATE channels.attempts SET outcome = 'unknown', code = 'the worker ended', ended_at = \(now)
            WHERE message = \(row.id.value) AND outcome IS NULL RETURNING number
            """)
        return !closed.isEmpty
    }

    private static func insert(
        _ row: SendingRow, _ provider: String, _ now: Instant, _ transaction: PostgresTransaction
    ) async throws -> Int {
        let inserted = try await transaction.query(
            """
            INSERT INTO channels.attempts (message, number, provider, started_at)
            SELECT \(row.id.value), count(*) + 1, \(provider), \(now) FROM channels.attempts
            WHERE message = \(row.id.value) RETURNING number
            """)
        guard let first = inserted.first else { throw ChannelsFailure.lostRow }
        return try first.decode("number")
    }

    private static func count(
        _ row: SendingRow, _ outcome: Attempt.Outcome, _ transaction: PostgresTransaction
    ) async throws -> Int {
        let rows = try await transaction.query(
            """
            SELECT count(*) AS count FROM channels.attempts
            WHERE message = \(row.id.value) AND outcome = \(outcome.rawValue)
            """)
        return try rows.first?.decode("count") ?? 0
    }

    private static func again(
        _ row: SendingRow, _ attempt: Int, _ now: Instant, _ transaction: PostgresTransaction
    ) async throws -> Duration {
        let delay = RetryDelay.after(attempt: attempt, lane: row.lane)
        try await transaction.query(
            "UPDATE channels.messages SET next_try_at = \(now + delay) WHERE id = \(row.id.value)")
        return delay
    }

    private static func end(
        _ row: SendingRow, _ state: Message.State, reason: String?, _ now: Instant,
        _ transaction: PostgresTransaction
    ) async throws {
        try await transaction.query(
            """
            UPDATE channels.messages SET state = \(state.rawValue), reason = \(reason), ended_at = \(now),
                next_try_at = NULL
            WHERE id = \(row.id.value)
            """)
    }
}
