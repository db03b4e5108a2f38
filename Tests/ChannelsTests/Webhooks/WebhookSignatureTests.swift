import Scheduler
import TestServers
import Testing

@testable import Channels

@Suite struct `A webhook's signature` {
    private let secret = WebhookSecret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!
    private let webhook = SignedWebhook(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
        body: Array(#"{"test": 2432232314}"#.utf8))
    private let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @Test func `is the standard's known answer`() {
        #expect(webhook.signature(by: [secret]) == known)
        #expect(webhook.isSigned(by: secret, in: known))
    }

    @Test func `holds when one of several is right`() throws {
        let other = WebhookSecret.random()
        let both = webhook.signature(by: [other, secret])
        #expect(both.split(separator: " ").count == 2)
        #expect(webhook.isSigned(by: secret, in: both))
        #expect(webhook.isSigned(by: other, in: both))
        #expect(webhook.isSigned(by: secret, in: "v1a,xyz v2,\(known.dropFirst(3)) \(known)"))
        #expect(!webhook.isSigned(by: .random(), in: both))
    }

    @Test(arguments: [
        "", " ", "v1", "v1,", "v1,,", "v1,???", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE",
        "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ])
    func `doesn't hold in anything else`(_ header: String) {
        #expect(!webhook.isSigned(by: secret, in: header))
    }

    @Test func `speaks for id, time and body alike`() {
        for changed in [
            SignedWebhook(id: "msg_other", timestamp: webhook.timestamp, body: webhook.body),
            SignedWebhook(id: webhook.id, timestamp: webhook.timestamp + 1, body: webhook.body),
            SignedWebhook(id: webhook.id, timestamp: webhook.timestamp, body: webhook.body + [10]),
        ] { #expect(!changed.isSigned(by: secret, in: known)) }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func `is fresh for five minutes either way`(_ seconds: Int64, _ fresh: Bool) {
        let now = Instant(milliseconds: (webhook.timestamp + seconds) * 1_000)
        #expect(webhook.isFresh(at: now) == fresh)
    }

    @Test func `survives any timestamp`() {
        for timestamp in [Int64.min, .max, 0, -1] {
            let old = SignedWebhook(id: "a", timestamp: timestamp, body: [])
            #expect(!old.isFresh(at: Instant(milliseconds: 1_614_265_330_000)))
        }
    }

    @Test(arguments: ["", "whsec_", "whsec_!!!", "c2hvcnQ=", "whsec_" + String(repeating: "A", count: 96)])
    func `needs a secret of a sound length`(_ text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test func `never shows its secret`() {
        let secret = WebhookSecret.random()
        #expect(WebhookSecret(secret.text) == secret)
        #expect(secret.bytes.count == 32)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", "\([secret])", String(reflecting: secret), dumped] {
            #expect(!text.contains(secret.text.dropFirst(6)))
            #expect(!text.contains("bytes"))
        }
    }
}

@Suite struct `A filter of events` {
    @Test(arguments: [
        ("*", "dossier.submitted", true), ("dossier.*", "dossier.submitted", true),
        ("dossier.*", "dossier", false), ("dossier.*", "dossiers.submitted", false),
        ("dossier.submitted", "dossier.submitted", true),
        ("dossier.submitted", "dossier.submitted_late", false),
        ("dossier.state.*", "dossier.state.changed", true), ("dossier.*", "dossier.state.changed", true),
    ])
    func `matches what it says`(_ filter: String, _ type: String, _ matches: Bool) throws {
        #expect(try #require(WebhookFilter(filter)).matches(type) == matches)
    }

    @Test(arguments: [
        "", ".", "*.submitted", "dossier.*.*", "dossier*", "Dossier.*", "dossier..x", "dossier.", "é.*",
    ])
    func `is refused in any other form`(_ text: String) {
        #expect(WebhookFilter(text) == nil)
    }
}

@Suite struct `A delivery's next try` {
    @Test func `comes as Standard Webhooks advises, and then no more`() {
        let delays = (1...10).map { WebhookSchedule.delay(afterTry: $0, share: 1) }
        #expect(delays.dropLast() == ArraySlice(WebhookSchedule.delays.map(Optional.some)))
        #expect(delays[9] == nil)
        #expect(WebhookSchedule.delays.reduce(.zero, +) > .days(3))
    }

    @Test func `waits as long as the endpoint asks, a day at most`() {
        #expect(WebhookSchedule.delay(afterTry: 1, asked: .minutes(2), share: 1) == .minutes(2))
        #expect(WebhookSchedule.delay(afterTry: 3, asked: .minutes(2), share: 1) == .minutes(30))
        #expect(WebhookSchedule.delay(afterTry: 1, asked: .days(400), share: 1) == .hours(24))
    }

    @Test(arguments: [
        ("120", 120 as Int64?), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
        ("", nil), ("-5", nil), ("soon", nil), ("1e9", nil), ("9999999999", nil),
        ("Sun, 99 Nov 1994 08:49:37 GMT", nil),
    ])
    func `reads Retry-After`(_ header: String, _ seconds: Int64?) throws {
        let now = try Zone("UTC").instant(of: #require(LocalDateTime("1994-11-06T08:49:00")))
        #expect(WebhookSchedule.wait(header, at: now) == seconds.map { .seconds($0) })
    }
}
