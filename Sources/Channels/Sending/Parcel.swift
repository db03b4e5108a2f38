internal import Scheduler
internal import Vault

/// One attempt's load, ready for a provider.
package struct Parcel: Sendable {
    package let message: Message.ID
    package let attempt: Int
    let scope: VaultScope
    let load: Load

    enum Load: Sendable {
        case email(Email)
        case sms(to: PhoneNumber, RenderedSMS)
    }
}

/// What became of it.
package struct Delivery: Sendable, Equatable {
    /// Whose matter it is that a message wasn't taken.
    package enum Cause: Sendable {
        /// Down, slow, over its limits, or at odds with our account: another provider may do better.
        case provider
        /// The address or the text: another provider would say the same.
        case recipient
    }

    package let outcome: Attempt.Outcome
    /// The provider's code or our reason; no personal data.
    package let code: String?
    /// The provider's own id of what it took: evidence, and what its later reports name.
    package let reference: String?
    package let cause: Cause

    /// Unless told otherwise, a refusal for good is about the recipient, all else about the provider.
    package init(
        _ outcome: Attempt.Outcome, code: String? = nil, reference: String? = nil, cause: Cause? = nil
    ) {
        self.outcome = outcome
        self.code = code
        self.reference = reference
        self.cause = cause ?? (outcome == .permanent ? .recipient : .provider)
    }
}

/// Carries messages of one medium to the outside.
package protocol MessageProvider: Sendable {
    /// Stands in the timeline: `smtp`, `kannel`, `outbox`.
    var name: String { get }
    func send(_ parcel: Parcel) async -> Delivery
}
