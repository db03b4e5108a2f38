import Declared
import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing

@testable import Channels

@Suite struct `A call of Twilio's shape` {
    /// The example of Twilio's own documents.
    static let fields: [String: [String]] = [
        "CallSid": ["CA1234567890ABCDE"], "Caller": ["+14158675310"], "Digits": ["1234"],
        "From": ["+14158675310"], "To": ["+18005551212"],
    ]
    private let calls = TwilioCalls(token: "12345", callback: "https://mycompany.com")
    private let signature = "GvWf1cFY/Q7PnoempGyD5oXAezc="

    @Test func `is known by its signature, and by nothing less`() {
        let target = "/myapp.php?foo=1&bar=2"
        #expect(calls.isTheirs(target, Self.fields, signature: signature))
        #expect(!calls.isTheirs(target, Self.fields, signature: nil))
        #expect(!calls.isTheirs(target, Self.fields, signature: "GvWf1cFY/Q7PnoempGyD5oXAezd="))
        #expect(!calls.isTheirs("/myapp.php?foo=1&bar=3", Self.fields, signature: signature))
        let changed = Self.fields.merging(["Digits": ["1235"]]) { $1 }
        #expect(!calls.isTheirs(target, changed, signature: signature))
        #expect(
            !TwilioCalls(token: "12346", callback: "https://mycompany.com")
                .isTheirs(target, Self.fields, signature: signature))
    }

    @Test(arguments: [
        ("sent", DeliveryReport.Kind.underway), ("delivered", .delivered), ("read", .delivered),
        ("undelivered", .failed), ("failed", .failed), ("canceled", .failed),
    ])
    func `tells what became of an attempt`(status: String, kind: DeliveryReport.Kind) throws {
        let report = TwilioCalls.report(
            ["message": "m1", "attempt": "2"], ["MessageStatus": [status], "ErrorCode": ["30003"]])
        #expect(
            report
                == DeliveryReport(message: Message.ID("m1"), attempt: 2, kind: kind, code: "\(status) 30003"))
    }

    @Test func `that says nothing of use is left alone`() {
        let query = ["message": "m1", "attempt": "1"]
        #expect(TwilioCalls.report(query, ["MessageStatus": ["queued"]]) == nil)
        #expect(TwilioCalls.report(query, [:]) == nil)
        #expect(TwilioCalls.report(["message": "m1"], ["MessageStatus": ["sent"]]) == nil)
    }
}

