internal import PostgresClient
internal import Scheduler

/// Counts over all deliveries.
package struct WebhookStatistics: Sendable, Equatable, Codable {
    package let total: Int
    package let waiting: Int
    package let failed: Int
    package let withheld: Int
    /// Without an end and without a next try, or with an endpoint that is disabled: always 0.
    package let stranded: Int
    /// Endpoints with something long due that nobody has tried to send, though they don't rest.
    package let forgotten: Int
    /// Attempts after which nobody knew whether the event had arrived.
    package let unknownAttempts: Int
}

extension Webhooks {
    /// What stands in the way of "every delivery has an end or a next try", and what to keep an eye on.
    package func statistics() async throws -> WebhookStatistics {
        let now = clock.now
        let late = now - .minutes(5)
        let rows = try await postgres.query(
            """
            SELECT count(*) AS total,
                count(*) FILTER (WHERE d.ended_at IS NULL) AS waiting,
                count(*) FILTER (WHERE d.state = 'failed') AS failed,
                count(*) FILTER (WHERE d.state = 'withheld') AS withheld,
                count(*) FILTER (WHERE d.ended_at IS NULL
                    AND (d.next_try_at IS NULL OR (p.state = 'disabled' AND p.disabled_at < \(late)))) AS stranded,
                (SELECT count(*) FROM channels.webhook_attempts WHERE outcome = 'unknown') AS unknown,
                (SELECT count(*) FROM channels.webhook_endpoints q
                    WHERE q.state = 'active' AND (q.rests_until IS NULL OR q.rests_until < \(late))
                    AND EXISTS (SELECT 1 FROM channels.webhook_deliveries w
                        WHERE w.endpoint = q.id AND w.ended_at IS NULL AND w.next_try_at < \(late))
                    AND NOT EXISTS (SELECT 1 FROM channels.webhook_deliveries w
                        JOIN channels.webhook_attempts a ON a.delivery = w.id
                        WHERE w.endpoint = q.id AND a.started_at > \(late))) AS forgotten
            FROM channels.webhook_deliveries d JOIN channels.webhook_endpoints p ON p.id = d.endpoint
            """)
        guard let row = rows.first else { throw ChannelsFailure.lostRow }
        return WebhookStatistics(
            total: try row.decode("total"), waiting: try row.decode("waiting"),
            failed: try row.decode("failed"), withheld: try row.decode("withheld"),
            stranded: try row.decode("stranded"), forgotten: try row.decode("forgotten"),
            unknownAttempts: try row.decode("unknown"))
    }

    /// How long the log is kept.
    package static let kept = Duration.days(90)

    /// Removes what has its end and is older than that; answers how many events went.
    @discardableResult
    package func purge(limit: Int = 5_000) async throws -> Int {
        let oldest = clock.now - Self.kept
        return try await postgres.transaction { transaction in
            let old = try await transaction.query(
                """
                SELECT id FROM channels.webhook_events e WHERE created_at < \(oldest) AND NOT EXISTS (
                    SELECT 1 FROM channels.webhook_deliveries d WHERE d.event = e.id AND d.ended_at IS NULL)
                ORDER BY created_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
                """)
            let ids: [String] = try old.map { try $0.decode("id") }
            try await transaction.query(
                "DELETE FROM channels.webhook_deliveries WHERE event = ANY(\(ids)::text[])")
            try await transaction.query("DELETE FROM channels.webhook_events WHERE id = ANY(\(ids)::text[])")
            return ids.count
        }
    }
}
