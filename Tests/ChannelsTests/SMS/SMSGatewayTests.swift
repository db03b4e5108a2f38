import Declared
import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer
import Vault

@testable import Channels

/// A gateway's declaration, as an operator writes it.
let gatewayExample = """
    name: own
    method: POST
    url: "{address}/send"
    headers: {X-Key: "Bearer {secret}"}
    body:
      json: |
        {"to": "{digits}", "text": "{text}", "from": "{sender}", "ref": "{id}", "notify": "{callback}",
         "unicode": false, "dcs": "{coding}"}
    secret: {env: OWN_KEY}
    accepted: {status: [2xx], path: result.code, in: ["0"]}
    reference: {path: "$.messages[0].id"}
    errors:
      - {path: result.code, in: ["7", "8"], means: temporary}
      - {path: result.code, in: ["4"], means: permanent}
      - {status: [200], matches: "^OVERLOAD", means: temporary}
    senders:
      BE: {id: ECONSULAIRE, price: 0.0745}
      US: {id: "+12025550123"}
    calls:
      proof: {header: X-Signature, hmac: sha256, secret: {env: OWN_CALLS}}
      report: {id: dlr.ref, reference: dlr.msgId, status: dlr.state, code: dlr.err,
               delivered: [DELIVRD], failed: [UNDELIV, EXPIRED], underway: [ACCEPTD]}
      sms: {id: mo.id, from: mo.from, text: mo.text}
    """

func gateway(_ yaml: String = gatewayExample) -> Reading<GatewaySettings> {
    DeclaredFile(path: "providers.yaml", contents: yaml).read { GatewaySettings($0) }
}

func twilio(_ yaml: String) -> Reading<TwilioSettings> {
    DeclaredFile(path: "providers.yaml", contents: yaml).read { TwilioSettings($0) }
}

@Suite struct `A REST provider of SMS` {
    static let callback = "https://consulat.example.org"
    let transfers = Transfers()

    private func parcel(_ text: String = "Votre RDV : 10 h, 5 €", to: String = "+32470123456") throws
        -> Parcel
    {
        Parcel(
            message: Message.ID("0123456789abcdef0123456789abcdef"), attempt: 2,
            scope: .init(post: "p", name: "n"),
            load: .sms(to: try PhoneNumber(to).orThrow, RenderedSMS(text: text)))
    }

    private func provider(
        _ peer: Peer, twilio isTwilio: Bool, secret: String? = nil, timeout: Duration = .seconds(20)
    ) -> any MessageProvider {
        let address = "http://127.0.0.1:\(peer.port)"
        guard isTwilio else {
            return GatewayProvider(
                transfers: transfers,
                settings: gateway(gatewayExample.replacing("{address}", with: address)).value,
                secret: secret ?? "key-of-the-gateway", callback: Self.callback, timeout: timeout)
        }
        let settings = twilio(
            """
            address: "\(address)"
            account: AC1
            token: {env: TWILIO_TOKEN}
            senders: {default: {id: ECONSULAIRE}}
            """)
        return TwilioProvider(
            transfers: transfers, settings: settings.value, token: secret ?? "token-of-the-account",
            callback: Self.callback, timeout: timeout)
    }