@Suite struct `A call of a declared gateway` {
    private func calls(_ yaml: String = gatewayExample, secret: String = "s3cret-of-the-calls") throws
        -> GatewayCalls
    {
        GatewayCalls(name: "own", settings: try #require(gateway(yaml).value.calls), secret: secret)
    }

    private func call(
        _ body: String = "", query: [String: String] = [:], form: [String: String] = [:],
        headers: [String: String] = [:]
    ) -> GatewayCall {
        GatewayCall(query: query, form: form, headers: headers, body: Array(body.utf8))
    }

    @Test func `proves itself by an HMAC of its body`() throws {
        let body = "{\"a\":1}"
        let own = try calls(secret: "key")
        let computed = try digest256(body, key: "key")
        for given in [computed, computed.uppercased(), "sha256=\(computed)"] {
            #expect(own.isTheirs(call(body, headers: ["x-signature": given])))
        }
        #expect(!own.isTheirs(call(body + " ", headers: ["x-signature": computed])))
        #expect(!own.isTheirs(call(body, headers: ["x-signature": String(computed.dropLast())])))
        #expect(!own.isTheirs(call(body)))
        #expect(!(try calls(secret: "other")).isTheirs(call(body, headers: ["x-signature": computed])))
    }

    @Test(arguments: ["query: key", "header: X-Key"])
    func `proves itself by a secret, in the query or a header`(proof: String) throws {
        let yaml = gatewayExample.replacing("header: X-Signature, hmac: sha256", with: proof)
        let own = try calls(yaml, secret: "open sesame")
        let isHeader = proof.hasPrefix("header")
        func with(_ secret: String) -> GatewayCall {
            isHeader ? call(headers: ["x-key": secret]) : call(query: ["key": secret])
        }
        #expect(own.isTheirs(with("open sesame")))
        #expect(!own.isTheirs(with("open sesamE")) && !own.isTheirs(with("")) && !own.isTheirs(call()))
    }

    @Test func `is read from JSON, a form or a query, by our id or theirs`() throws {
        let own = try calls()
        let json = try #require(
            own.report(
                call("{\"dlr\": {\"ref\": \"m1-2\", \"msgId\": 17, \"state\": \"Delivrd\", \"err\": 0}}")))
        #expect(json.kind == .delivered && json.code == "Delivrd 0" && json.reference == "17")
        // What is signed counts, not what stands beside it.
        #expect(own.report(call("{}", query: ["dlr": "x", "state": "DELIVRD", "msgId": "g7"])) == nil)
        let flat = gatewayExample.replacing("dlr.", with: "")
            .replacing("header: X-Signature, hmac: sha256", with: "query: key")
        for given in [
            call(form: ["msgId": "g7", "state": "EXPIRED"]),
            call(query: ["msgId": "g7", "state": "EXPIRED"]),
        ] {
            let report = try #require(try calls(flat).report(given))
            #expect(report.kind == .failed && report.reference == "g7" && report.id == nil)
        }
        #expect(own.report(call("{\"dlr\": {\"state\": \"SUBMITTED\", \"ref\": \"m1-2\"}}")) == nil)
        #expect(own.report(call("nonsense")) == nil && own.report(call("[[[[")) == nil)
        let sms = own.sms(call("{\"mo\": {\"id\": 5, \"from\": \"32470123456\", \"text\": \"OUI\"}}"))
        #expect(sms == ["id": "own/5", "from": "32470123456", "text": "OUI"])
    }

    private func digest256(_ text: String, key: String) throws -> String {
        try python(
            """
            import hashlib, hmac, sys
            print(hmac.new(b"\(key)", open(sys.argv[1], "rb").read(), hashlib.sha256).hexdigest(), end="")
            """, Array(text.utf8))
    }
}

