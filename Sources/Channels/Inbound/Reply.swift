/// What an email in the drop is, and what its writer added to the message that it answers.
struct Reply {
    /// Whether a person wrote it, or else what the mail system tells.
    let report: MailReport
    /// From `reply+<token>@…`
    let token: String?
    let text: String
    let messageID: String?

    init(_ bytes: [UInt8]) {
        let message = MIMEReader.read(bytes)
        report = MailReport(message)
        token = Self.token(of: message)
        messageID = message.header("message-id")
        let text = MIMEReader.text(message) ?? ""
        self.text = String(Self.withoutQuote(text).prefix(20_000))
    }

    private static func token(of message: MIMEReader.Part) -> String? {
        for name in ["delivered-to", "x-original-to", "envelope-to", "to", "cc"] {
            for value in message.all(name) {
                if let match = value.lowercased().firstMatch(of: /reply\+([0-9a-f]{32})@/) {
                    return String(match.output.1)
                }
            }
        }
        return nil
    }

    /// Ends where the answered message is repeated, or a signature begins.
    static func withoutQuote(_ text: String) -> String {
        var kept: [Substring] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let next = index + 1 < lines.count ? lines[index + 1] : ""
            if isSeparator(line) || isSeparator(line + " " + next) && isSeparatorStart(line) { break }
            if line.trimmed.hasPrefix(">") { continue }
            kept.append(line)
        }
        return kept.joined(separator: "\n").trimmed
    }

    private static func isSeparator(_ line: some StringProtocol) -> Bool {
        let line = line.trimmed.filter {
            !"\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{2066}\u{2067}\u{2068}\u{2069}".contains($0)
        }
        if line == "--" || line.hasPrefix("-----") || line.hasPrefix("________") { return true }
        if line.hasPrefix("Le ") && (line.hasSuffix("a écrit :") || line.hasSuffix("a écrit\u{A0}:")) {
            return true
        }
        if line.hasPrefix("On ") && line.hasSuffix("wrote:") { return true }
        let isArabicLead = line.hasSuffix("كتب:") || line.hasSuffix("كتبت:") || line.hasSuffix("كتب/كتبت:")
        return isArabicLead && line.contains { $0.isNumber }
    }

    /// The lead may be wrapped over two lines.
    private static func isSeparatorStart(_ line: Substring) -> Bool {
        let line = line.trimmed
        return line.hasPrefix("Le ") || line.hasPrefix("On ") || line.hasPrefix("في ")
    }
}
