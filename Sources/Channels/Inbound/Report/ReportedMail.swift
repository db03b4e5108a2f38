internal import Foundation

/// A mail taken apart for the readers of reports: its head, its texts, and what came back with it.
struct ReportedMail {
    let head: MIMEReader.Part
    /// Of `message/delivery-status`, decoded.
    let statuses: [String]
    /// Of `message/feedback-report`.
    let feedback: [String]
    /// What was written for people, the plain form; the largest part of it.
    let text: String
    /// The head of our message, where it came back.
    let returned: MIMEReader.Part?

    init(_ message: MIMEReader.Part) {
        head = message
        let leaves = MIMEReader.leaves(of: message)
        func texts(_ types: Set<String>) -> [String] {
            leaves.filter { types.contains($0.type.name) }.map(Self.text)
        }
        statuses = texts(["message/delivery-status", "message/global-delivery-status"])
        feedback = texts(["message/feedback-report"])
        let written = texts(["text/plain", "multipart/report", "multipart/mixed"]).joined(separator: "\n\n")
        text = written.isEmpty ? texts(["text/html"]).map(HTMLStripper.text).joined(separator: "\n") : written
        returned = Self.returned(leaves)
    }

    /// Enough for any report; a citizen's novel is no bounce.
    private static let longestText = 256 << 10

    private static func text(_ part: MIMEReader.Part) -> String {
        var part = part
        part.body = Array(part.body.prefix(longestText))
        return MIMEReader.decoded(part).replacing("\r\n", with: "\n").replacing("\0", with: " ")
    }

    private static func returned(_ leaves: [MIMEReader.Part]) -> MIMEReader.Part? {
        let types: Set = [
            "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
        ]
        return leaves.first { types.contains($0.type.name) }.map { leaf in
            // Encoded or not, what stands in it is a mail of its own.
            MIMEReader.read(Array(text(leaf).utf8))
        }
    }

    // MARK: What it is

    /// RFC 3464 says so on the outside; some that pass mail on pack the report anew.
    var isDeliveryReport: Bool {
        let (name, parameters) = head.type
        if name == "multipart/report" {
            return parameters["report-type"].map { $0.lowercased().contains("delivery-status") } ?? true
        }
        return !statuses.isEmpty
    }

    var isFromDaemon: Bool { sender.contains("mailer-daemon") }
    var isFromMailSystem: Bool { isFromDaemon || sender.contains("postmaster@") }

    private var sender: String { head.header("from")?.lowercased() ?? "" }

    /// RFC 3834, and what came before it.
    var isAutomatic: Bool {
        let submitted = head.header("auto-submitted")?.lowercased() ?? "no"
        let precedence = head.header("precedence")?.lowercased() ?? ""
        let marks = ["x-autoreply", "x-autorespond", "list-id"]
        return !submitted.hasPrefix("no") || ["bulk", "list", "junk", "auto_reply"].contains(precedence)
            || marks.contains { head.header($0) != nil } || head.header("return-path") == "<>"
            || head.type.name == "multipart/report" || isAbsenceNote
    }

    /// Those of programs that mark theirs by words alone. A person's answer begins with "Re:".
    private var isAbsenceNote: Bool {
        let subject = head.header("subject")?.lowercased() ?? ""
        return ["automatic reply:", "réponse automatique", "out of office", "autoreply:", "auto-reply:"]
            .contains { subject.hasPrefix($0) }
    }

    // MARK: What came back

    var messageID: String? {
        Self.identifier(returned?.header("message-id")) ?? Self.identifier(lastMessageID)
    }

    /// In a report that isn't cut into parts.
    private var lastMessageID: String? {
        text.split(separator: "\n").last { $0.lowercased().hasPrefix("message-id:") }
            .map { String($0.dropFirst("message-id:".count)) }
    }

    private static func identifier(_ value: String?) -> String? {
        guard let value = value?.trimmed, value.first == "<", value.last == ">" else { return nil }
        return String(value.dropFirst().dropLast())
    }
}
