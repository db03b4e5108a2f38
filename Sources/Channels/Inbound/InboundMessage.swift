package import Scheduler

/// What a person sent us: an SMS, or the answer to an email.
package struct InboundMessage: Sendable, Equatable {
    /// Unique per message received: taking the same one in twice has no second effect.
    package let id: String
    package let medium: Medium
    /// The opaque ids of those whom this address belongs to, the latest told first; empty: nobody we know.
    package let from: [Correspondent]
    package let text: String
    /// Who wrote the SMS; nil for an email.
    package let number: PhoneNumber?
    package let receivedAt: Instant

    /// A person whom we wrote to at this address, and what about.
    package struct Correspondent: Sendable, Equatable {
        package let person: String
        /// The dossier; nil for messages about none.
        package let subject: String?
    }
}
