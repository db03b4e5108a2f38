internal import PostgresClient
internal import Scheduler

/// What is written when an attempt begins.
struct NewAttempt: Sendable {
    let provider: String
    let medium: Medium
    /// Of the number, for SMS.
    let country: String?
    let parts: Int
    let cost: SMSPrice?
    let templateVersion: String
    let contentHash: [UInt8]
}

/// The decisions around an attempt, each in one transaction under the message row's lock.
enum SendingStep: Sendable {
    case attempt(Int)
    case nothing
    case later(Duration)

    /// Settles what an earlier worker left open; then the attempt's row, if it is time.
    static func begin(
        _ row: SendingRow, _ template: MessageTemplate, _ attempt: NewAttempt, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws -> SendingStep {
        let step = try await settle(row, template, at: now, in: transaction)
        guard case .attempt = step else { return step }
        return .attempt(try await insert(row, attempt, now, transaction))
    }

    /// As `begin`, but writes no attempt: `.attempt(0)` says that one may follow.
    static func settle(
        _ row: SendingRow, _ template: MessageTemplate, at now: Instant, in transaction: PostgresTransaction
    ) async throws -> SendingStep {
        let locked = try await transaction.query(
            """
            SELECT next_try_at FROM channels.messages WHERE id = \(row.id.value) AND ended_at IS NULL FOR UPDATE
            """)
        guard let due = try locked.first?.decode("next_try_at", as: Instant?.self) else { return .nothing }
        if try await closeOpenAttempts(row, at: now, in: transaction) {
            let unknowns = try await unknowns(row, transaction)
            guard Repetition.allows(row.medium, template, afterUnknowns: unknowns) else {
                return try await Self(
                    fail(row, template, .uncertain, "an attempt without an outcome", now, transaction))
            }
        }
        if let limit = row.validUntil, limit <= now {
            try await end(row, .expired, reason: nil, now, transaction)
            return .nothing
        }
        return due > now ? .later(due - now) : .attempt(0)
    }

    /// The delay until the next try; nil when the message has its end.
    static func conclude(
        _ row: SendingRow, _ template: MessageTemplate, _ attempt: Int, _ delivery: Delivery,
        of provider: String, hasOther: Bool, at now: Instant, in transaction: PostgresTransaction
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
            try await accept(row, template, now, transaction)
            return nil
        case .permanent:
            if delivery.cause == .provider, hasOther {
                return try await again(row, attempt, without: provider, now, transaction)
            }
            return try await fail(row, template, .failed, delivery.code, now, transaction)
        case .unknown:
            let unknowns = try await unknowns(row, transaction)
            guard Repetition.allows(row.medium, template, afterUnknowns: unknowns) else {
                return try await fail(row, template, .uncertain, delivery.code, now, transaction)
            }
            return try await again(row, attempt, without: nil, now, transaction)
        case .temporary:
            if now - row.createdAt > RetryDelay.giveUp {
                return try await fail(row, template, .failed, delivery.code, now, transaction)
            }
            let other = delivery.cause == .provider && hasOther
            return try await again(row, attempt, without: other ? provider : nil, now, transaction)
        }
    }

    /// Nobody could take it now, or nobody should.
    static func putOff(
        _ row: SendingRow, until: Instant, turn: String?, _ session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            UPDATE channels.messages SET next_try_at = \(until), turn = \(turn), tried = '{}'
            WHERE id = \(row.id.value) AND ended_at IS NULL
            """)
    }

    /// It ends so on this medium: the next rung of its ladder, else its end. Nil: it has its end.
    static func fail(
        _ row: SendingRow, _ template: MessageTemplate, _ state: Message.State, _ reason: String?,
        _ now: Instant, _ session: some PostgresSession
    ) async throws -> Duration? {
        guard !row.rungs.isEmpty else {
            try await end(row, state, reason: reason, now, session)
            return nil
        }
        // What may have arrived gets its time for a report before another medium is tried.
        if state == .uncertain, let ladder = template.ladder {
            try await end(row, state, reason: reason, escalateAt: now + ladder, now, session)
            return nil
        }
        try await session.query(
            "UPDATE channels.messages SET \(Ladder.climb(at: now)) WHERE id = \(row.id.value)")
        return .zero
    }

    private init(_ delay: Duration?) {
        self = delay.map(SendingStep.later) ?? .nothing
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
        _ row: SendingRow, _ attempt: NewAttempt, _ now: Instant, _ transaction: PostgresTransaction
    ) async throws -> Int {
        let inserted = try await transaction.query(
            """
            INSERT INTO channels.attempts (message, number, provider, started_at, medium, country, parts, cost,
                template_version, content_hash)
            SELECT \(row.id.value), count(*) + 1, \(attempt.provider), \(now), \(attempt.medium.rawValue),
                \(attempt.country), \(attempt.parts), \(attempt.cost?.tenThousandths), \(attempt.templateVersion), \(attempt.contentHash)
            FROM channels.attempts WHERE message = \(row.id.value) RETURNING number
            """)
        guard let first = inserted.first else { throw ChannelsFailure.lostRow }
        return try first.decode("number")
    }

    private static func unknowns(_ row: SendingRow, _ transaction: PostgresTransaction) async throws -> Int {
        let rows = try await transaction.query(
            """
            SELECT count(*) AS count FROM channels.attempts
            WHERE message = \(row.id.value) AND medium = \(row.medium.rawValue) AND outcome = 'unknown'
            """)
        return try rows.first?.decode("count") ?? 0
    }

    /// At once by another provider; else later, by any.
    private static func again(
        _ row: SendingRow, _ attempt: Int, without provider: String?, _ now: Instant,
        _ transaction: PostgresTransaction
    ) async throws -> Duration {
        let delay = provider == nil ? RetryDelay.after(attempt: attempt, lane: row.lane) : .zero
        let tried = provider.map { row.tried.union([$0]) } ?? []
        try await transaction.query(
            """
            UPDATE channels.messages SET next_try_at = \(now + delay), tried = \(tried.sorted()), turn = NULL
            WHERE id = \(row.id.value)
            """)
        return delay
    }

    private static func accept(
        _ row: SendingRow, _ template: MessageTemplate, _ now: Instant, _ session: some PostgresSession
    ) async throws {
        let next = row.rungs.isEmpty ? nil : template.ladder.map { now + $0 }
        try await end(row, .sent, reason: nil, escalateAt: next, now, session)
    }

    private static func end(
        _ row: SendingRow, _ state: Message.State, reason: String?, escalateAt: Instant? = nil,
        _ now: Instant, _ session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            UPDATE channels.messages SET state = \(state.rawValue), reason = \(reason), ended_at = \(now),
                next_try_at = NULL, escalate_at = \(escalateAt)
            WHERE id = \(row.id.value)
            """)
    }
}
