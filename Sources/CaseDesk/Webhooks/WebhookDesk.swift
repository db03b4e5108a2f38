import Channels
import PostgresClient
import Scheduler

/// What supervisors and administrators do with partners' endpoints; each act in one transaction with its audit entry.
struct WebhookDesk: Sendable {
    let webhooks: Webhooks
    let policy: WebhookPolicy

    init(_ stories: Workspace, policy: WebhookPolicy) {
        webhooks = stories.messages.webhooks
        self.policy = policy
        postgres = stories.postgres
        clock = stories.clock
    }

    static let roles: Set<Role> = [.supervisor, .administrator]
    private let postgres: PostgresClient
    private let clock: ServerClock

    /// Somebody of one post sees the endpoints of that post alone; one of the central directorate sees all.
    func visible(to agent: Agent) async throws -> [WebhookEndpoint] {
        try await webhooks.endpoints().filter { Self.sees($0, agent) }
    }

    func find(_ id: WebhookEndpoint.ID, for agent: Agent) async throws -> WebhookEndpoint? {
        try await webhooks.find(id).flatMap { Self.sees($0, agent) ? $0 : nil }
    }

    /// The name is resolved too: what leads into a private network is refused while its writer can still mend it.
    func create(_ wish: WebhookEndpoint.Wish, by agent: Agent) async throws -> WebhookEndpoint.ID {
        try await check(wish)
        return try await postgres.transaction { transaction in
            let id = try await webhooks.create(wish, by: policy, in: transaction)
            try await record("webhook.created", id, agent, in: transaction)
            return id
        }
    }

    func edit(_ id: WebhookEndpoint.ID, _ wish: WebhookEndpoint.Wish, by agent: Agent) async throws {
        try await check(wish)
        try await postgres.transaction { transaction in
            try await webhooks.edit(id, wish, by: policy, in: transaction)
            try await record("webhook.edited", id, agent, in: transaction)
        }
    }

    func rotate(_ id: WebhookEndpoint.ID, overlap: Duration, by agent: Agent) async throws {
        try await postgres.transaction { transaction in
            try await webhooks.rotate(id, overlap: overlap, in: transaction)
            try await record(
                "webhook.rotated", id, agent, ["hours": String(overlap.components.seconds / 3_600)],
                in: transaction)
        }
    }

    func disable(_ id: WebhookEndpoint.ID, by agent: Agent) async throws {
        try await postgres.transaction { transaction in
            guard try await webhooks.disable(id, .byHand, in: transaction) else { return }
            try await record("webhook.disabled", id, agent, in: transaction)
        }
    }

    func enable(_ id: WebhookEndpoint.ID, by agent: Agent) async throws {
        try await postgres.transaction { transaction in
            guard try await webhooks.enable(id, in: transaction) else { return }
            try await record("webhook.enabled", id, agent, in: transaction)
        }
    }

    func test(_ id: WebhookEndpoint.ID, by agent: Agent) async throws -> WebhookDelivery.ID {
        let delivery = try await postgres.transaction { transaction in
            let delivery = try await webhooks.test(id, in: transaction)
            try await record("webhook.tested", id, agent, ["delivery": delivery.value], in: transaction)
            return delivery
        }
        try await webhooks.sweep()
        return delivery
    }

    func replay(_ delivery: WebhookDelivery, by agent: Agent) async throws {
        try await postgres.transaction { transaction in
            guard try await webhooks.replay(delivery.id, in: transaction) else { return }
            try await record(
                "webhook.replayed", delivery.endpoint, agent, ["delivery": delivery.id.value], in: transaction
            )
        }
        try await webhooks.sweep()
    }

    /// Answers how many deliveries are sent again.
    func replay(_ id: WebhookEndpoint.ID, since: Instant, by agent: Agent) async throws -> Int {
        let count = try await postgres.transaction { transaction in
            let count = try await webhooks.replay(id, since: since, in: transaction)
            try await record(
                "webhook.replayed", id, agent, ["since": since.rfc3339, "count": String(count)],
                in: transaction)
            return count
        }
        try await webhooks.sweep()
        return count
    }

    private static func sees(_ endpoint: WebhookEndpoint, _ agent: Agent) -> Bool {
        agent.post == nil || endpoint.wish.posts == [agent.post]
    }

    private func check(_ wish: WebhookEndpoint.Wish) async throws {
        try Webhooks.check(wish, by: policy)
        if case .refused(let refusal) = await policy.verdict(on: wish.url) {
            throw WebhookRefusal.target(refusal)
        }
    }

    private func record(
        _ act: String, _ id: WebhookEndpoint.ID, _ agent: Agent, _ detail: [String: String] = [:],
        in transaction: PostgresTransaction
    ) async throws {
        try await Audit.record(
            AuditEntry(
                performer: .agent(agent.id), act: act, object: "webhook/\(id)", detail: detail, at: clock.now),
            in: transaction)
    }
}
