/// What a mail of the mail system itself tells us: that something wasn't delivered (RFC 3464, and the texts of those
/// who don't keep to it), that somebody complained (RFC 5965), that nobody is in (RFC 3834).
package struct MailReport: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case bounce, complaint
        case autoReply = "auto-reply"
        /// A person wrote it, as far as a machine can tell.
        case other
    }

    package struct Recipient: Sendable, Equatable {
        /// Where it was to go in the end, as the report says.
        package var address: String
        /// What we had written on the envelope, where the report tells.
        var original: String?
        /// RFC 3463, `5.1.1`; empty when there is none to be had.
        package var status: String
        /// Of the refusing server, `550`; empty when it said none, or one that contradicts the status.
        package var code: String
        package var reason: BounceReason
        /// The reporting server gave up; else it goes on trying.
        var isFinal = true

        /// This address won't take mail later either.
        package var isPermanent: Bool {
            switch reason {
            case .userUnknown, .hostUnknown, .hasMoved: true
            case .notAccept: status.hasPrefix("5")
            default: false
            }
        }
    }

    package let kind: Kind
    /// At most a hundred.
    package let recipients: [Recipient]
    /// The Message-ID of ours that came back with it, without its angle brackets.
    let messageID: String?

    /// A mail with headers and body. Never fails: what can't be read is `other`, or a bounce without recipients.
    package init(_ bytes: [UInt8]) {
        self.init(MIMEReader.read(Array(bytes.prefix(Self.longest))))
    }

    /// What is longer is cut: reports tell at their beginning.
    private static let longest = 4 << 20
    static let mostRecipients = 100

    init(_ message: MIMEReader.Part) {
        let mail = ReportedMail(message)
        if let complaint = FeedbackReport(mail) {
            self.init(complaint.isComplaint ? .complaint : .other, complaint.recipients, mail.messageID)
        } else if mail.isDeliveryReport {
            self.init(.bounce, BounceReader(mail).recipients, mail.messageID)
        } else if mail.isFromMailSystem {
            let recipients = BounceReader(mail).recipients
            let isBounce = !recipients.isEmpty || mail.isFromDaemon
            self.init(isBounce ? .bounce : .autoReply, recipients, mail.messageID)
        } else {
            self.init(mail.isAutomatic ? .autoReply : .other, [], nil)
        }
    }

    private init(_ kind: Kind, _ recipients: [Recipient], _ messageID: String?) {
        self.kind = kind
        self.recipients = Array(recipients.prefix(Self.mostRecipients))
        self.messageID = messageID
    }
}

extension MailReport: Encodable {
    private enum Key: String, CodingKey { case kind, recipients }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(recipients, forKey: .recipients)
    }
}

extension MailReport.Recipient: Encodable {
    private enum Key: String, CodingKey {
        case address, status, permanent, reason
        case code = "smtp_code"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(address, forKey: .address)
        try container.encode(status, forKey: .status)
        try container.encode(code, forKey: .code)
        try container.encode(isPermanent, forKey: .permanent)
        try container.encode(reason, forKey: .reason)
    }
}
