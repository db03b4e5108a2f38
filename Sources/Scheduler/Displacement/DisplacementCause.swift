package import Declared

/// Why a desk group gives up places that people have, and which.
package struct DisplacementCause: Sendable, Hashable {
    package let post: String
    package let group: String
    package let from: Instant
    package let to: Instant
    package let reason: Reason
    /// What people are told; may be empty.
    package let words: LocalizedText
    /// What no longer fits a smaller agenda; nil: the group is closed, nothing fits.
    package let unfit: [Appointment.ID]?

    /// A class of reasons, for figures.
    package enum Reason: String, CaseIterable, Sendable, Codable {
        case staff, premises, security, holiday, agenda, other
    }

    package init(
        post: String, group: String, from: Instant, to: Instant, reason: Reason,
        words: LocalizedText = LocalizedText([:]), unfit: [Appointment.ID]? = nil
    ) {
        self.post = post
        self.group = group
        self.from = from
        self.to = to
        self.reason = reason
        self.words = words
        self.unfit = unfit
    }
}

/// Why no displacement begins. Each has its sentence in locales/ under `displacement.refusal.<code>`.
package enum DisplacementRefusal: String, Error, Sendable, CaseIterable {
    /// No agenda has such a desk group.
    case unknown
    /// It would end before it begins.
    case backwards
    /// It is over.
    case past
    /// It would last longer than `Displacement.longest`.
    case tooLong = "too_long"
}
