import Foundation
import Logging
import PostgresClient
import Scheduler
import Testing

@testable import Channels

@Suite struct `A suppression` {
    let sandbox: ChannelsSandbox
    var suppression: Suppression { Suppression(sandbox.messages) }

    init() async throws { sandbox = try await ChannelsSandbox() }

    /// A message that was sent, and the token of its reply address.
    private func sent(_ event: String, _ template: String = "payment.received") async throws -> (
        Message.ID, String
    ) {
        let id = try await sandbox.post(sandbox.message([.email], template, event: event))[0]
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        let rows = try await sandbox.postgres.query(
            "SELECT reply_token FROM channels.messages WHERE id = \(id.value)")
        return (id, try (rows.first).orThrow.decode("reply_token"))
    }

    private func arrives(_ mail: String) async throws {
        let folder = try Folder(["new/1": mail])
        let drop = MailDrop(
            directory: folder.path, inbound: Inbound(messages: sandbox.messages),
            logger: Logger(label: "test"))
        try await drop.scan { _ in Issue.record("a machine's mail was taken for a person's") }
    }

    private func bounce(
        to: String = "x@y.example", id: String = "none", _ status: String = "5.1.1",
        _ said: String = "550 5.1.1 User unknown", action: String = "failed"
    ) -> String {
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.net
        To: \(to)
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; Citoyen@example.net
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: smtp; \(said)

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <\(id)@example.org>
        --b--
        """
    }

    private func verdict(_ lane: Lane, isLegal: Bool = false) async throws -> Suppression.Verdict {
        try await suppression.verdict(
            "citoyen@example.net", on: .email, from: "bruxelles", lane, isLegal: isLegal)
    }

    private func kinds() async throws -> [Suppression.Kind] { try await suppression.list().map(\.kind) }

    @Test(arguments: [true, false])
    func `begins with a message that came back for good, known by its token or its id`(byToken: Bool)
        async throws
    {
        let (id, token) = try await sent("a/1")
        try await arrives(byToken ? bounce(to: "reply+\(token)@reponses.example.org") : bounce(id: id.value))
        let message = try await sandbox.state(id)
        #expect(message.state == .failed)
        #expect(message.reports.map(\.code) == ["550 5.1.1 userunknown"])
        #expect(try await kinds() == [.hardBounce])
        let next = try await sandbox.post(sandbox.message([.email], "payment.received", event: "a/2"))[0]
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(next, by: provider) == nil)
        #expect(provider.parcels.isEmpty)
        let refused = try await sandbox.state(next)
        #expect(refused.state == .withheld)
        #expect(try #require(refused.reason).contains("hard-bounce, 550 5.1.1 userunknown"))
    }

    @Test func `never holds back a decision`() async throws {
        try await arrives(bounce(to: "reply+\(try await sent("b/1").1)@reponses.example.org"))
        let id = try await sandbox.post(sandbox.message([.email], "dossier.rejected", event: "b/2"))[0]
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.count == 1)
    }

    @Test(arguments: Suppression.Kind.allCases, Lane.allCases)
    func `holds back by its kind`(kind: Suppression.Kind, lane: Lane) async throws {
        let free: Set<Lane> = [.lifeSafety, .loginCode]
        let optional: Set<Lane> = [.reminder, .campaign]
        let expected =
            switch kind {
            case .hardBounce, .manual: !free.contains(lane)
            case .complaint, .unsubscribe: optional.contains(lane)
            }
        #expect(kind.blocks(lane, isLegal: false) == expected)
        #expect(!kind.blocks(lane, isLegal: true))
    }

    @Test func `isn't made by a forged report that only names an address`() async throws {
        let (id, _) = try await sent("c/1")
        try await arrives(bounce())
        #expect(try await sandbox.state(id).reports.map(\.kind) == [.failed])
        #expect(try await kinds().isEmpty)
        try await arrives(bounce(to: "reply+\(String(repeating: "0", count: 32))@reponses.example.org"))
        #expect(try await kinds().isEmpty)
    }

    @Test func `comes after several temporary failures, and ends by itself`() async throws {
        for number in 1...4 {
            #expect(try await kinds().isEmpty)
            let (id, token) = try await sent("d/\(number)")
            let mail = bounce(to: "reply+\(token)@reponses.example.org", "5.2.2", "552 5.2.2 Mailbox full")
            try await arrives(mail)
            try await arrives(mail)
            #expect(try await sandbox.state(id).state == .failed)
            sandbox.turn(.days(2))
        }
        #expect(try await kinds() == [.hardBounce])
        #expect(try await verdict(.transactional) != .allowed)
        sandbox.turn(.days(13))
        #expect(try await verdict(.transactional) == .allowed)
    }

    @Test func `isn't made by a delay, nor by what is about us`() async throws {
        for (number, mail) in [
            ("4.4.1", "connect to mx: Connection timed out", "delayed"),
            ("5.7.1", "550 5.7.1 blocked using dnsbl.example", "failed"),
        ].enumerated() {
            for event in 1...5 {
                let token = try await sent("e/\(number)/\(event)").1
                try await arrives(
                    bounce(to: "reply+\(token)@reponses.example.org", mail.0, mail.1, action: mail.2))
            }
        }
        #expect(try await kinds().isEmpty)
    }

    @Test func `of who complained spares what they have to know`() async throws {
        let (id, _) = try await sent("f/1")
        try await arrives(
            """
            From: fbl@provider.example
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: citoyen@example.net

            --b
            Content-Type: message/rfc822

            Message-ID: <\(id.value)@example.org>

            x
            --b--
            """)
        #expect(try await kinds() == [.complaint])
        #expect(try await sandbox.state(id).reports.map(\.code) == ["complaint"])
        guard case .refused(.complaint, _, _) = try await verdict(.reminder) else {
            return #expect(Bool(false), "a reminder would be sent")
        }
        guard case .allowedDespite(.complaint, _, _) = try await verdict(.transactional) else {
            return #expect(Bool(false), "a message would be held back")
        }
    }

    @Test func `isn't made by an absence`() async throws {
        let (id, token) = try await sent("g/1")
        try await arrives(
            """
            From: citoyen@example.net
            To: reply+\(token)@reponses.example.org
            Auto-Submitted: auto-replied

            Je suis absent.
            """)
        #expect(try await sandbox.state(id).reports.map(\.code) == ["auto-reply"])
        #expect(try await kinds().isEmpty)
    }

    @Test func `is for one post or all, and can be lifted`() async throws {
        func add(_ post: String?) async throws {
            try await suppression.add(
                "Citoyen@example.net", on: .email, .manual, post: post, reason: "asked at the counter",
                in: sandbox.postgres)
        }
        try await add("kinshasa")
        #expect(try await verdict(.transactional) == .allowed)
        try await add(nil)
        try await add(nil)
        #expect(try await kinds().count == 2)
        #expect(try await verdict(.transactional) != .allowed)
        for entry in try await suppression.list() {
            #expect(try await suppression.lift(entry.id, by: "agent/1", in: sandbox.postgres))
            #expect(try await !suppression.lift(entry.id, by: "agent/1", in: sandbox.postgres))
        }
        #expect(try await verdict(.transactional) == .allowed)
        try await add(nil)
        #expect(try await kinds() == [.manual])
    }

    @Test func `keeps no address in the open`() async throws {
        try await arrives(bounce(to: "reply+\(try await sent("h/1").1)@reponses.example.org"))
        let rows = try await sandbox.postgres.query("SELECT s::text AS row FROM channels.suppressions s")
        #expect(rows.count == 1)
        for row in rows {
            #expect(!(try row.decode("row", as: String.self)).lowercased().contains("citoyen"))
        }
    }
}
