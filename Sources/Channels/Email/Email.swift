internal import Crypto
internal import Foundation
internal import Scheduler

/// An email ready to be written out.
struct Email {
    var sender: EmailAddress
    var senderName: String
    var replyTo: EmailAddress?
    var recipient: EmailAddress
    var locale: String
    var rendered: RenderedEmail
    var files: [(name: String, type: String, bytes: [UInt8])]
    /// Stays the same over all attempts, so that readers and relays can tell a repeat.
    var id: String
    /// The opaque id of what it is about: mail about one thing makes one thread.
    var subject: String?
    var date: Instant
    var logo: EmailLogo?
    /// Where one press ends messages of this sort (RFC 8058); nil for those that nobody can decline.
    var unsubscribe: String?

    /// RFC 5322 and MIME, lines ended by CR LF.
    func serialized() -> [UInt8] {
        var headers = [
            "From: \(MIMEWords.mailbox(sender, name: senderName))",
            "To: <\(recipient)>",
            "Subject: \(MIMEWords.text(rendered.subject))",
            "Date: \(Self.date(date))",
            "Message-ID: <\(id)@\(sender.domain)>",
        ]
        if let thread {
            headers += ["In-Reply-To: <\(thread)>", "References: <\(thread)>"]
        }
        if let replyTo { headers.append("Reply-To: <\(replyTo)>") }
        if let unsubscribe {
            headers += [
                "List-Unsubscribe: <\(unsubscribe)>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            ]
        }
        // RFC 3834: no out-of-office answers to a machine.
        headers += ["Auto-Submitted: auto-generated", "Content-Language: \(locale)", "MIME-Version: 1.0"]
        var count = 0
        let body = part.serialized {
            count += 1
            // "=_" occurs in neither quoted-printable nor base64.
            return "=_\(id.prefix(32))_\(count)"
        }
        return Array((headers.joined(separator: "\r\n") + "\r\n" + body + "\r\n").utf8)
    }

    /// A message that was never sent, which every message of the thread answers.
    private var thread: String? {
        subject.map { subject in
            let hash = SHA256.hash(data: Data("thread/\(subject)".utf8)).prefix(12)
            return "thread.\(hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())"
                + "@\(sender.domain)"
        }
    }

    private var part: MIMEPart {
        let body = MIMEPart.multipart("alternative", [.text(rendered.text, subtype: "plain"), html])
        guard !files.isEmpty else { return body }
        return .multipart(
            "mixed", [body] + files.map { .file(name: $0.name, type: $0.type, bytes: $0.bytes) })
    }

    private var html: MIMEPart {
        guard let logo else { return .text(rendered.html, subtype: "html") }
        let id = "logo@\(sender.domain)"
        let shown = logo.shown(in: rendered.html, id: id, name: senderName)
        return .multipart(
            "related",
            [.text(shown, subtype: "html"), .picture(id: id, type: "image/png", bytes: logo.bytes)])
    }

    /// "Tue, 24 Nov 2026 09:30:00 +0000", in no language but the standard's.
    static func date(_ instant: Instant) -> String {
        let seconds = Int(instant.milliseconds / 1_000)
        let day = LocalDate(ordinal: seconds / 86_400)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ")
        let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits)
        return "\(weekdays[day.ordinal % 7]), \(twoDigits(day.day)) \(months[day.month - 1]) \(day.year) "
            + "\(clock.joined(separator: ":")) +0000"
    }
}

func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
