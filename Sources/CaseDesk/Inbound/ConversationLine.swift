package import Scheduler

/// Something that was written about a dossier.
package struct ConversationLine: Sendable, Hashable, Identifiable {
    package enum Direction: String, CaseIterable, Sendable {
        /// From the person.
        case `in`
        /// From the post.
        case out
    }

    /// Where it was written; an agent's line also goes out as a message.
    package enum Medium: String, CaseIterable, Sendable {
        case web, email, sms
    }

    package let id: String
    package let direction: Direction
    package let medium: Medium
    package let performer: Performer
    package let text: String
    package let at: Instant
}

/// Why a line isn't written. Each has its sentence in locales/ under `conversation.refusal.<code>`.
package enum ConversationRefusal: String, Error, Sendable, CaseIterable {
    case empty
    case tooLong = "too_long"
    /// The request wrote a line of another dossier before.
    case otherDossier = "other_dossier"

    package var key: String { "conversation.refusal.\(rawValue)" }
}

extension Performer {
    var isAgent: Bool {
        if case .agent = self { true } else { false }
    }
}
