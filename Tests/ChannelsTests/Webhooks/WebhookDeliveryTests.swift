import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer

@testable import Channels

@Suite struct `A webhook` {
    let sandbox: WebhookSandbox

    init() async throws { sandbox = try await WebhookSandbox() }

    @Test func `reaches its endpoint signed, once`() async throws {
        let id = try await sandbox.endpoint()
        try await sandbox.publish()
        try await sandbox.publish()
        try await sandbox.run.run(id)
        try await sandbox.run.run(id)
        let received = try sandbox.received()
        #expect(received.count == 1)
        let secrets = try await sandbox.webhooks.secrets(of: id)
        let header = try received[0].headers["webhook-signature"].orThrow
        #expect(received[0].webhook.isSigned(by: secrets[0].secret, in: header))
        #expect(received[0].webhook.isFresh(at: sandbox.ground.messages.clock.now))
        #expect(received[0].headers["content-type"] == "application/json")
        let body = try JSONSerialization.jsonObject(with: Data(received[0].body.utf8)) as? [String: Any]
        #expect(body?["type"] as? String == "dossier.submitted")
        #expect((body?["data"] as? [String: Any])?["dossier"] as? String == "d1")
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == .delivered)
        #expect(received[0].webhook.id == delivery.event)
        let attempts = try await sandbox.webhooks.attempts(of: delivery)
        #expect(attempts.map(\.status) == [200])
        #expect(attempts.map(\.excerpt) == ["fine"])
    }

    @Test func `goes to those who asked for it`() async throws {
        let all = try await sandbox.endpoint()
        let dossiers = try await sandbox.endpoint(sandbox.wish(["dossier.*"]))
        let here = try await sandbox.endpoint(
            sandbox.wish(["payment.received", "dossier.submitted"], posts: ["kinshasa"]))
        try await sandbox.publish("a", type: "dossier.submitted")
        try await sandbox.publish("b", type: "payment.received", post: "kinshasa")
        #expect(try await sandbox.log(all).map(\.type).sorted() == ["dossier.submitted", "payment.received"])
        #expect(try await sandbox.log(dossiers).map(\.type) == ["dossier.submitted"])
        #expect(try await sandbox.log(here).map(\.type) == ["payment.received"])
    }

    @Test func `leaves no trace of a transaction that was taken back`() async throws {
        let id = try await sandbox.endpoint()
        let event = WebhookEvent(
            name: "a", type: "t", post: "p", scope: sandbox.ground.scope,
            at: sandbox.ground.messages.clock.now, data: [:])
        await #expect(throws: Missing.self) {
            try await sandbox.ground.postgres.transaction { transaction in
                try await sandbox.webhooks.publish(event, in: transaction)
                throw Missing()
            }
        }
        #expect(try await sandbox.log(id).isEmpty)
    }

    @Test func `holds no readable payload, address or secret`() async throws {
        let id = try await sandbox.endpoint()
        try await sandbox.publish()
        let secret = try await sandbox.webhooks.secrets(of: id)[0].secret
        for table in ["webhook_endpoints", "webhook_secrets", "webhook_events", "webhook_deliveries"] {
            let rows = try await sandbox.ground.postgres.query(
                "SELECT encode(t::text::bytea, 'escape') AS text FROM channels.\(raw: table) t")
            for row in rows {
                let text: String = try row.decode("text")
                for typed in ["127.0.0.1", "example.net", "amount", secret.text] {
                    #expect(!text.contains(typed))
                }
            }
        }
    }

    @Test(arguments: ["500 sorry", "302 ", "404 ", "204 ", "301 "])
    func `counts any 2xx as taken, and nothing else`(_ answer: String) async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave(answer)
        try await sandbox.publish()
        try await sandbox.run.run(id)
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == (answer.hasPrefix("2") ? .delivered : .waiting))
        #expect(try await sandbox.webhooks.attempts(of: delivery).map(\.status) == [Int(answer.prefix(3))])
    }

    @Test func `is tried again as the schedule says, with the same id, and then given up`() async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("500 sorry")
        try await sandbox.publish()
        for expected in WebhookSchedule.delays {
            try await sandbox.run.run(id)
            let delivery = try await sandbox.only(id)
            #expect(delivery.state == .waiting)
            let delay = try delivery.nextTryAt.orThrow - sandbox.ground.messages.clock.now
            #expect(delay >= expected - .seconds(1) && delay <= expected * 1.2)
            sandbox.ground.turn(delay)
        }
        try await sandbox.run.run(id)
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == .failed)
        #expect(delivery.attempts == 10)
        #expect(Set(try sandbox.received().map(\.webhook.id)) == [delivery.event])
        // The signature's time is each try's own.
        #expect(Set(try sandbox.received().map(\.webhook.timestamp)).count == 10)
    }

    @Test func `isn't sent anywhere by a redirect`() async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("redirect")
        try await sandbox.publish()
        try await sandbox.run.run(id)
        #expect(try sandbox.received().count == 1)
        #expect(try await sandbox.only(id).reason == "redirects are not followed")
    }

    @Test func `is delivered though the answer has no end`() async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("large")
        try await sandbox.publish()
        try await sandbox.run.run(id)
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == .delivered)
        let excerpt = try await sandbox.webhooks.attempts(of: delivery)[0].excerpt
        #expect(excerpt?.count == WebhookSender.longestExcerpt)
    }

    @Test func `ends as unknown when no answer comes, and is tried again`() async throws {
        let sandbox = try await WebhookSandbox(timeout: .milliseconds(300))
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("hang")
        try await sandbox.publish()
        try await sandbox.run.run(id)
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == .waiting)
        #expect(try await sandbox.webhooks.attempts(of: delivery).map(\.outcome) == [.unknown])
    }

    @Test func `stops at 410, tells the contact, and can be replayed once all is well`() async throws {
        let id = try await sandbox.endpoint()
        try sandbox.peer.behave("410 gone")
        try await sandbox.publish("a")
        try await sandbox.run.run(id)
        guard case .disabled(.gone, _) = try await sandbox.state(id).state else {
            Issue.record("still active")
            return
        }
        let notice = try await sandbox.ground.postgres.query(
            "SELECT template FROM channels.messages WHERE recipient = \("webhook/\(id)")")
        #expect(try notice.map { try $0.decode("template", as: String.self) } == [Webhooks.noticeTemplate])
        // What happens meanwhile is held back, and nothing is sent.
        sandbox.ground.turn(.seconds(1))
        try await sandbox.publish("b")
        #expect(try await sandbox.log(id).map(\.state) == [.failed, .withheld])
        #expect(try await sandbox.webhooks.sweep() == 0)
        let start = sandbox.ground.messages.clock.now - .hours(1)
        #expect(try await sandbox.webhooks.replay(id, since: start, in: sandbox.ground.postgres) == 0)
        try sandbox.peer.behave("200 fine")
        #expect(
            try await sandbox.ground.postgres.transaction { try await sandbox.webhooks.enable(id, in: $0) })
        #expect(try await sandbox.webhooks.replay(id, since: start, in: sandbox.ground.postgres) == 2)
        #expect(try await sandbox.webhooks.sweep() == 1)
        try await sandbox.run.run(id)
        #expect(try await sandbox.log(id).map(\.state) == [.delivered, .delivered])
        let ids = try sandbox.received().map(\.webhook.id)
        #expect(ids.count == 3 && Set(ids).count == 2)
    }

    @Test func `waits when it is asked to`() async throws {
        let id = try await sandbox.endpoint()
        let round = WebhookHealth.Round(wasTaken: false, took: .zero, askedToWait: .minutes(3))
        var health = try await sandbox.state(id).health
        health.note(round, at: sandbox.ground.messages.clock.now)
        #expect(health.restsUntil == sandbox.ground.messages.clock.now + .minutes(3))
    }

    @Test func `isn't lost with a worker that died, and bears the same id when it is sent again`()
        async throws
    {
        let id = try await sandbox.endpoint()
        try await sandbox.publish()
        let now = sandbox.ground.messages.clock.now
        let claims = try await WebhookClaim.take(
            5, for: id, lasting: sandbox.sender.claim, at: now, in: sandbox.ground.postgres)
        #expect(claims.count == 1)
        // Another worker doesn't touch what may still be under way.
        try await sandbox.run.run(id)
        #expect(try sandbox.received().isEmpty)
        sandbox.ground.turn(sandbox.sender.claim)
        try await sandbox.run.run(id)
        let delivery = try await sandbox.only(id)
        #expect(delivery.state == .delivered)
        #expect(try await sandbox.webhooks.attempts(of: delivery).map(\.outcome) == [.unknown, .accepted])
        #expect(try sandbox.received().map(\.webhook.id) == [claims[0].event])
    }

    @Test func `is one worker's at a time`() async throws {
        let id = try await sandbox.endpoint()
        for number in 1...40 { try await sandbox.publish("a/\(number)") }
        try await withThrowingTaskGroup { group in
            for _ in 1...4 { group.addTask { try await sandbox.run.run(id) } }
            try await group.waitForAll()
        }
        let ids = try sandbox.received().map(\.webhook.id)
        #expect(ids.count == 40 && Set(ids).count == 40)
    }
}
