/// Who a bounce is about, and what was said: by the fields of RFC 3464 where they are, else by the texts of Postfix
/// and Sendmail.
struct BounceReader {
    private let mail: ReportedMail
    private let notices: [BounceNotice]

    init(_ mail: ReportedMail) {
        self.mail = mail
        notices = BounceNotice.all(in: mail.text)
    }

    var recipients: [MailReport.Recipient] {
        let declared = mail.statuses.flatMap(ReportFields.groups).compactMap(recipient)
        if !declared.isEmpty { return declared }
        // A report that lost its parts on the way: the fields stand in the text.
        let loose = ReportFields.groups(in: mail.text).filter { $0["action"] != nil || $0["status"] != nil }
        let found = loose.compactMap(recipient)
        if !found.isEmpty { return found }
        let noticed = notices.map { recipient($0.address, original: nil, said: $0.text, phase: $0.phase) }
        if !noticed.isEmpty { return noticed }
        if let transcript = SMTPTranscript(mail.text) {
            return transcript.recipients.map {
                recipient($0, original: nil, said: transcript.refusal, phase: .data)
            }
        }
        return returnedRecipient
    }

    /// Nothing said, but our message came back.
    private var returnedRecipient: [MailReport.Recipient] {
        guard mail.isDeliveryReport, let address = mail.returned?.header("to").flatMap(ReportFields.bare)
        else {
            return []
        }
        return [
            MailReport.Recipient(
                address: address, original: address, status: "5.0.0", code: "", reason: .undefined)
        ]
    }

    private func recipient(_ fields: ReportFields) -> MailReport.Recipient? {
        let original = fields.address("original-recipient")
        guard let address = fields.address("final-recipient") ?? original else { return nil }
        let diagnosis = BounceDiagnosis(
            fields: fields, notice: notice(for: [address, original]), text: mail.text)
        return MailReport.Recipient(
            address: address, original: original, status: diagnosis.status, code: diagnosis.code,
            reason: diagnosis.reason(about: address), isFinal: diagnosis.action != .delayed)
    }

    private func recipient(
        _ address: String, original: String?, said: String, phase: BouncePhase?
    ) -> MailReport.Recipient {
        let diagnosis = BounceDiagnosis(said: said, phase: phase)
        return MailReport.Recipient(
            address: address, original: original, status: diagnosis.status, code: diagnosis.code,
            reason: diagnosis.reason(about: address))
    }

    private func notice(for addresses: [String?]) -> BounceNotice? {
        let wanted = Set(addresses.compactMap { $0?.lowercased() })
        return notices.first { wanted.contains($0.address.lowercased()) }
    }
}

/// What was the server answering when it refused?
enum BouncePhase: Sendable {
    case sender, recipient, data

    /// Postfix: "(in reply to RCPT TO command)".
    init?(in text: String) {
        let text = text.lowercased()
        if text.contains("in reply to rcpt to") {
            self = .recipient
        } else if text.contains("in reply to mail from") {
            self = .sender
        } else if text.contains("in reply to end of data") || text.contains("in reply to data") {
            self = .data
        } else {
            return nil
        }
    }
}

/// A paragraph of Postfix's: `<somebody@example.org> (expanded from <…>): host … said: 550 …`.
struct BounceNotice {
    let address: String
    let text: String
    var phase: BouncePhase? { BouncePhase(in: text) }

    static func all(in text: String) -> [BounceNotice] {
        var notices: [BounceNotice] = []
        var paragraph: [Substring] = []
        // One empty line more, which ends the last paragraph.
        for line in "\(text)\n\n".split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                if let notice = BounceNotice(paragraph) { notices.append(notice) }
                if notices.count == MailReport.mostRecipients { break }
                paragraph = []
            } else if !paragraph.isEmpty || line.first == "<" {
                paragraph.append(line)
            }
        }
        return notices
    }

    private init?(_ lines: [Substring]) {
        let whole = lines.prefix(200).map(\.trimmed).joined(separator: " ")
        guard whole.first == "<", let end = whole.firstIndex(of: ">"),
            let address = ReportFields.bare(String(whole[...end]))
        else { return nil }
        let rest = whole[whole.index(after: end)...]
        self.address = address
        if rest.first == ":" {
            text = rest.dropFirst().trimmed
        } else if let expansion = rest.firstRange(of: "): ") {
            text = String(rest[expansion.upperBound...])
        } else {
            return nil
        }
    }
}

/// Postfix tells its postmaster what was said: ` In:  RCPT TO:<…>`, ` Out: 451 4.3.0 Error`.
struct SMTPTranscript {
    let recipients: [String]
    let refusal: String

    init?(_ text: String) {
        var recipients: [String] = []
        var refusal: String?
        for line in text.split(separator: "\n").map(\.trimmed) {
            let parts = line.split(separator: ":", maxSplits: 2)
            if parts.count == 3, parts[0] == "In", parts[1].trimmed.uppercased() == "RCPT TO" {
                if let address = ReportFields.bare(String(parts[2])) { recipients.append(address) }
            } else if line.hasPrefix("Out: 4") || line.hasPrefix("Out: 5") {
                refusal = String(line.dropFirst(5))
            }
        }
        guard let refusal, !recipients.isEmpty else { return nil }
        self.recipients = recipients
        self.refusal = refusal
    }
}
