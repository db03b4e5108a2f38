import Declared
import Foundation
import Scheduler
import TestServers
import Testing
import Transfer

@testable import Channels

@Suite struct `A relay` {
    let sandbox: ChannelsSandbox
    let transfers = Transfers()

    init() async throws { sandbox = try await ChannelsSandbox() }

    private func post(to address: String, event: String) async throws -> Message.ID {
        var message = try sandbox.message([.email], event: event)
        message.recipient.email = EmailAddress(address)
        return try await sandbox.post(message)[0]
    }

    private func envelope(_ peer: Peer) throws -> [String: Any] {
        let data = try #require(try peer.received("json").last)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `that offers SMTPUTF8 carries any address, others only what is ASCII`() async throws {
        let peer = try await Peer("smtp_peer.py", ["utf8"])
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .none)
        let plain = SMTPProvider(transfers: transfers, server: server)
        let able = SMTPProvider(transfers: transfers, server: server, carriesUTF8: true)
        let refused = try await post(to: "zoé@exämple.cd", event: "u/1")
        #expect(try await sandbox.send(refused, by: plain) == nil)
        #expect(try await sandbox.state(refused).reason == "the relay doesn't offer SMTPUTF8")
        #expect(try peer.received("eml").isEmpty)

        let sent = try await post(to: "zoé@exämple.cd", event: "u/2")
        #expect(try await sandbox.send(sent, by: able) == nil)
        var seen = try envelope(peer)
        #expect(seen["recipients"] as? [String] == ["zoé@xn--exmple-cua.cd"])
        #expect((seen["options"] as? [String])?.contains("SMTPUTF8") == true)

        // An international domain alone needs nothing.
        let domain = try await post(to: "zoe@exämple.cd", event: "u/3")
        #expect(try await sandbox.send(domain, by: plain) == nil)
        seen = try envelope(peer)
        #expect(seen["recipients"] as? [String] == ["zoe@xn--exmple-cua.cd"])
        #expect((seen["options"] as? [String])?.contains("SMTPUTF8") == false)
    }

    @Test func `that falls silent after the last byte leaves the outcome unknown, and later it is right`()
        async throws
    {
        let peer = try await Peer("smtp_peer.py")
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .none)
        let relay = SMTPProvider(name: "first", transfers: transfers, server: server, timeout: .seconds(1))
        let id = try await post(to: "citoyen@example.net", event: "u/4")
        try peer.behave("hang-after-data")
        let delay = try #require(try await sandbox.send(id, by: relay))
        #expect(try await sandbox.state(id).attempts.map(\.outcome) == [.unknown])
        try peer.behave("accept")
        sandbox.turn(delay)
        let patient = SMTPProvider(name: "second", transfers: transfers, server: server)
        #expect(try await sandbox.send(id, by: patient) == nil)
        let message = try await sandbox.state(id)
        #expect(message.state == .sent)
        #expect(message.attempts.map(\.provider) == ["first", "second"])
        let names = try peer.received("eml").map { data in
            String(decoding: data, as: UTF8.self).split(separator: "\r\n").first {
                $0.hasPrefix("Message-ID:")
            }
        }
        #expect(names == ["Message-ID: <\(id)@example.org>", "Message-ID: <\(id)@example.org>"])
    }

    @Test func `gets answers and bounces back under the message's own address`() async throws {
        let peer = try await Peer("smtp_peer.py")
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .none)
        let id = try await post(to: "citoyen@example.net", event: "u/5")
        #expect(try await sandbox.send(id, by: SMTPProvider(transfers: transfers, server: server)) == nil)
        let sender = try #require(try envelope(peer)["sender"] as? String)
        #expect(sender.contains(#/^reply\+[0-9a-f]{32}@reponses\.example\.org$/#))
    }

    private func settings(_ yaml: String) -> (SMTPSettings, [Finding]) {
        let reading = DeclaredFile(path: "x.yaml", contents: yaml).read(SMTPSettings.init)
        return (reading.value, reading.findings)
    }

    @Test func `is declared, its secrets elsewhere`() async throws {
        let peer = try await Peer("smtp_peer.py", ["starttls", "auth"])
        let (settings, findings) = settings(
            """
            host: localhost
            port: \(peer.port)
            user: guichet
            password_env: RELAY_PASSWORD
            authorities: \(peer.folder)/cert.pem
            smtputf8: true
            """)
        #expect(findings == [])
        #expect(throws: SMTPSettingsFailure.missing("RELAY_PASSWORD")) {
            _ = try settings.provider(name: "x", transfers: transfers, environment: [:])
        }
        let relay = try settings.provider(
            name: "second", transfers: transfers, environment: ["RELAY_PASSWORD": "secret word"])
        let id = try await post(to: "citoyen@example.net", event: "u/6")
        #expect(try await sandbox.send(id, by: relay) == nil)
        #expect(try await sandbox.state(id).attempts.map(\.provider) == ["second"])
        #expect(try envelope(peer)["tls"] as? Bool == true)
    }

    @Test(arguments: [
        ("host: a\nuser: b", "the user has no password"),
        ("host: a\nsecurity: none\nuser: b\npassword_env: C", "a password would go in the clear"),
        ("port: 25", "'host' is missing"),
        ("host: a\ndkim:\n- {selector: s, domain: d, key_file: k, from: soon}", "'soon' is no date"),
    ])
    func `is refused with what is wrong`(yaml: String, what: String) {
        #expect(settings(yaml).1.map(\.what).contains(what))
    }
}