@Suite struct `A report of a gateway` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox() }

    /// A message that the gateway took, under its own id.
    private func taken(_ reference: String, event: String = "dossier.submitted/1") async throws -> Message.ID
    {
        let id = try await sandbox.post(sandbox.message([.sms], event: event))[0]
        let provider = ScriptedProvider([Delivery(.accepted, reference: reference)])
        #expect(try await sandbox.send(id, by: provider) == nil)
        return id
    }

    private func report(
        _ kind: DeliveryReport.Kind, id: String? = nil, reference: String? = nil, provider: String = "script"
    ) -> GatewayReport {
        GatewayReport(provider: provider, kind: kind, code: kind.rawValue, id: id, reference: reference)
    }

    @Test func `finds its attempt by the gateway's id, or by ours`() async throws {
        let id = try await taken("g-1")
        #expect(try await sandbox.messages.record(report(.underway, reference: "g-1")))
        #expect(try await sandbox.messages.record(report(.delivered, id: GatewayCalls.id(id, attempt: 1))))
        let message = try await sandbox.state(id)
        #expect(message.state == .delivered)
        #expect(message.reports.map(\.kind) == [.underway, .delivered])
        #expect(message.reports.allSatisfy { $0.attempt == 1 })
    }

    @Test func `of another house with the same id is none of it`() async throws {
        let id = try await taken("g-1")
        #expect(try await !sandbox.messages.record(report(.failed, reference: "g-1", provider: "other")))
        #expect(try await sandbox.state(id).state == .sent)
    }

    @Test func `of a message that we don't have does nothing`() async throws {
        let id = try await taken("g-1")
        #expect(try await !sandbox.messages.record(report(.failed, reference: "g-2")))
        #expect(try await sandbox.messages.record(report(.failed, id: "ffff-1")))
        #expect(try await !sandbox.messages.record(report(.failed, id: "nonsense")))
        #expect(try await !sandbox.messages.record(report(.failed)))
        #expect(try await sandbox.state(id).reports.isEmpty)
    }

    /// Every order of what can come, each of it twice.
    @Test func `counts the same in any order, however often it comes`() async throws {
        let kinds: [DeliveryReport.Kind] = [.underway, .delivered, .failed]
        for (number, order) in permutations(kinds).enumerated() {
            let id = try await taken("g-\(number)", event: "e/\(number)")
            for kind in order + order {
                #expect(try await sandbox.messages.record(report(kind, reference: "g-\(number)")))
            }
            // Whoever delivered it knows; that it failed was said of a part, or too early.
            let message = try await sandbox.state(id)
            #expect(message.state == .delivered, "\(order)")
            #expect(message.reports.count == 3)
        }
    }

    private func permutations<Value>(_ values: [Value]) -> [[Value]] {
        guard values.count > 1 else { return [values] }
        return values.indices.flatMap { index in
            var rest = values
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}

@Suite struct `A number that said STOP` {
    let sandbox: ChannelsSandbox
    let number: PhoneNumber

    init() async throws {
        sandbox = try await ChannelsSandbox()
        number = try PhoneNumber("+32470123456").orThrow
    }

    private var optOuts: SMSOptOuts { SMSOptOuts(vault: sandbox.vault) }
    private var now: Instant { sandbox.messages.clock.now }

    @Test func `is let alone until START, each said once`() async throws {
        let postgres = sandbox.postgres
        #expect(try await optOuts.stopped(number, in: postgres) == nil)
        #expect(try await !optOuts.resume(number, said: "0", at: now, in: postgres))
        let first = now
        #expect(try await optOuts.stop(number, said: "1", at: first, in: postgres))
        sandbox.turn(.seconds(5))
        #expect(try await !optOuts.stop(number, said: "2", at: now, in: postgres))
        #expect(try await optOuts.stopped(number, in: postgres) == first)
        #expect(try await optOuts.resume(number, said: "3", at: now, in: postgres))
        #expect(try await !optOuts.resume(number, said: "4", at: now, in: postgres))
        #expect(try await optOuts.stopped(number, in: postgres) == nil)
        #expect(try await optOuts.stop(number, said: "5", at: now, in: postgres))
        #expect(try await optOuts.stopped(number, in: postgres) == now)
    }

    @Test func `keeps danger, codes and answers, and nothing else`() async throws {
        try await optOuts.stop(number, said: "1", at: now, in: sandbox.postgres)
        for name in templates.names {
            let template = try templates.template(name)
            let isAllowed = try await optOuts.allows(template, to: number, in: sandbox.postgres)
            #expect(
                isAllowed == (name.hasPrefix("sms.") || template.lane == .loginCode || template.isLegal),
                "\(name)")
        }
        let other = try PhoneNumber("+32470999999").orThrow
        let reminder = try templates.template("appointment.reminder")
        #expect(try await optOuts.allows(reminder, to: other, in: sandbox.postgres))
    }

    @Test func `gets no SMS that was on its way, and what it may get all the same`() async throws {
        let reminder = try await sandbox.post(
            sandbox.message([.sms], "appointment.reminder", event: "appointment.reminder/1"))[0]
        let code = try await sandbox.post(sandbox.message([.sms], "access.code", event: "access.code/1"))[0]
        try await optOuts.stop(number, said: "1", at: now, in: sandbox.postgres)
        let provider = ScriptedProvider()
        for id in [reminder, code] { #expect(try await sandbox.send(id, by: provider) == nil) }
        #expect(provider.parcels.map(\.message) == [code])
        let message = try await sandbox.state(reminder)
        #expect(message.state == .withheld && message.reason == "stop")
    }

    @Test func `is stored by a keyed hash alone`() async throws {
        try await optOuts.stop(number, said: "sms/1", at: now, in: sandbox.postgres)
        let rows = try await sandbox.postgres.query(
            "SELECT row_to_json(o)::text AS line FROM channels.sms_optouts o")
        #expect(rows.count == 1)
        #expect(try !rows[0].decode("line", as: String.self).contains("470123456"))
    }
}
