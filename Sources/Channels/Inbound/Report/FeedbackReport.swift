/// A person pressed "this is spam", and their provider tells us (RFC 5965).
struct FeedbackReport {
    let isComplaint: Bool
    let recipients: [MailReport.Recipient]

    init?(_ mail: ReportedMail) {
        let kind = mail.head.type.parameters["report-type"]?.lowercased()
        guard kind == "feedback-report" || !mail.feedback.isEmpty else { return nil }
        let fields = ReportFields.groups(in: mail.feedback.joined(separator: "\n"))
        let type = fields.lazy.compactMap { $0["feedback-type"] }.first?.lowercased() ?? "abuse"
        // "not-spam" takes one back; "auth-failure" (RFC 6591) is about our keys, not about a person.
        isComplaint = !["not-spam", "auth-failure"].contains(type)
        var addresses = fields.compactMap {
            $0.address("original-rcpt-to") ?? $0.address("removal-recipient")
        }
        if addresses.isEmpty, let address = mail.returned?.header("to").flatMap(ReportFields.bare) {
            addresses = [address]
        }
        recipients = addresses.map {
            MailReport.Recipient(address: $0, original: $0, status: "", code: "", reason: .feedback)
        }
    }
}
