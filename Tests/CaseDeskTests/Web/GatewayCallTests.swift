import Declared
import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer
import Vault

@testable import CaseDesk
@testable import Channels

/// The site with a gateway of each shape, and the gateway itself.
private struct GatewayGround {
    static let token = "token-of-the-account"
    static let address = "https://consulat.example.org"
    let site: SiteGround
    let peer: Peer
    let transfers = Transfers()

    static let declaration = """
        name: own
        method: POST
        url: "http://127.0.0.1:{port}/send"
        headers: {X-Key: "Bearer {secret}"}
        body: {json: '{"to": "{to}", "text": "{text}", "ref": "{id}", "notify": "{callback}"}'}
        secret: {env: OWN_KEY}
        accepted: {path: result.code, in: ["0"]}
        reference: {path: "messages[0].id"}
        senders: {default: {id: ECONSULAIRE}}
        calls:
          proof: {header: X-Signature, hmac: sha256, secret: {env: OWN_CALLS}}
          report: {reference: dlr.msgId, status: dlr.state, delivered: [DELIVRD], failed: [UNDELIV], underway: [ACCEPTD]}
          sms: {id: mo.id, from: mo.from, text: mo.text}
        """

    static func open(_ body: @Sendable (GatewayGround) async throws -> Void) async throws {
        let peer = try await Peer("sms_gateway.py")
        let settings = settings(peer.port)
        let calls = GatewayCalls(
            name: "own", settings: try #require(settings.calls), secret: "secret-of-the-calls")
        let callbacks = SMSCallbacks(twilio: TwilioCalls(token: token, callback: address), gateways: [calls])
        try await SiteGround.open(callbacks: callbacks) { site in
            try await body(GatewayGround(site: site, peer: peer))
        }
    }

    private static func settings(_ port: Int) -> GatewaySettings {
        let text = declaration.replacing("{port}", with: "\(port)")
        return DeclaredFile(path: "providers.yaml", contents: text).read { GatewaySettings($0) }.value
    }

    func provider(_ shape: Shape, timeout: Duration) -> any MessageProvider {
        switch shape {
        case .own:
            GatewayProvider(
                transfers: transfers, settings: Self.settings(peer.port), secret: "key-of-the-gateway",
                callback: Self.address, timeout: timeout)
        case .twilio:
            TwilioProvider(
                transfers: transfers,
                settings: DeclaredFile(
                    path: "providers.yaml",
                    contents: """
                        address: "http://127.0.0.1:\(peer.port)"
                        account: AC1
                        token: {env: TWILIO}
                        senders: {default: {id: ECONSULAIRE}}
                        """
                ).read { TwilioSettings($0) }.value, token: Self.token, callback: Self.address,
                timeout: timeout)
        }
    }

    enum Shape: CaseIterable { case twilio, own }

    /// Posts a message to the person and sends it by the gateway, as a worker would.
    func sends(_ shape: Shape, timeout: Duration = .seconds(20)) async throws -> Message.ID {
        let workspace = site.site.workspace
        let message = NewMessage(
            event: "sms.help/\(UUID())",
            recipient: Recipient(id: "p1", phone: PhoneNumber("+32470123456"), locale: "fr"),
            template: "sms.help", media: [.sms], scope: VaultScope(post: "bruxelles", name: "sms/1"))
        let id = try await workspace.postgres.transaction {
            try await workspace.messages.post([message], in: $0)
        }[0]
        let provider = provider(shape, timeout: timeout)
        let sending = Sending(
            messages: workspace.messages, blobs: workspace.ground.blobs,
            sender: EmailSender(address: try #require(EmailAddress("a@example.org")), names: [:]),
            email: DevelopmentOutbox(postgres: workspace.postgres, vault: workspace.vault),
            sms: Boxed(provider: provider))
        do {
            try await sending.send(id)
        } catch JobFailure.postponed {
            // What came of it stands in its row.
        }
        return id
    }

    /// What the gateway would call us with, called; answers the statuses.
    func calls(spoilt: Bool = false) async throws -> [Int] {
        var statuses: [Int] = []
        for data in try peer.received("call") {
            let call = try #require(JSONValue(Array(data)))
            let url = try #require(call["url"]?.text)
            guard case .map(let headers)? = call["headers"] else { throw Missing() }
            statuses.append(
                try await site.post(
                    url.replacing(Self.address, with: ""), (call["body"]?.text ?? "") + (spoilt ? " " : ""),
                    headers.map { ($0.key, $0.value.text ?? "") }, type: call["type"]?.text ?? ""
                ).status)
        }
        return statuses
    }

    private struct Boxed: MessageProvider {
        let provider: any MessageProvider
        var name: String { provider.name }
        func send(_ parcel: Parcel) async -> Delivery { await provider.send(parcel) }
    }

    struct Missing: Error {}
}

@Suite struct `A REST gateway's calls` {
    @Test(arguments: GatewayGround.Shape.allCases)
    fileprivate func `tell what became of a message, in any order and more than once`(
        shape: GatewayGround.Shape
    ) async throws {
        try await GatewayGround.open { ground in
            let plan = shape == .own ? "[\"ACCEPTD\", \"DELIVRD\"]" : "[\"sent\", \"delivered\"]"
            try ground.peer.behave("{\"plan\": \(plan), \"repeat\": 2, \"reverse\": true}")
            let id = try await ground.sends(shape)
            let messages = ground.site.site.workspace.messages
            #expect(try await messages.message(id)?.state == .sent)
            #expect(try await ground.calls(spoilt: true) == [404, 404, 404, 404])
            #expect(try await messages.message(id)?.reports == [])
            #expect(try await ground.calls() == [200, 200, 200, 200])
            let message = try #require(try await messages.message(id))
            #expect(message.state == .delivered && message.reports.count == 2)
        }
    }

    @Test func `tell at last what became of a text that was never answered`() async throws {
        try await GatewayGround.open { ground in
            try ground.peer.behave("{\"plan\": [\"delivered\"], \"swallow\": true}")
            let id = try await ground.sends(.twilio, timeout: .milliseconds(800))
            let messages = ground.site.site.workspace.messages
            #expect(try await messages.message(id)?.attempts.map(\.outcome) == [.unknown])
            #expect(try await messages.message(id)?.state == .waiting)
            #expect(try await ground.calls() == [200])
            let message = try #require(try await messages.message(id))
            // It is not sent a second time.
            #expect(message.state == .delivered && message.nextTryAt == nil)
        }
    }

    @Test func `about a message that we don't have do no harm`() async throws {
        try await GatewayGround.open { ground in
            try ground.peer.behave("{\"plan\": [\"DELIVRD\"]}")
            let id = try await ground.sends(.own)
            try await ground.site.site.workspace.postgres.query("DELETE FROM channels.attempts")
            // It may have been quicker than the answer to the attempt: it is asked to call again.
            #expect(try await ground.calls() == [404])
            #expect(try await ground.site.site.workspace.messages.message(id)?.state == .sent)
        }
    }

    @Test func `bring an SMS, once, if they are signed`() async throws {
        try await GatewayGround.open { ground in
            let fields = [
                "MessageSid": ["SM77"], "From": ["+32470999999"], "To": ["+3225550100"],
                "Body": ["Bonjour à vous"],
            ]
            let body = "MessageSid=SM77&From=%2B32470999999&To=%2B3225550100&Body=Bonjour+%C3%A0+vous"
            let signature = TwilioCalls.signature(
                of: GatewayGround.address + "/inbound/twilio/sms", fields, token: GatewayGround.token)
            let site = ground.site
            #expect(try await site.post("/inbound/twilio/sms", body).status == 404)
            #expect(
                try await site.post("/inbound/twilio/sms", body + "x", [("X-Twilio-Signature", signature)])
                    .status == 404)
            for _ in 0..<2 {
                let taken = try await site.post(
                    "/inbound/twilio/sms", body, [("X-Twilio-Signature", signature)])
                #expect(taken.status == 200 && taken.text == "<Response/>")
            }
            let kept = try await site.site.workspace.postgres.query(
                "SELECT count(*) AS count FROM casedesk.conversation WHERE dossier IS NULL")
            #expect(try kept.first?.decode("count", as: Int.self) == 1)
        }
    }

    @Test func `to a gateway that isn't declared find nothing`() async throws {
        try await GatewayGround.open { ground in
            for path in ["/inbound/gateway/other/report", "/inbound/gateway/own/sms"] {
                let posted = try await ground.site.post(path, "{}", type: "application/json")
                let got = try await ground.site.get(path)
                #expect(posted.status == 404 && got.status == 404)
            }
        }
    }
}
