import Foundation
import TestServers
import Testing

@testable import Transfer

@Suite struct `A mail transfer` {
    let transfers = Transfers()
    let envelope = MailEnvelope(sender: "consulat@example.org", recipients: ["citoyen@example.net"])
    let message = Array("Subject: Test\r\n\r\nBonjour\r\n.un point\r\n..deux\r\n".utf8)

    private func server(_ peer: Peer) -> MailServer {
        MailServer(host: "127.0.0.1", port: peer.port, security: .none)
    }

    private func send(_ peer: Peer, timeout: Duration = .seconds(20)) async throws -> MailReply {
        try await transfers.send(mail: message, envelope, through: server(peer), timeout: timeout)
    }

    private func envelope(of peer: Peer) throws -> [String: Any]? {
        try JSONSerialization.jsonObject(with: peer.received("json")[0]) as? [String: Any]
    }

    @Test func `arrives byte for byte, dots at the start of lines too`() async throws {
        let peer = try await Peer("smtp_peer.py")
        #expect(try await send(peer) == MailReply(code: 250, status: "2.0.0"))
        #expect(try peer.received("eml").map { Array($0) } == [message])
        let envelope = try #require(try envelope(of: peer))
        #expect(envelope["sender"] as? String == "consulat@example.org")
        #expect(envelope["recipients"] as? [String] == ["citoyen@example.net"])
    }

    @Test(arguments: [
        ("mail-451", 451, "4.3.0"), ("rcpt-550", 550, "5.1.1"), ("data-452", 452, "4.2.2"),
    ])
    func `brings a refusal back with its codes`(mode: String, code: Int, status: String) async throws {
        let peer = try await Peer("smtp_peer.py")
        try peer.behave(mode)
        await #expect(throws: TransferFailure.refused(MailReply(code: code, status: status))) {
            try await send(peer)
        }
        #expect(try peer.received("eml").isEmpty)
    }

    @Test(arguments: ["hang-after-data", "close-after-data"])
    func `is unknown once the last dot is on its way`(mode: String) async throws {
        let peer = try await Peer("smtp_peer.py")
        try peer.behave(mode)
        let failure = await #expect(throws: TransferFailure.self) {
            try await send(peer, timeout: .seconds(1))
        }
        guard case .unknown = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
        #expect(try peer.received("eml").count == 1)
    }

    @Test func `begins anew after a silence: a late answer is nobody else's`() async throws {
        let peer = try await Peer("smtp_peer.py")
        try peer.behave("hang-after-data")
        await #expect(throws: TransferFailure.self) { try await send(peer, timeout: .seconds(1)) }
        try peer.behave("rcpt-550")
        await #expect(throws: TransferFailure.refused(MailReply(code: 550, status: "5.1.1"))) {
            try await send(peer)
        }
        try peer.behave("accept")
        #expect(try await send(peer).code == 250)
        #expect(try peer.received("eml").count == 2)
    }

    @Test func `holds up no other by waiting for an answer`() async throws {
        let other = try await Peer("smtp_peer.py")
        let silent = try await Peer("smtp_peer.py")
        try silent.behave("hang-after-data")
        async let attempt = send(silent, timeout: .seconds(60))
        while try silent.received("eml").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        // Only now it certainly waits; when these have arrived its relay is gone, which ends the waiting.
        for _ in 0..<3 { #expect(try await send(other).code == 250) }
        silent.end()
        do {
            #expect(try await attempt.code == 0, "nobody knows whether it arrived")
        } catch TransferFailure.unknown {
            #expect(try other.received("eml").count == 3)
        }
    }

    @Test func `is known not to have been sent before`() async throws {
        let peer = try await Peer("smtp_peer.py")
        try peer.behave("hang-at-rcpt")
        let failure = await #expect(throws: TransferFailure.self) {
            try await send(peer, timeout: .milliseconds(500))
        }
        guard case .notSent = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
    }

    @Test(arguments: [MailServer.Security.startTLS, .tls])
    func `is encrypted and signed in where the server asks for it`(
        security: MailServer.Security
    ) async throws {
        let peer = try await Peer("smtp_peer.py", [security.rawValue, "auth"])
        var server = MailServer(
            host: "localhost", port: peer.port, security: security, user: "guichet", password: "secret word",
            authorities: "\(peer.folder)/cert.pem")
        try await transfers.send(mail: message, envelope, through: server)
        let seen = try #require(try envelope(of: peer))
        #expect(seen["authenticated"] as? Bool == true)
        server.password = "wrong"
        let wrong = server
        let failure = await #expect(throws: TransferFailure.self) {
            try await Transfers().send(mail: message, envelope, through: wrong)
        }
        guard case .refused(let reply) = failure else {
            return #expect(Bool(false), "\(String(describing: failure))")
        }
        #expect(reply.code == 535)
    }

    @Test func `never goes in the clear where encryption is asked for`() async throws {
        let peer = try await Peer("smtp_peer.py")
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .startTLS)
        await #expect(throws: TransferFailure.self) {
            try await transfers.send(mail: message, envelope, through: server)
        }
        #expect(try peer.received("eml").isEmpty)
    }

    @Test func `reaches no server whose certificate isn't trusted`() async throws {
        let peer = try await Peer("smtp_peer.py", ["tls"])
        let server = MailServer(host: "localhost", port: peer.port, security: .tls)
        await #expect(throws: TransferFailure.self) {
            try await transfers.send(mail: message, envelope, through: server)
        }
    }

    @Test(arguments: ["a@b\r\nRCPT TO:<c@d>", "a@b\nDATA"])
    func `lets no line end into the envelope`(address: String) async throws {
        let envelope = MailEnvelope(sender: "a@b", recipients: [address])
        await #expect(throws: TransferFailure.self) {
            try await transfers.send(
                mail: message, envelope, through: MailServer(host: "127.0.0.1", port: 1, security: .none))
        }
    }
}
