package import PostgresClient
package import Scheduler
internal import Vault

/// Which deliveries a reader wants to see.
package struct WebhookLogFilter: Sendable, Equatable {
    package var endpoint: WebhookEndpoint.ID
    package var state: WebhookDelivery.State?
    /// Nil: any.
    package var type: String?
    package var since: Instant?
    package var until: Instant?

    package init(
        endpoint: WebhookEndpoint.ID, state: WebhookDelivery.State? = nil, type: String? = nil,
        since: Instant? = nil, until: Instant? = nil
    ) {
        self.endpoint = endpoint
        self.state = state
        self.type = type
        self.since = since
        self.until = until
    }

    fileprivate var condition: SQL {
        """
        d.endpoint = \(endpoint.value)
            AND (\(state?.rawValue)::text IS NULL OR d.state = \(state?.rawValue)::text)
            AND (\(type)::text IS NULL OR e.type = \(type)::text)
            AND (\(since)::timestamptz IS NULL OR d.created_at >= \(since)::timestamptz)
            AND (\(until)::timestamptz IS NULL OR d.created_at < \(until)::timestamptz)
        """
    }
}

// The delivery log, and sending again.
extension Webhooks {
    /// The newest first.
    package func deliveries(
        _ filter: WebhookLogFilter, skipping skipped: Int = 0, limit: Int = 50
    ) async throws -> [WebhookDelivery] {
        let rows = try await postgres.query(
            """
            SELECT d.*, e.type FROM channels.webhook_deliveries d JOIN channels.webhook_events e ON e.id = d.event
            WHERE \(filter.condition) ORDER BY d.created_at DESC, d.id OFFSET \(skipped) LIMIT \(limit)
            """)
        return try rows.map(Self.delivery)
    }

    package func count(_ filter: WebhookLogFilter) async throws -> Int {
        let rows = try await postgres.query(
            """
            SELECT count(*) AS count FROM channels.webhook_deliveries d
            JOIN channels.webhook_events e ON e.id = d.event WHERE \(filter.condition)
            """)
        return try rows.first?.decode("count") ?? 0
    }

    package func delivery(_ id: WebhookDelivery.ID) async throws -> WebhookDelivery? {
        let rows = try await postgres.query(
            """
            SELECT d.*, e.type FROM channels.webhook_deliveries d JOIN channels.webhook_events e ON e.id = d.event
            WHERE d.id = \(id.value)
            """)
        return try rows.first.map(Self.delivery)
    }

    /// The oldest first.
    package func attempts(of delivery: WebhookDelivery) async throws -> [WebhookAttempt] {
        let rows = try await postgres.query(
            """
            SELECT * FROM channels.webhook_attempts WHERE delivery = \(delivery.id.value) ORDER BY number
            """)
        var attempts: [WebhookAttempt] = []
        for row in rows {
            let sealed: [UInt8]? = try row.decode("excerpt")
            var excerpt: String?
            if let sealed {
                excerpt = try? await vault.openText(
                    sealed, in: WebhookEndpoint.scope(delivery.endpoint), as: WebhookSender.excerptLabel)
            }
            attempts.append(
                WebhookAttempt(
                    number: try row.decode("number"), startedAt: try row.decode("started_at"),
                    outcome: try row.decode("outcome", as: String?.self).flatMap(Attempt.Outcome.init),
                    status: try row.decode("status"), code: try row.decode("code"),
                    endedAt: try row.decode("ended_at"), excerpt: excerpt))
        }
        return attempts
    }

    /// What was sent, as the partner got it; nil once it was erased.
    package func payload(of delivery: WebhookDelivery) async throws -> String? {
        let rows = try await postgres.query(
            "SELECT post, scope, payload FROM channels.webhook_events WHERE id = \(delivery.event)")
        guard let row = rows.first else { return nil }
        let scope = VaultScope(post: try row.decode("post"), name: try row.decode("scope"))
        return try? await vault.openText(try row.decode("payload"), in: scope, as: Self.label)
    }

    /// Sends one again, however it ended, with the same webhook-id. False: it waits already.
    package func replay(
        _ id: WebhookDelivery.ID, in session: some PostgresSession
    ) async throws -> Bool {
        try await replay("d.id = \(id.value)", in: session) > 0
    }

    /// Everything that failed or was held back from then on; answers how many.
    package func replay(
        _ endpoint: WebhookEndpoint.ID, since: Instant, in session: some PostgresSession
    ) async throws -> Int {
        try await replay(
            """
            d.endpoint = \(endpoint.value) AND d.state IN ('failed', 'withheld') AND d.created_at >= \(since)
            """, in: session)
    }

    private func replay(_ which: SQL, in session: some PostgresSession) async throws -> Int {
        let rows = try await session.query(
            """
            UPDATE channels.webhook_deliveries d SET state = 'waiting', reason = NULL, tries = 0,
                next_try_at = \(clock.now), ended_at = NULL
            FROM channels.webhook_endpoints p
            WHERE p.id = d.endpoint AND p.state = 'active' AND d.ended_at IS NOT NULL AND \(which) RETURNING d.id
            """)
        return rows.count
    }

    private static func delivery(_ row: PostgresRow) throws(PostgresFailure) -> WebhookDelivery {
        WebhookDelivery(
            id: .init(try row.decode("id")), endpoint: .init(try row.decode("endpoint")),
            event: try row.decode("event"), type: try row.decode("type"),
            state: WebhookDelivery.State(rawValue: try row.decode("state")) ?? .waiting,
            reason: try row.decode("reason"), attempts: try row.decode("attempts"),
            createdAt: try row.decode("created_at"), nextTryAt: try row.decode("next_try_at"),
            endedAt: try row.decode("ended_at"))
    }
}
