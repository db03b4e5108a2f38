package import Scheduler
package import Transfer

/// Hands emails to a relay.
package struct SMTPProvider: MessageProvider {
    /// Stands in the timeline, so that one relay can be told from another.
    package let name: String
    private let transfers: Transfers
    private let server: MailServer
    private let dkim: DKIMSigner?
    private let carriesUTF8: Bool
    private let clock: ServerClock
    private let timeout: Duration

    package init(
        name: String = "smtp", transfers: Transfers, server: MailServer, dkim: DKIMSigner? = nil,
        carriesUTF8: Bool = false, clock: ServerClock = .system, timeout: Duration = .seconds(60)
    ) {
        self.transfers = transfers
        self.server = server
        self.name = name
        self.dkim = dkim
        self.carriesUTF8 = carriesUTF8
        self.clock = clock
        self.timeout = timeout
    }

    /// Letters beyond ASCII before the @ need a relay that offers SMTPUTF8.
    package func carries(_ address: EmailAddress) -> Bool { carriesUTF8 || !address.needsSMTPUTF8 }

    package func send(_ parcel: Parcel) async -> Delivery {
        guard case .email(let email) = parcel.load else { return Delivery(.permanent, code: "not an email") }
        guard carries(email.recipient) else {
            return Delivery(.permanent, code: "the relay doesn't offer SMTPUTF8", cause: .provider)
        }
        var message = email.serialized()
        if let dkim {
            do {
                message = try await dkim.sign(message, at: clock.now)
            } catch {
                return Delivery(.temporary, code: "can't be signed")
            }
        }
        // What comes back comes to the mail drop, and names the message.
        let envelope = MailEnvelope(
            sender: (email.replyTo ?? email.sender).value, recipients: [email.recipient.value])
        do {
            let reply = try await transfers.send(
                mail: message, envelope, through: server, timeout: timeout)
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
