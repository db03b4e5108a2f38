internal import Foundation
internal import PostgresClient
package import Scheduler
internal import ServiceLifecycle
internal import Vault

/// The work of a `webhook.deliver` job: what waits for one endpoint, round by round, no more at once than it can bear.
/// PostgreSQL says whose a delivery is; a job that runs twice sends nothing twice.
package struct WebhookRun: Sendable {
    let webhooks: Webhooks
    let sender: WebhookSender
    /// As people type it: where a partner who was stopped reaches somebody.
    let site: String
    /// Then others have their turn.
    let budget: Duration

    package init(webhooks: Webhooks, sender: WebhookSender, site: String, budget: Duration = .seconds(5)) {
        self.webhooks = webhooks
        self.sender = sender
        self.site = site
        self.budget = budget
    }

    /// The handler for `Webhooks.jobKind` on both queues.
    package var handler: JobHandler {
        { job in try await run(WebhookEndpoint.ID(job.payload)) }
    }

    /// Ends when nothing is due, or when the endpoint belongs to the other queue now.
    package func run(_ id: WebhookEndpoint.ID) async throws {
        let begun = ContinuousClock.now
        var wasTroubled: Bool?
        while !Task.isShuttingDownGracefully {
            guard let endpoint = try await webhooks.find(id), endpoint.isActive,
                endpoint.health.restsUntil.map({ $0 <= webhooks.clock.now }) ?? true,
                wasTroubled == nil || wasTroubled == endpoint.health.isTroubled
            else { return }
            wasTroubled = endpoint.health.isTroubled
            guard try await round(endpoint) else { return }
            if ContinuousClock.now - begun > budget {
                throw JobFailure.postponed(by: .zero, reason: "others have their turn")
            }
        }
    }

    /// False when nothing was due.
    func round(_ endpoint: WebhookEndpoint) async throws -> Bool {
        let begun = ContinuousClock.now
        let claims = try await WebhookClaim.take(
            min(endpoint.health.parallel, endpoint.wish.rate), for: endpoint.id, lasting: sender.claim,
            at: webhooks.clock.now, in: webhooks.postgres)
        guard !claims.isEmpty else { return false }
        let secrets = try await webhooks.secrets(of: endpoint.id).map(\.secret)
        let results = await send(claims, to: endpoint, by: secrets)
        let took = ContinuousClock.now - begun
        try await conclude(results, of: endpoint, took: took)
        // So many in a second, whoever runs the next round.
        let least = Duration.seconds(1) * claims.count / endpoint.wish.rate
        if took < least { try? await Task.sleep(for: least - took) }
        return true
    }

    private func send(
        _ claims: [WebhookClaim], to endpoint: WebhookEndpoint, by secrets: [WebhookSecret]
    ) async -> [WebhookResult] {
        await withTaskGroup(of: WebhookResult.self) { group in
            for claim in claims {
                group.addTask { await self.send(claim, to: endpoint, by: secrets) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func send(
        _ claim: WebhookClaim, to endpoint: WebhookEndpoint, by secrets: [WebhookSecret]
    ) async -> WebhookResult {
        let outcome: WebhookSender.Outcome
        do {
            let body = try await webhooks.vault.open(claim.payload, in: claim.scope, as: Webhooks.label)
            let now = webhooks.clock.now
            let webhook = SignedWebhook(id: claim.event, timestamp: now.milliseconds / 1_000, body: body)
            outcome = await sender.send(webhook, to: endpoint.wish.url, by: secrets, at: now)
        } catch VaultFailure.erased {
            outcome = .init(outcome: .permanent, code: "erased")
        } catch {
            // Nothing has been sent; the store of keys may be away for a moment.
            outcome = .init(outcome: .temporary, code: "can't be put together")
        }
        var excerpt: [UInt8]?
        if !outcome.excerpt.isEmpty {
            let text = String(decoding: outcome.excerpt, as: UTF8.self)
            excerpt = try? await webhooks.vault.seal(
                text, in: WebhookEndpoint.scope(endpoint.id), as: WebhookSender.excerptLabel)
        }
        return WebhookResult(claim, outcome, excerpt: excerpt, at: webhooks.clock.now)
    }

    private func conclude(
        _ results: [WebhookResult], of endpoint: WebhookEndpoint, took: Duration
    ) async throws {
        let round = WebhookHealth.Round(
            wasTaken: results.contains { $0.outcome.outcome == .accepted }, took: took,
            askedToWait: results.compactMap(\.outcome.askedToWait).max())
        let isGone = results.contains(where: \.outcome.isGone)
        let notices = try await webhooks.postgres.transaction { transaction in
            // The endpoint's row first, as whoever disables it: two that wait for each other would both lose.
            let health = try await note(round, of: endpoint.id, in: transaction)
            try await WebhookResult.write(results, in: transaction)
            let reason: WebhookEndpoint.Reason? =
                isGone ? .gone : health.isLost(at: webhooks.clock.now) ? .failing : nil
            guard let reason, try await webhooks.disable(endpoint.id, reason, in: transaction) else {
                return [Message.ID]()
            }
            return try await webhooks.tell(endpoint, health, reason, site: site, in: transaction)
        }
        try await webhooks.messages.deliver(notices)
    }

    private func note(
        _ round: WebhookHealth.Round, of endpoint: WebhookEndpoint.ID, in transaction: PostgresTransaction
    ) async throws -> WebhookHealth {
        let rows = try await transaction.query(
            "SELECT * FROM channels.webhook_endpoints WHERE id = \(endpoint.value) FOR NO KEY UPDATE")
        guard let row = rows.first else { throw ChannelsFailure.lostRow }
        var health = try WebhookHealth(row)
        health.note(round, at: webhooks.clock.now)
        try await transaction.query(
            """
            UPDATE channels.webhook_endpoints SET failures = \(health.failures),
                failing_since = \(health.failingSince), rests_until = \(health.restsUntil), slow = \(health.isSlow)
            WHERE id = \(endpoint.value)
            """)
        return health
    }
}
