package import Scheduler

/// One event for one recipient on one medium, as it stands.
///
///     waiting ─accepted→ sent ─report→ delivered        waiting ─permanent→ failed
///     waiting ─temporary→ waiting                       sent ─report→ failed
///     waiting ─unknown→ waiting, or uncertain           waiting ─too late→ expired, ─withdrawn→ recalled
///     waiting ─declined, blocked, a trial→ withheld
///
/// On a ladder, failed and withheld lead to the next medium's waiting, and so do sent and uncertain when nothing is heard
/// in time: it stays one message.
package struct Message: Sendable, Equatable {
    package struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
        package let value: String

        package init(_ value: String) { self.value = value }
        package static func random() -> Self { Self(randomName()) }
        package var description: String { value }
    }

    /// Its name in a person's language stands in `locales/` under `messages.state`.
    package enum State: String, CaseIterable, Sendable, Codable {
        case waiting, sent, delivered, failed, uncertain, expired, recalled
        /// Not for this address: declined, blocked, or a trial.
        case withheld
    }

    package let id: ID
    package let event: String
    package let recipient: String
    package let medium: Medium
    package let template: String
    package let locale: String
    package let subject: String?
    package let state: State
    /// A provider's code or a reason of ours, for those who operate; no personal data.
    package let reason: String?
    package let createdAt: Instant
    package let nextTryAt: Instant?
    package let endedAt: Instant?
    package let attempts: [Attempt]
    package let reports: [DeliveryReport]
}

/// One try by one provider.
package struct Attempt: Sendable, Equatable {
    package enum Outcome: String, CaseIterable, Sendable, Codable {
        case accepted, temporary, permanent, unknown
    }

    package let number: Int
    package let medium: Medium
    package let provider: String
    /// The provider's own id.
    package let reference: String?
    /// Messages that the networks counted.
    package let parts: Int
    package let country: String?
    package let templateVersion: String?
    /// SHA-256 over the message's salt and what the person reads.
    package let contentHash: [UInt8]?
    package let startedAt: Instant
    /// Nil while it is under way.
    package let outcome: Outcome?
    package let code: String?
    package let endedAt: Instant?
}

/// What a provider told us later about an attempt.
package struct DeliveryReport: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case delivered, failed, underway
    }

    package let message: Message.ID
    package let attempt: Int
    package let kind: Kind
    package let code: String?
    /// When it was taken in.
    package let at: Instant?

    package init(message: Message.ID, attempt: Int, kind: Kind, code: String?, at: Instant? = nil) {
        self.at = at
        self.message = message
        self.attempt = attempt
        self.kind = kind
        self.code = code
    }
}

/// 128 random bits in hexadecimal digits.
func randomName() -> String {
    var generator = SystemRandomNumberGenerator()
    return [generator.next(), generator.next()].map { (half: UInt64) in
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}
