import Foundation
import Logging
import PostgresClient
import Scheduler
import TestServers
import Testing

@testable import Channels

@Suite struct `A folded text` {
    @Test(arguments: [
        ("OUI", "oui"), (" Oui ! ", "oui"), ("ANNULÉR", "annuler"), ("نَعَمْ", "نعم"), ("ﻻ", "لا"),
        ("إلغاء", "الغاء"), ("نـــعم", "نعم"), ("\u{200F}نعم\u{200F}", "نعم"), ("J’annule", "j annule"),
        ("١٢/۳", "12 3"), ("قائمة", "قايمه"), ("Lɔbí", "lobi"), ("Cœur", "coeur"), ("👍 ?!", ""), ("", ""),
    ])
    func `is the same however it is typed`(text: String, folded: String) {
        #expect(FoldedText.words(text).joined(separator: " ") == folded)
    }
}

@Suite struct `An inbound SMS` {
    let sandbox: ChannelsSandbox
    var inbound: Inbound { Inbound(messages: sandbox.messages) }

    init() async throws { sandbox = try await ChannelsSandbox() }

    @Test func `finds whom it comes from and what it is about`() async throws {
        try await sandbox.post(sandbox.message([.sms]))
        sandbox.turn(.seconds(1))
        var other = try sandbox.message([.sms], event: "dossier.submitted/2")
        other.subject = "dossier2"
        try await sandbox.post(other)
        let message = try #require(
            try await inbound.sms(["id": "7", "from": "32470123456", "text": "Non"]))
        #expect(message.number?.e164 == "+32470123456")
        #expect(message.from.map(\.subject) == ["dossier2", "dossier1"])
        #expect(message.from.map(\.person) == ["person1", "person1"])
        let stranger = try #require(
            try await inbound.sms(["id": "8", "from": "+32470999999", "text": "Non"]))
        #expect(stranger.from == [])
        #expect(try await inbound.sms(["from": "RDC", "text": "x"]) == nil)
    }

    @Test func `is taken in once`() async throws {
        let message = try #require(try await inbound.sms(["id": "7", "from": "+32470123456", "text": "Oui"]))
        #expect(try await inbound.take(message, in: sandbox.postgres))
        #expect(try await !inbound.take(message, in: sandbox.postgres))
    }
}

@Suite struct `A mail drop` {
    let sandbox: ChannelsSandbox
    let logger = Logger(label: "test")

    init() async throws { sandbox = try await ChannelsSandbox() }

    private func drop(_ mails: [String: String]) async throws -> (folder: Folder, heard: [InboundMessage]) {
        let folder = try Folder(Dictionary(uniqueKeysWithValues: mails.map { ("new/\($0)", $1) }))
        var heard: [InboundMessage] = []
        let drop = MailDrop(
            directory: folder.path, inbound: Inbound(messages: sandbox.messages), logger: logger)
        try await drop.scan { heard.append($0) }
        return (folder, heard)
    }

    private func token() async throws -> String {
        try await sandbox.post(sandbox.message([.email]))
        let rows = try await sandbox.postgres.query("SELECT reply_token FROM channels.messages")
        return try (rows.first).orThrow.decode("reply_token")
    }

    private func reply(to token: String, head: String = "", body: String) -> String {
        """
        From: Citoyen <citoyen@example.net>
        To: reply+\(token)@reponses.example.org
        Message-ID: <x1@example.net>
        \(head)Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        \(body)
        """
    }

    @Test func `gives an answer to the dossier it belongs to, once, and keeps no open copy`() async throws {
        let body =
            "Voilà ma réponse.\n\nLe mar. 24 nov. 2026 à 10:30, Ambassade\n<c@example.org> a écrit :\n> Bonjour"
        let (folder, heard) = try await drop(["1.host": reply(to: token(), body: body)])
        #expect(heard.map(\.text) == ["Voilà ma réponse."])
        #expect(heard[0].from == [InboundMessage.Correspondent(person: "person1", subject: "dossier1")])
        for part in ["new", "cur"] {
            let left = try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(part)")
            #expect(left ?? [] == [])
        }
    }

    @Test(arguments: [
        "Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "X-Autoreply: yes\n", "Return-Path: <>\n",
        "List-Id: <a.b>\n",
    ])
    func `takes no machine for a person`(head: String) async throws {
        let (_, heard) = try await drop(["1": reply(to: token(), head: head, body: "Je suis absent")])
        #expect(heard.isEmpty)
    }

    @Test func `takes no bounce and no stranger for an answer`() async throws {
        let token = try await token()
        let bounce = """
            From: MAILER-DAEMON@example.net
            To: reply+\(token)@reponses.example.org
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b

            Unknown user
            --b--
            """
        let stranger = reply(to: String(repeating: "0", count: 32), body: "Bonjour")
        let (_, heard) = try await drop(["1": bounce, "2": stranger, "3": "nonsense", "4": ""])
        #expect(heard.isEmpty)
    }

    @Test func `leaves a mail for the next time when it couldn't be taken`() async throws {
        let folder = try Folder(["new/1": reply(to: try await token(), body: "x")])
        let drop = MailDrop(
            directory: folder.path, inbound: Inbound(messages: sandbox.messages), logger: logger)
        await #expect(throws: Missing.self) { try await drop.scan { _ in throw Missing() } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == ["1"])
    }

    @Test(arguments: [
        (
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nd=E9j=E0=\n vu",
            "déjà vu"
        ),
        (
            "Content-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: base64\n\n2YbYudmF\n",
            "نعم"
        ),
        (
            "Content-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: quoted-printable\n\n=E4=DA=E3\n",
            "نعم"
        ),
        (
            "Content-Type: multipart/alternative;\n boundary=\"a b\"\n\npre\n--a b\nContent-Type: text/html\n\n<p>non</p>\n--a b\nContent-Type: text/plain\n\noui\n--a b--\n",
            "oui"
        ),
        ("Content-Type: text/html\n\n<style>p{}</style><p>a &lt; b</p><div>c</div>", "a < b\nc"),
    ])
    func `reads what a person wrote in any encoding`(mail: String, text: String) {
        #expect(Reply(Array(mail.utf8)).text == text)
        #expect(Reply(Array(mail.replacing("\n", with: "\r\n").utf8)).text == text)
    }

    @Test func `survives any nonsense`() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "--b", "\n", "\r\n", "Content-Type: multipart/mixed; boundary=b", ":", "=", "=?", "\n\n", "é",
            "\u{0}",
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...30, using: &generator)
            let mail = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            _ = Reply(Array(mail.utf8))
        }
    }
}
