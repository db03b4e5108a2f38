internal import Scheduler
package import Transfer

/// Hands emails to a relay.
package struct SMTPProvider: MessageProvider {
    package let name: String
    private let transfers: Transfers
    private let server: MailServer
    private let timeout: Duration

    package init(
        name: String = "smtp", transfers: Transfers, server: MailServer, timeout: Duration = .seconds(60)
    ) {
        self.name = name
        self.transfers = transfers
        self.server = server
        self.timeout = timeout
    }

    package func send(_ parcel: Parcel) async -> Delivery {
        guard case .email(let email) = parcel.load else { return Delivery(.permanent, code: "not an email") }
        let envelope = MailEnvelope(sender: email.sender.value, recipients: [email.recipient.value])
        do {
            let reply = try await transfers.send(
                mail: email.serialized(), envelope, through: server, timeout: timeout)
            return Delivery(.accepted, code: reply.text)
        } catch {
            return Delivery(error)
        }
    }
}

extension MailReply {
    /// "550 5.1.1"
    var text: String { status.map { "\(code) \($0)" } ?? "\(code)" }
}

extension Delivery {
    init(_ failure: TransferFailure) {
        self =
            switch failure {
            case .notSent(let reason): Delivery(.temporary, code: reason)
            case .unknown(let reason): Delivery(.unknown, code: reason)
            case .refused(let reply):
                Delivery(
                    reply.isForGood ? .permanent : .temporary, code: reply.text,
                    cause: reply.isAboutRecipient ? .recipient : .provider)
            case .malformed(let reason): Delivery(.permanent, code: reason)
            case .cancelled: Delivery(.temporary, code: "cancelled")
            }
    }
}

extension MailReply {
    /// 530, 534, 535 and 538 are about our own account: the message itself is sound and waits until that is mended.
    var isForGood: Bool { code >= 500 && ![530, 534, 535, 538].contains(code) }
}

extension MailReply {
    /// X.1 and X.2 (RFC 3463) are the address and its mailbox; so is a refusal for good that isn't about our account,
    /// and what greylists and full mailboxes answer (450, 452).
    var isAboutRecipient: Bool {
        if code == 421 { return false }
        let subject = status?.split(separator: ".").dropFirst().first
        return subject == "1" || subject == "2" || isForGood || code == 450 || code == 452
    }
}
