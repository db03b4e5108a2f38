package import PostgresClient
package import Scheduler
internal import Vault

/// What partners' servers are told. An event stands once its row does; delivering is work that follows from the row.
package struct Webhooks: Sendable {
    let messages: Messages

    /// The job that brings one endpoint what waits for it; its payload is the endpoint's id.
    package static let jobKind = "webhook.deliver"

    var postgres: PostgresClient { messages.postgres }
    var vault: Vault { messages.vault }
    var clock: ServerClock { messages.clock }

    /// Endpoints that take what they are given.
    package var quickJobs: Jobs { messages.jobs.queue("webhooks") }
    /// Endpoints that fail or answer late: what they keep waiting is their own.
    package var slowJobs: Jobs { messages.jobs.queue("webhooks-slow") }

    /// Writes the event and its deliveries in the caller's transaction, if an endpoint wants it. Publishing the same
    /// happening again changes nothing.
    package func publish(_ event: WebhookEvent, in transaction: PostgresTransaction) async throws {
        let rows = try await transaction.query(
            "SELECT id, state, events, posts FROM channels.webhook_endpoints")
        let wanting = try rows.filter { row in
            let posts: [String] = try row.decode("posts")
            let filters: [String] = try row.decode("events")
            return (posts.isEmpty || posts.contains(event.post))
                && filters.contains { WebhookFilter($0)?.matches(event.type) == true }
        }
        try await publish(
            event, to: wanting.map { (try $0.decode("id"), try $0.decode("state")) }, in: transaction)
    }

    /// The same to these endpoints, whatever they subscribed to.
    @discardableResult
    func publish(
        _ event: WebhookEvent, to endpoints: [(id: String, state: String)],
        in transaction: PostgresTransaction
    ) async throws -> [WebhookDelivery.ID] {
        guard !endpoints.isEmpty else { return [] }
        let now = clock.now
        let id = "evt_\(randomName())"
        let sealed = try await vault.seal(try event.payload, in: event.scope, as: Self.label)
        let written = try await transaction.query(
            """
            INSERT INTO channels.webhook_events (id, name, type, post, scope, payload, created_at)
            VALUES (\(id), \(event.name), \(event.type), \(event.scope.post), \(event.scope.name), \(sealed), \(now))
            ON CONFLICT (name) DO NOTHING RETURNING id
            """)
        guard !written.isEmpty else { return [] }
        let deliveries = endpoints.map { _ in WebhookDelivery.ID.random() }
        // A disabled endpoint gets it by a replay, once it is enabled again.
        try await transaction.query(
            """
            INSERT INTO channels.webhook_deliveries
                (id, endpoint, event, state, reason, created_at, next_try_at, ended_at)
            SELECT id, endpoint, \(id),
                CASE WHEN active THEN 'waiting' ELSE 'withheld' END,
                CASE WHEN active THEN NULL ELSE 'the endpoint is disabled' END, \(now),
                CASE WHEN active THEN \(now)::timestamptz END, CASE WHEN active THEN NULL ELSE \(now)::timestamptz END
            FROM unnest(\(deliveries.map(\.value))::text[], \(endpoints.map(\.id))::text[],
                \(endpoints.map { $0.state == "active" })::boolean[]) AS given (id, endpoint, active)
            """)
        return deliveries
    }

    static let label = "webhook"

    /// Puts in the work for every endpoint that something waits for: after a commit, each second, and after the loss of
    /// Redis. Those whose job stands are left alone. Answers how many there are.
    @discardableResult
    package func sweep() async throws -> Int {
        let now = clock.now
        try await settleDisabled()
        let rows = try await postgres.query(
            """
            SELECT id, failures, slow FROM channels.webhook_endpoints
            WHERE state = 'active' AND (rests_until IS NULL OR rests_until <= \(now)) AND EXISTS (
                SELECT 1 FROM channels.webhook_deliveries
                WHERE endpoint = webhook_endpoints.id AND ended_at IS NULL AND next_try_at <= \(now))
            """)
        let work = try rows.map { row in
            let id: String = try row.decode("id")
            let health = WebhookHealth(failures: try row.decode("failures"), isSlow: try row.decode("slow"))
            // The key is free again as soon as the job ends, so that the next sweep may put in another.
            let job = NewJob(
                kind: Self.jobKind, payload: id, key: "webhook/\(id)", maximumTries: 1_000_000, keepKey: .zero
            )
            return (job, health.isTroubled)
        }
        try await quickJobs.enqueue(work.filter { !$0.1 }.map(\.0))
        try await slowJobs.enqueue(work.filter(\.1).map(\.0))
        return work.count
    }

    /// What was put in at the moment when its endpoint was disabled.
    private func settleDisabled() async throws {
        try await postgres.query(
            """
            UPDATE channels.webhook_deliveries SET state = 'withheld', reason = 'the endpoint is disabled',
                ended_at = \(clock.now), next_try_at = NULL
            WHERE ended_at IS NULL
                AND endpoint IN (SELECT id FROM channels.webhook_endpoints WHERE state = 'disabled')
            """)
    }
}

extension Messages {
    /// What partners' servers are told stands beside what people are told, on the same ground.
    package var webhooks: Webhooks { Webhooks(messages: self) }
}
