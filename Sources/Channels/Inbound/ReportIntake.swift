internal import PostgresClient
internal import Scheduler

/// What the mail system tells, written down with the message it is about.
///
/// A report counts against an address only when it proves that it answers a message of ours: by the token in the address
/// that it came to, or by our Message-ID in what came back. Both are random; anybody could write the rest. One that
/// names nothing but an address is kept as the report of the last message that went there.
extension Inbound {
    private struct Reported {
        let id: Message.ID
        let index: [UInt8]
        /// Could nobody else have written the report?
        let isProven: Bool
    }

    /// False when it is about no message of ours.
    func take(_ report: MailReport, token: String?) async throws -> Bool {
        guard report.kind != .other, let reported = try await reported(by: report, token) else {
            return false
        }
        let recipient = recipient(of: report, reported)
        try await messages.record(
            DeliveryReport(
                message: reported.id, attempt: try await lastAttempt(of: reported.id),
                kind: Self.kind(report.kind, recipient), code: Self.code(report.kind, recipient)))
        if reported.isProven { try await suppress(report.kind, recipient, reported) }
        return true
    }

    private func reported(by report: MailReport, _ token: String?) async throws -> Reported? {
        if let token, let found = try await find("reply_token = \(token)", isProven: true) { return found }
        if let id = report.messageID?.split(separator: "@").first.map(String.init),
            let found = try await find("id = \(id)", isProven: true)
        {
            return found
        }
        for recipient in report.recipients.prefix(5) {
            for address in [recipient.original, recipient.address].compactMap(\.self) {
                let index = AddressIndex(vault: messages.vault)(address, on: .email)
                let since = messages.clock.now - .days(10)
                let condition: SQL = "address_index = \(index) AND created_at > \(since)"
                if let found = try await find(condition, isProven: false) { return found }
            }
        }
        return nil
    }

    private func find(_ condition: SQL, isProven: Bool) async throws -> Reported? {
        let rows = try await messages.postgres.query(
            """
            SELECT id, address_index FROM channels.messages
            WHERE medium = 'email' AND \(condition) ORDER BY created_at DESC LIMIT 1
            """)
        return try rows.first.map {
            Reported(
                id: Message.ID(try $0.decode("id")), index: try $0.decode("address_index"), isProven: isProven
            )
        }
    }

    /// A message goes to one person; a forwarded one may come back with another's address.
    private func recipient(of report: MailReport, _ reported: Reported) -> MailReport.Recipient? {
        let index = AddressIndex(vault: messages.vault)
        let ours = report.recipients.first { recipient in
            [recipient.original, recipient.address].compactMap(\.self)
                .contains { index($0, on: .email) == reported.index }
        }
        return ours ?? report.recipients.first
    }

    private func lastAttempt(of message: Message.ID) async throws -> Int {
        let rows = try await messages.postgres.query(
            "SELECT coalesce(max(number), 1) AS number FROM channels.attempts WHERE message = \(message.value)"
        )
        return try rows.first?.decode("number") ?? 1
    }

    private static func kind(
        _ kind: MailReport.Kind, _ recipient: MailReport.Recipient?
    ) -> DeliveryReport.Kind {
        // Who complains or is away has received it.
        guard kind == .bounce, let recipient else { return kind == .bounce ? .failed : .delivered }
        if recipient.reason == .delivered { return .delivered }
        return recipient.isFinal ? .failed : .underway
    }

    /// "550 5.1.1 userunknown"
    private static func code(_ kind: MailReport.Kind, _ recipient: MailReport.Recipient?) -> String {
        guard kind == .bounce else { return kind.rawValue }
        guard let recipient else { return "bounce" }
        return [recipient.code, recipient.status, recipient.reason.rawValue].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private func suppress(
        _ kind: MailReport.Kind, _ recipient: MailReport.Recipient?, _ reported: Reported
    ) async throws {
        let suppression = Suppression(messages)
        let code = Self.code(kind, recipient)
        func insert(_ kind: Suppression.Kind, _ reason: String, until: Instant? = nil) async throws {
            try await suppression.insert(
                reported.index, .email, kind, post: nil, reason, message: reported.id, until,
                in: messages.postgres)
        }
        switch kind {
        case .complaint: try await insert(.complaint, "a report of their provider (RFC 5965)")
        case .bounce:
            guard let recipient, recipient.isFinal, recipient.reason != .delivered else { return }
            if recipient.isPermanent { return try await insert(.hardBounce, code) }
            guard recipient.reason.isAboutRecipient else { return }
            let count = try await countSoftBounce(reported)
            if count >= SoftBounces.enough {
                try await insert(
                    .hardBounce, "\(count) times in \(SoftBounces.days) days, at last \(code)",
                    until: messages.clock.now + SoftBounces.rest)
            }
        case .autoReply, .other: return
        }
    }

    private func countSoftBounce(_ reported: Reported) async throws -> Int {
        let now = messages.clock.now
        try await messages.postgres.query(
            """
            INSERT INTO channels.soft_bounces (message, medium, address_index, at)
            VALUES (\(reported.id.value), 'email', \(reported.index), \(now)) ON CONFLICT DO NOTHING
            """)
        let rows = try await messages.postgres.query(
            """
            SELECT count(*) AS count FROM channels.soft_bounces
            WHERE address_index = \(reported.index) AND at > \(now - .days(Int64(SoftBounces.days)))
            """)
        return try rows.first?.decode("count") ?? 0
    }
}

/// When temporary failures are as good as a permanent one.
private enum SoftBounces {
    static let enough = 4
    static let days = 30
    /// Then it is tried again: a full mailbox may have been emptied.
    static let rest = Duration.days(14)
}

extension BounceReason {
    /// The other reasons are about us, our relay or the message: nobody's address is bad for them.
    var isAboutRecipient: Bool {
        switch self {
        case .mailboxFull, .suspend, .filtered, .expired, .networkError, .mailerError, .notAccept: true
        default: false
        }
    }
}
