import Foundation
import TestServers
import Testing

@testable import Channels

/// What Sisimai reads in genuine bounces.
private struct ExpectedBounce: Decodable, Sendable {
    let file, status, replycode, reason: String
    let index: Int
    let hard: Bool

    static let all: [String: [ExpectedBounce]] = {
        let data = FileManager.default.contents(atPath: "\(checkout)/Tests/Vectors/bounces/expected.json")
        return (try? JSONDecoder().decode([String: [ExpectedBounce]].self, from: data ?? Data())) ?? [:]
    }()
}

@Suite struct `A mail report` {
    private func report(_ mail: String) -> MailReport { MailReport(Array(mail.utf8)) }

    /// Each difference has its reason in docs/email.md.
    @Test func `agrees with Sisimai about genuine bounces`() throws {
        var counts: [String: Int] = [:]
        var differences: [String] = []
        for (kind, rows) in ExpectedBounce.all.sorted(by: { $0.key < $1.key }) {
            for row in rows {
                let path = "\(checkout)/Tests/Vectors/bounces/\(kind)-\(row.file).eml"
                let report = MailReport(Array(try #require(FileManager.default.contents(atPath: path))))
                #expect(report.kind == .bounce, "\(path)")
                counts["rows", default: 0] += 1
                let index = row.index - 1
                guard report.recipients.indices.contains(index) else {
                    differences.append("\(kind)-\(row.file) index \(row.index) missing")
                    continue
                }
                let found = report.recipients[index]
                for (column, ours, theirs) in [
                    ("index", "\(index)", "\(index)"), ("status", found.status, row.status),
                    ("smtp_code", found.code, row.replycode), ("reason", found.reason.rawValue, row.reason),
                    ("permanent", "\(found.isPermanent)", "\(row.hard)"),
                ] {
                    if ours == theirs {
                        counts[column, default: 0] += 1
                    } else {
                        differences.append("\(kind)-\(row.file) \(column): \(ours), not \(theirs)")
                    }
                }
            }
        }
        print(
            "bounces:",
            counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        for difference in differences { print("bounces:", difference) }
        #expect(
            counts == [
                "rows": 105, "index": 104, "status": 101, "smtp_code": 104, "reason": 101, "permanent": 101,
            ])
    }

    private static let complaint = """
        From: <abusedesk@example.com>
        To: <reply+0@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

        --part1_13d.2e68ed54_boundary
        Content-Type: text/plain; charset="US-ASCII"

        This is an email abuse report.

        --part1_13d.2e68ed54_boundary
        Content-Type: message/feedback-report

        Feedback-Type: TYPE
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Rcpt-To: <user@example.com>

        --part1_13d.2e68ed54_boundary
        Content-Type: message/rfc822

        From: <somespammer@example.net>
        To: <Undisclosed Recipients>
        Message-ID: <8787KJKJ3K4J3K4J3K4J3.mail@example.net>
        Subject: Earn money

        Spam
        --part1_13d.2e68ed54_boundary--
        """

    @Test(arguments: [
        ("abuse", MailReport.Kind.complaint), ("fraud", .complaint), ("not-spam", .other),
        ("auth-failure", .other),
    ])
    func `of a complaint names whom it comes from`(type: String, kind: MailReport.Kind) {
        let report = report(Self.complaint.replacing("TYPE", with: type))
        #expect(report.kind == kind)
        #expect(report.recipients.map(\.address) == ["user@example.com"])
        #expect(report.recipients.map(\.reason) == [.feedback])
        #expect(report.messageID == "8787KJKJ3K4J3K4J3K4J3.mail@example.net")
    }

    @Test(arguments: [
        ("Auto-Submitted: auto-replied (vacation)\n", MailReport.Kind.autoReply),
        ("Auto-Submitted: no\n", .other),
        ("Precedence: auto_reply\n", .autoReply), ("X-Autoreply: yes\n", .autoReply),
        ("Subject: Automatic reply: Rendez-vous\n", .autoReply),
        ("Subject: Réponse automatique : absent\n", .autoReply),
        ("Subject: Re: Automatic reply: x\n", .other), ("", .other),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n", .autoReply),
    ])
    func `knows machines from people`(head: String, kind: MailReport.Kind) {
        #expect(report("From: a@b.example\n\(head)\nBonjour\n").kind == kind)
    }

    @Test func `isn't taken from what a person quotes`() {
        let quoted = """
            From: moto@example.org
            Subject: Re: votre message
            Content-Type: text/plain

            J'ai reçu ceci :
            Final-Recipient: rfc822; x@example.org
            Action: failed
            Status: 5.1.1
            """
        #expect(report(quoted).kind == .other)
    }

    @Test func `stays short, whatever it is made of`() {
        let group = "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n"
        let head = "From: MAILER-DAEMON@x\nContent-Type: message/delivery-status\n\n"
        #expect(report(head + String(repeating: group, count: 5_000)).recipients.count == 100)
        var nested = ""
        for depth in 0..<2_000 {
            nested += "Content-Type: multipart/report; boundary=b\(depth)\n\n--b\(depth)\n"
        }
        #expect(report(nested).kind == .bounce)
        let folded = "From: MAILER-DAEMON@x\nX: " + String(repeating: "a\n ", count: 200_000)
        #expect(report(folded).kind == .bounce)
        let open =
            "From: MAILER-DAEMON@x\nContent-Type: text/html\n\n" + String(repeating: "<style", count: 50_000)
        #expect(report(open).recipients.isEmpty)
        let codes =
            "From: MAILER-DAEMON@x\n\n<a@b.example>: " + String(repeating: "550 5.1.1 ", count: 50_000)
        #expect(report(codes).recipients.count == 1)
    }

    @Test func `survives any nonsense`() throws {
        var generator = SystemRandomNumberGenerator()
        let path = "\(checkout)/Tests/Vectors/bounces"
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".eml") {
            var mail = Array(try #require(FileManager.default.contents(atPath: "\(path)/\(name)")))
            for _ in 0..<40 {
                let at = Int.random(in: 0..<mail.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: mail[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: mail.removeSubrange(at..<min(mail.count, at + 40))
                default: mail.insert(contentsOf: mail[at..<min(mail.count, at + 40)], at: at)
                }
                if mail.count < 100 { break }
            }
            let report = MailReport(mail)
            #expect(report.recipients.count <= 100)
        }
    }
}