    private func sent(_ peer: Peer) throws -> [JSONValue] {
        try peer.received("sms").map { try #require(JSONValue(Array($0))) }
    }

    @Test(arguments: [true, false]) func `hands a text over whole, and keeps the other side's id`(
        isTwilio: Bool
    ) async throws {
        let peer = try await Peer("sms_gateway.py")
        for text in ["Votre RDV : 10 h, 5 €", "موعدكم \"غدا\" & 100% + \\ \n<b>", "e\u{301} {text} {secret}"]
        {
            let delivery = await provider(peer, twilio: isTwilio).send(try parcel(text))
            #expect(delivery.outcome == .accepted)
            let sms = try #require(try sent(peer).last)
            #expect(delivery.reference == sms["sid"]?.text)
            #expect(sms[isTwilio ? "Body" : "text"]?.text == text)
            #expect(sms[isTwilio ? "To" : "to"]?.text == (isTwilio ? "+32470123456" : "32470123456"))
            #expect(sms[isTwilio ? "From" : "from"]?.text == "ECONSULAIRE")
        }
        #expect(try sent(peer).count == 3)
    }

    @Test(arguments: [true, false]) func `injects nothing and loses nothing of texts that break software`(
        isTwilio: Bool
    ) async throws {
        let file = URL(filePath: "\(checkout)/Tests/Vectors/naughty-strings.json")
        let naughty = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
            .filter { !$0.isEmpty }
        let peer = try await Peer("sms_gateway.py")
        let provider = provider(peer, twilio: isTwilio)
        for text in naughty { #expect(await provider.send(try parcel(text)).outcome == .accepted) }
        let received = try sent(peer)
        #expect(received.count == naughty.count)
        for (sms, text) in zip(received, naughty) {
            let heard = sms[isTwilio ? "Body" : "text"]?.text ?? ""
            #expect(heard.unicodeScalars.elementsEqual(text.unicodeScalars), "\(text)")
        }
    }

    @Test(arguments: ["GET", "POST"]) func `is asked by a query or a form, and answers in plain text`(
        method: String
    ) async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave("200 OK id=4711")
        let fields = "{to: \"{to}\", m: \"{text}\", dcs: \"{coding}\", n: \"{segments}\"}"
        let settings = gateway(
            """
            name: plain
            method: \(method)
            url: "http://127.0.0.1:\(peer.port)/send?v=1"
            \(method == "GET" ? "query: \(fields)" : "body: {form: \(fields)}")
            accepted: {matches: "^OK"}
            reference: {matches: "id=([0-9]+)"}
            senders: {default: {id: "4242"}}
            """)
        #expect(settings.findings == [])
        let provider = GatewayProvider(
            transfers: transfers, settings: settings.value, secret: nil, callback: nil)
        let delivery = await provider.send(try parcel("à & ك=1"))
        #expect(delivery == Delivery(.accepted, code: "HTTP 200", reference: "4711"))
        let request = try #require(JSONValue(Array(try peer.received("json").first.orThrow)))
        #expect(request["query"]?["v"]?.text == "1")
        let sent = "to=%2B32470123456&m=%C3%A0%20%26%20%D9%83%3D1&dcs=2&n=1"
        if method == "GET" {
            #expect(
                request["query"]?["m"]?.text == "à & ك=1" && request["query"]?["to"]?.text == "+32470123456")
        } else {
            #expect(request["body"]?.text == sent)
        }
    }

    @Test(arguments: [true, false]) func `waits when its own key is wrong, and loses nothing`(
        isTwilio: Bool
    ) async throws {
        let peer = try await Peer("sms_gateway.py")
        let delivery = await provider(peer, twilio: isTwilio, secret: "wrong").send(try parcel())
        #expect(delivery.outcome == .temporary)
        #expect(try sent(peer).isEmpty)
    }

    @Test(arguments: [
        (400, "{\"code\": 21211}", Attempt.Outcome.permanent), (400, "{\"code\": 21610}", .permanent),
        (400, "{\"code\": 21614}", .permanent), (400, "{\"code\": 21408}", .temporary),
        (400, "{}", .permanent), (429, "{\"code\": 20429}", .temporary), (503, "", .temporary),
        (500, "oops", .unknown), (502, "", .unknown), (504, "", .unknown), (201, "{\"sid\": ", .unknown),
        (201, "{\"sid\": \"SM1\", \"status\": \"failed\", \"error_code\": 30001}", .temporary),
        (201, "{\"sid\": \"SM1\", \"status\": \"failed\", \"error_code\": 30006}", .permanent),
        (404, "", .temporary), (302, "", .permanent),
    ])
    func `of Twilio's shape tells what is wrong with us from what is wrong with the message`(
        status: Int, body: String, outcome: Attempt.Outcome
    ) async throws {
        let peer = try await Peer("sms_gateway.py")
        let quoted = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        try peer.behave("{\"refuse\": [[\(status), \(quoted)]]}")
        #expect(await provider(peer, twilio: true).send(try parcel()).outcome == outcome)
    }

