package import Scheduler

/// A calendar of ours that somebody subscribes to by a secret link.
package struct Feed: Sendable, Equatable, Identifiable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Everybody who is expected at a post.
        case post
        /// Those who come for one service.
        case service
        /// What an agent's post expects on the days at hand; it ends with the agent's rights.
        case agent
        /// When somebody is expected, and nothing else.
        case busy
    }

    package let id: String
    package let kind: Kind
    package let post: PostProfile.ID
    package let service: String?
    package let agent: String
    package let locale: String
    package let createdAt: Instant
    package let lastUsedAt: Instant?

    /// The local days that it shows.
    func days(around today: LocalDate) -> ClosedRange<LocalDate> {
        switch kind {
        case .agent: today...(today + 7)
        case .post, .service, .busy: (today - 7)...(today + 42)
        }
    }
}

/// What is handed to a calendar that asks.
package struct FeedFile: Sendable {
    package let bytes: [UInt8]
    /// Names the content: RFC 9110 §8.8.3, without its quotes.
    package let tag: String
    /// When it last changed, never twice in the same second.
    package let changed: Instant
}

package enum FeedRefusal: Error, Equatable {
    /// Not a service of this post, not a right of this agent.
    case notAllowed
    /// Unknown, revoked or malformed: nobody is told which.
    case unknown
    case tooMany(retryAfter: Duration)
}
