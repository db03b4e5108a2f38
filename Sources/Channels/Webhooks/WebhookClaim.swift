internal import PostgresClient
internal import Scheduler
internal import Vault

/// A delivery that this worker alone may send until `next_try_at`, its attempt's row written.
struct WebhookClaim: Sendable {
    let delivery: WebhookDelivery.ID
    let number: Int
    let tries: Int
    let event: String
    let payload: [UInt8]
    let scope: VaultScope

    /// Those that have waited longest. Two workers at once get different ones.
    static func take(
        _ limit: Int, for endpoint: WebhookEndpoint.ID, lasting claim: Duration, at now: Instant,
        in postgres: PostgresClient
    ) async throws -> [WebhookClaim] {
        let rows = try await postgres.query(
            """
            WITH picked AS (
                SELECT id FROM channels.webhook_deliveries
                WHERE endpoint = \(endpoint.value) AND ended_at IS NULL AND next_try_at <= \(now)
                ORDER BY next_try_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            ), lost AS (
                UPDATE channels.webhook_attempts
                SET outcome = 'unknown', code = 'the worker ended', ended_at = \(now)
                WHERE delivery IN (SELECT id FROM picked) AND outcome IS NULL
            ), claimed AS (
                UPDATE channels.webhook_deliveries d
                SET next_try_at = \(now + claim), attempts = attempts + 1, tries = tries + 1
                FROM picked WHERE d.id = picked.id RETURNING d.id, d.event, d.attempts, d.tries
            ), begun AS (
                INSERT INTO channels.webhook_attempts (delivery, number, started_at)
                SELECT id, attempts, \(now) FROM claimed
            )
            SELECT c.id, c.attempts, c.tries, e.id AS event, e.payload, e.post, e.scope
            FROM claimed c JOIN channels.webhook_events e ON e.id = c.event
            """)
        return try rows.map { row in
            WebhookClaim(
                delivery: .init(try row.decode("id")), number: try row.decode("attempts"),
                tries: try row.decode("tries"), event: try row.decode("event"),
                payload: try row.decode("payload"),
                scope: VaultScope(post: try row.decode("post"), name: try row.decode("scope")))
        }
    }
}

/// A claim with what came of it.
struct WebhookResult: Sendable {
    let claim: WebhookClaim
    let outcome: WebhookSender.Outcome
    let endedAt: Instant
    let excerpt: [UInt8]?
    /// Nil when it has its end.
    let delay: Duration?
    let state: WebhookDelivery.State

    init(
        _ claim: WebhookClaim, _ outcome: WebhookSender.Outcome, excerpt: [UInt8]?, at now: Instant
    ) {
        self.claim = claim
        self.outcome = outcome
        self.excerpt = excerpt
        endedAt = now
        let next = WebhookSchedule.delay(afterTry: claim.tries, asked: outcome.askedToWait)
        switch outcome.outcome {
        case .accepted: (state, delay) = (.delivered, nil)
        case .permanent: (state, delay) = (.failed, nil)
        case .temporary, .unknown: (state, delay) = (next == nil ? .failed : .waiting, next)
        }
    }

    /// One statement for a whole round. A delivery that has its end, or another worker, is left alone.
    static func write(_ results: [WebhookResult], in transaction: PostgresTransaction) async throws {
        let ids = results.map(\.claim.delivery.value)
        let numbers = results.map(\.claim.number)
        let codes = results.map(\.outcome.code)
        let ends = results.map(\.endedAt.microseconds)
        try await transaction.query(
            """
            UPDATE channels.webhook_attempts a
            SET outcome = g.outcome, status = g.status, code = g.code, excerpt = g.excerpt,
                ended_at = to_timestamp(g.ended / 1000000.0)
            FROM unnest(\(ids)::text[], \(numbers)::bigint[], \(results.map(\.outcome.outcome.rawValue))::text[],
                \(results.map(\.outcome.status))::bigint[], \(codes)::text[], \(results.map(\.excerpt))::bytea[],
                \(ends)::bigint[]) AS g (delivery, number, outcome, status, code, excerpt, ended)
            WHERE a.delivery = g.delivery AND a.number = g.number AND a.outcome IS NULL
            """)
        let delays = results.map { $0.delay.map(\.wholeMilliseconds) }
        try await transaction.query(
            """
            UPDATE channels.webhook_deliveries d
            SET state = g.state, reason = g.code,
                next_try_at = to_timestamp(g.ended / 1000000.0) + g.delay * interval '1 millisecond',
                ended_at = CASE WHEN g.delay IS NULL THEN to_timestamp(g.ended / 1000000.0) END
            FROM unnest(\(ids)::text[], \(numbers)::bigint[], \(results.map(\.state.rawValue))::text[],
                \(codes)::text[], \(delays)::bigint[], \(ends)::bigint[])
                AS g (delivery, number, state, code, delay, ended)
            WHERE d.id = g.delivery AND d.attempts = g.number AND d.ended_at IS NULL
            """)
    }
}

extension Instant {
    fileprivate var microseconds: Int64 { milliseconds * 1_000 }
}
