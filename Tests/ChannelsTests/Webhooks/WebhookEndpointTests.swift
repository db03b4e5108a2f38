import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer

@testable import Channels

@Suite struct `A webhook endpoint` {
    let sandbox: WebhookSandbox

    init() async throws { sandbox = try await WebhookSandbox() }

    private func transaction<R: Sendable>(
        _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        try await sandbox.ground.postgres.transaction(body)
    }

    @Test func `is kept as it was written, and changed`() async throws {
        let id = try await sandbox.endpoint()
        #expect(try await sandbox.state(id).wish == sandbox.wish())
        var wish = sandbox.wish(["dossier.*"], posts: ["bruxelles"])
        wish.rate = 3
        let (webhooks, policy, changed) = (sandbox.webhooks, sandbox.policy, wish)
        try await transaction { try await webhooks.edit(id, changed, by: policy, in: $0) }
        #expect(try await sandbox.state(id).wish == wish)
        #expect(try await sandbox.webhooks.endpoints().map(\.id) == [id])
    }

    @Test func `is refused with its reason`() {
        func refusal(_ change: (inout WebhookEndpoint.Wish) -> Void) -> WebhookRefusal? {
            var wish = WebhookEndpoint.Wish(url: "https://example.org/", events: ["*"])
            change(&wish)
            do throws(WebhookRefusal) {
                try Webhooks.check(wish, by: WebhookPolicy())
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.url = "https://10.0.0.1/" } == .target(.address(.private)))
        #expect(refusal { $0.events = [] } == .noEvents)
        #expect(refusal { $0.events = ["*", "a*"] } == .unknownFilter("a*"))
        #expect(refusal { $0.rate = 0 } == .rate)
        #expect(refusal { $0.rate = 501 } == .rate)
        #expect(refusal { $0.contact = "nobody" } == .contact)
        #expect(refusal { $0.description = String(repeating: "x", count: 501) } == .tooLong)
    }

    @Test func `signs with both secrets while they change, then with the new one`() async throws {
        let id = try await sandbox.endpoint()
        let webhooks = sandbox.webhooks
        let old = try await webhooks.secrets(of: id)[0].secret
        try await transaction { try await webhooks.rotate(id, overlap: .hours(24), in: $0) }
        let both = try await webhooks.secrets(of: id)
        #expect(both.count == 2 && both[1].secret == old && both[0].endsAt == nil)
        try await sandbox.publish()
        try await sandbox.run.run(id)
        let first = try sandbox.received()[0]
        let header = try first.headers["webhook-signature"].orThrow
        #expect(first.webhook.isSigned(by: old, in: header))
        #expect(first.webhook.isSigned(by: both[0].secret, in: header))
        sandbox.ground.turn(.hours(24))
        #expect(try await webhooks.secrets(of: id).map(\.secret) == [both[0].secret])
        // At once: a secret got out.
        try await transaction { try await webhooks.rotate(id, overlap: .zero, in: $0) }
        #expect(try await webhooks.secrets(of: id).count == 1)
    }

    @Test func `can be tried out with an event of its own`() async throws {
        let id = try await sandbox.endpoint(sandbox.wish(["payment.*"]))
        let other = try await sandbox.endpoint()
        let webhooks = sandbox.webhooks
        _ = try await transaction { try await webhooks.test(id, in: $0) }
        try await sandbox.run.run(id)
        #expect(try await sandbox.only(id).state == .delivered)
        #expect(try await sandbox.only(id).type == "webhook.test")
        #expect(try await sandbox.log(other).isEmpty)
    }

    @Test func `is disabled after five days without a success, and its contact is told once`() async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("503 not today")
        for day in 0..<7 {
            for hour in 0..<4 {
                try await sandbox.publish("e/\(day)/\(hour)")
                try await sandbox.run.run(id)
                sandbox.ground.turn(.hours(6))
            }
        }
        guard case .disabled(.failing, _) = try await sandbox.state(id).state else {
            Issue.record("still active")
            return
        }
        #expect(try await sandbox.webhooks.statistics().waiting == 0)
        let notices = try await sandbox.ground.postgres.query("SELECT id FROM channels.messages")
        #expect(notices.count == 1)
    }

    @Test func `is asked less often while it fails, and as before once it is well`() {
        var health = WebhookHealth()
        let now = Instant(milliseconds: 0)
        let failed = WebhookHealth.Round(wasTaken: false, took: .seconds(15), askedToWait: nil)
        #expect(health.parallel == WebhookHealth.most && !health.isTroubled)
        health.note(failed, at: now)
        #expect(health.parallel == 1 && health.isTroubled && health.restsUntil == nil)
        for _ in 0..<20 { health.note(failed, at: now) }
        #expect(health.restsUntil == now + .minutes(5))
        #expect(!health.isLost(at: now + .days(4)) && health.isLost(at: now + .days(5)))
        health.note(.init(wasTaken: true, took: .seconds(2), askedToWait: nil), at: now)
        #expect(health.parallel == 4 && health.failingSince == nil)
        health.note(.init(wasTaken: true, took: .milliseconds(20), askedToWait: nil), at: now)
        #expect(health == WebhookHealth())
    }

    @Test func `has a queue of its own as long as it is in trouble`() async throws {
        let id = try await sandbox.endpoint()
        try await sandbox.publish()
        #expect(try await sandbox.webhooks.sweep() == 1)
        #expect(try await sandbox.webhooks.quickJobs.stats().ready == 1)
        // Twice is once.
        #expect(try await sandbox.webhooks.sweep() == 1)
        #expect(try await sandbox.webhooks.quickJobs.stats().ready == 1)
        #expect(try await sandbox.ground.jobs.stats().ready == 0)
        try await sandbox.ground.postgres.query(
            "UPDATE channels.webhook_endpoints SET slow = true WHERE id = \(id.value)")
        #expect(try await sandbox.webhooks.sweep() == 1)
        #expect(try await sandbox.webhooks.slowJobs.stats().ready == 1)
        // One that rests is left alone.
        try await sandbox.ground.postgres.query(
            """
            UPDATE channels.webhook_endpoints
            SET rests_until = \(sandbox.ground.messages.clock.now + .seconds(1)) WHERE id = \(id.value)
            """)
        #expect(try await sandbox.webhooks.sweep() == 0)
    }

    @Test func `isn't told over an address that its name doesn't show`() async throws {
        // As if a public name led home: the socket is never opened.
        let request = HTTPRequest(
            .get, "http://localhost:\(sandbox.peer.port)/", peers: .only { $0.kind == .everywhere })
        await #expect(throws: TransferFailure.notSent("an address that isn't allowed")) {
            try await Transfers().send(request)
        }
        #expect(try sandbox.received().isEmpty)
    }

    @Test func `never waits without a next try`() async throws {
        let id = try await sandbox.endpoint()
        try await sandbox.publish()
        #expect(try await sandbox.webhooks.statistics().forgotten == 0)
        sandbox.ground.turn(.minutes(6))
        #expect(try await sandbox.webhooks.statistics().forgotten == 1)
        try await sandbox.run.run(id)
        let statistics = try await sandbox.webhooks.statistics()
        #expect(statistics.forgotten == 0 && statistics.stranded == 0 && statistics.waiting == 0)
        sandbox.ground.turn(Webhooks.kept + .days(1))
        #expect(try await sandbox.webhooks.purge() == 1)
        #expect(try await sandbox.webhooks.statistics().total == 0)
    }
}