    @Test(arguments: [
        (200, "{\"result\": {\"code\": 7}}", Attempt.Outcome.temporary),
        (200, "{\"result\": {\"code\": \"4\"}}", .permanent), (200, "OVERLOADED, come back", .temporary),
        (200, "{\"result\": {\"code\": 99}}", .unknown), (200, "", .unknown), (500, "", .unknown),
        (503, "", .temporary), (400, "", .permanent), (429, "", .temporary),
    ])
    func `as declared follows its rules, the first that fits`(
        status: Int, body: String, outcome: Attempt.Outcome
    ) async throws {
        let settings = gateway().value
        #expect(settings.delivery(GatewayAnswer(status: status, Array(body.utf8))).outcome == outcome)
    }

    @Test(arguments: [true, false]) func `doesn't know what became of a text that was never answered`(
        isTwilio: Bool
    ) async throws {
        let peer = try await Peer("sms_gateway.py")
        try peer.behave("{\"hang\": true}")
        let provider = provider(peer, twilio: isTwilio, timeout: .milliseconds(400))
        #expect(await provider.send(try parcel()).outcome == .unknown)
    }

    @Test func `sends from what each country shows, and nowhere else`() async throws {
        let peer = try await Peer("sms_gateway.py")
        let provider = provider(peer, twilio: false)
        #expect(await provider.send(try parcel(to: "+12025550177")).outcome == .accepted)
        #expect(try sent(peer).last?["from"]?.text == "+12025550123")
        let refused = await provider.send(try parcel(to: "+33612345678"))
        #expect(refused == Delivery(.temporary, code: "no sender for FR"))
    }
}

@Suite struct `A declared gateway` {
    @Test func `is sound as the documents show it`() {
        #expect(gateway().findings.map(\.what) == ["'{address}/send' is no web address"])
        #expect(gateway(sound).findings == [])
    }

    private var sound: String { gatewayExample.replacing("{address}", with: "https://api.example") }

    @Test(arguments: [
        ("name: own", "name: Own!", "'Own!' can't name a gateway"),
        ("method: POST", "method: PUT", "'PUT' is not a choice for 'method'"),
        ("method: POST", "method: GET", "GET has no body"),
        ("{secret}\"", "{secretly}\"", "{secretly} is not a value of a message"),
        ("\"{text}\"", "\"{words}\"", "{words} is not a value of a message"),
        ("{\"to\": ", "{to: ", "the body is no JSON"),
        ("secret: {env: OWN_KEY}", "secret: hunter2", "'secret' should say where the secret is kept"),
        ("secret: {env: OWN_KEY}", "secret: {env: own key}", "'secret' names no place of a secret"),
        ("secret: {env: OWN_KEY}\n", "\n", "{secret} is used, and there is none"),
        ("status: [2xx]", "status: [20]", "'20' is no status"),
        ("path: result.code, in: [\"0\"]", "path: result.code", "'path' without 'in'"),
        ("path: \"$.messages[0].id\"", "path: \"messages[x].id\"", "'messages[x].id' is no path"),
        ("means: permanent", "means: accepted", "an error can't mean accepted"),
        ("\"^OVERLOAD\"", "\"(a+)+b\"", "the pattern isn't taken: a group is repeated"),
        ("\"^OVERLOAD\"", "\".*.*.*b\"", "the pattern isn't taken: it has more than two open repetitions"),
        ("\"^OVERLOAD\"", "\"(a\"", "the pattern isn't taken: it can't be read"),
        ("BE: {id: ECONSULAIRE", "XX: {id: ECONSULAIRE", "'XX' is no country"),
        ("BE: {id: ECONSULAIRE", "BE: {id: EMBASSADE-RDC", "'EMBASSADE-RDC' can't send SMS"),
        ("price: 0.0745", "price: 7 cents", "'senders.BE.price' should be a sum of money, not '7 cents'"),
        ("hmac: sha256", "hmac: md5", "'md5' is not a choice for 'calls.proof.hmac'"),
        ("header: X-Signature, hmac", "query: key, hmac", "it isn't clear how a call proves itself"),
        ("failed: [UNDELIV", "failed: [delivrd", "'delivrd' means two things"),
        ("id: dlr.ref, reference: dlr.msgId, ", "", "a report names no message"),
        ("calls:", "call:", "'call' is not known here"),
    ])
    func `is refused with what is wrong, and where`(part: String, wrong: String, finding: String) {
        let changed = sound.replacing(part, with: wrong, maxReplacements: 1)
        #expect(changed != sound)
        let findings = gateway(changed).findings
        #expect(findings.contains { $0.what == finding && $0.line >= 1 }, "\(findings)")
    }

