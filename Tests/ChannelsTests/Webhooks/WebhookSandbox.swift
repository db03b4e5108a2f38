import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer

@testable import Channels

/// An endpoint at a peer of `Tests/Peers`, and what it was given.
struct WebhookSandbox {
    let ground: ChannelsSandbox
    let peer: Peer
    let policy: WebhookPolicy
    let sender: WebhookSender

    init(timeout: Duration = .seconds(5)) async throws {
        ground = try await ChannelsSandbox()
        peer = try await Peer("http_peer.py")
        policy = WebhookPolicy(development: ["127.0.0.1"])
        sender = WebhookSender(transfers: Transfers(), policy: policy, timeout: timeout)
    }

    var webhooks: Webhooks { ground.messages.webhooks }
    var run: WebhookRun {
        WebhookRun(
            webhooks: webhooks, sender: sender, site: "https://consulat.example.org", budget: .seconds(600))
    }

    func wish(_ events: [String] = ["*"], posts: [String] = [], path: String = "/hook")
        -> WebhookEndpoint.Wish
    {
        .init(
            url: "http://127.0.0.1:\(peer.port)\(path)", contact: "equipe@example.net", events: events,
            posts: posts,
            rate: 500)
    }

    func endpoint(_ wish: WebhookEndpoint.Wish? = nil) async throws -> WebhookEndpoint.ID {
        try await ground.postgres.transaction { transaction in
            try await webhooks.create(wish ?? self.wish(), by: policy, in: transaction)
        }
    }

    func publish(_ name: String = "a/1", type: String = "dossier.submitted", post: String = "bruxelles")
        async throws
    {
        let event = WebhookEvent(
            name: name, type: type, post: post, scope: ground.scope, at: ground.messages.clock.now,
            data: ["dossier": .text("d1"), "amount": .integer(5), "more": .object(["a": .text("é\"\n")])])
        try await ground.postgres.transaction { try await webhooks.publish(event, in: $0) }
    }

    /// What stands in the log of an endpoint, the oldest first.
    func log(_ endpoint: WebhookEndpoint.ID) async throws -> [WebhookDelivery] {
        try await webhooks.deliveries(WebhookLogFilter(endpoint: endpoint)).reversed()
    }

    func only(_ endpoint: WebhookEndpoint.ID) async throws -> WebhookDelivery {
        let log = try await log(endpoint)
        #expect(log.count == 1)
        return try log.first.orThrow
    }

    func state(_ endpoint: WebhookEndpoint.ID) async throws -> WebhookEndpoint {
        try await webhooks.find(endpoint).orThrow
    }

    func received() throws -> [Received] {
        try peer.received("json").map { try JSONDecoder().decode(Received.self, from: $0) }
    }

    struct Received: Decodable {
        let method, path, body: String
        let headers: [String: String]

        var webhook: SignedWebhook {
            SignedWebhook(
                id: headers["webhook-id"] ?? "", timestamp: Int64(headers["webhook-timestamp"] ?? "") ?? 0,
                body: Array(body.utf8))
        }
    }
}