    @Test func `is searched by patterns that can't explode`() throws {
        let pattern = try BoundedPattern("id=([0-9]+)")
        #expect(pattern.firstMatch(in: "OK id=4711;") == "4711")
        #expect(pattern.firstMatch(in: "no") == nil)
        #expect(try BoundedPattern("^OK").firstMatch(in: "OK 1") == "OK")
        let worst = try BoundedPattern("a*.*b")
        #expect(worst.firstMatch(in: String(repeating: "a", count: 1 << 20)) == nil)
        for unfit in ["(a|a)*", "(a)\\1", "(?<=a)b", "a{1,}b{2,}c{3,}", String(repeating: "a", count: 201)] {
            #expect(throws: BoundedPattern.Unfit.self) { try BoundedPattern(unfit) }
        }
    }

    @Test(arguments: [
        ("ECONSULAIRE", SMSSender.Kind.alphanumeric), ("E-cons. 24", .alphanumeric),
        ("+12025550123", .numeric), ("4242", .short),
    ])
    func `shows a sender of a kind`(text: String, kind: SMSSender.Kind) {
        #expect(SMSSender(text)?.kind == kind)
        #expect(SMSSender(text)?.canBeAnswered == (kind != .alphanumeric))
    }

    @Test(arguments: ["", "12", "123456789", "AMBASSADE-RDC", "Été", "+123", " RDC", "----"])
    func `shows nothing that networks refuse`(text: String) {
        #expect(SMSSender(text) == nil)
    }

    @Test func `is read from answers that are meant to hurt`() throws {
        #expect(JSONValue(Array(String(repeating: "[", count: 100_000).utf8)) == nil)
        #expect(JSONValue(Array(String(repeating: "{\"a\":", count: 100_000).utf8)) == nil)
        let path = try #require(JSONPath("$.a[1].b"))
        #expect(
            path.value(in: JSONValue(Array("{\"a\": [0, {\"b\": 18446744073709551615}]}".utf8)))?.text
                == "18446744073709551615")
        #expect(path.value(in: JSONValue(Array("{\"a\": [0]}".utf8))) == nil)
        for wrong in ["", ".", "a..b", "a[", "a[-1]", "a[1]x", "$."] { #expect(JSONPath(wrong) == nil) }
    }

    @Test(
        arguments: [
            (
                "0: Accepted for delivery: 3f0c8d1a-0d3f-4c5b-9a57-2f7e4c1b6a90",
                "3f0c8d1a-0d3f-4c5b-9a57-2f7e4c1b6a90"
            ),
            ("0: Accepted for delivery", nil), ("3: Queued for later delivery", nil), ("", nil),
        ] as [(String, String?)])
    func `beside it, Kannel's newer versions name what they took`(answer: String, reference: String?) {
        #expect(KannelProvider.reference(in: answer) == reference)
    }

    @Test func `costs what its country says, exactly`() throws {
        let senders = gateway(sound).value.senders
        #expect(senders["BE"]?.price == SMSPrice(tenThousandths: 745))
        let price = try #require(senders["BE"]?.price)
        #expect((price * 3 + price).tenThousandths == 2_980)
        #expect(senders["US"]?.price == nil && senders["FR"] == nil)
        #expect(senders.countries == ["BE", "US"])
    }
}
