package import Scheduler
internal import Vault

/// A partner's server that is told of events.
///
///     active ─ by hand, 410 Gone, failing for days → disabled ─ by hand → active
package struct WebhookEndpoint: Sendable, Equatable {
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package let value: String

        package init(_ value: String) { self.value = value }
        package static func random() -> Self { Self(randomName()) }
        package var description: String { value }
    }

    package enum State: Sendable, Equatable {
        case active
        case disabled(Reason, since: Instant)
    }

    /// Its words stand in locales/ under `webhooks.reason`.
    package enum Reason: String, CaseIterable, Sendable, Codable {
        case byHand = "by_hand"
        /// It answered 410 Gone.
        case gone
        /// It took nothing for days.
        case failing
    }

    /// What an administrator writes.
    package struct Wish: Sendable, Equatable, Codable {
        package var url: String
        package var description: String
        /// Who is told when it is disabled; empty: nobody.
        package var contact: String
        /// The language that the contact is written to in.
        package var locale: String
        package var events: [String]
        /// Empty: of all posts.
        package var posts: [String]
        /// Deliveries per second, 1…500.
        package var rate: Int

        package init(
            url: String, description: String = "", contact: String = "", locale: String = Words.base,
            events: [String], posts: [String] = [], rate: Int = 20
        ) {
            self.url = url
            self.description = description
            self.contact = contact
            self.locale = locale
            self.events = events
            self.posts = posts
            self.rate = rate
        }
    }

    package let id: ID
    package let wish: Wish
    package let state: State
    package let createdAt: Instant
    package let health: WebhookHealth

    package var isActive: Bool { state == .active }
    /// The host alone: the rest of an address may hold a key.
    package var host: String { (try? WebhookTarget(wish.url).host) ?? "" }

    static func scope(_ id: ID) -> VaultScope { VaultScope(post: "central", name: "webhook/\(id)") }

    func wants(_ type: String, of post: String) -> Bool {
        (wish.posts.isEmpty || wish.posts.contains(post))
            && wish.events.contains { WebhookFilter($0)?.matches(type) == true }
    }
}

/// Why an endpoint isn't written down, by the control that is meant. Words: `webhooks.refusal.<code>`.
package enum WebhookRefusal: Error, Sendable, Equatable {
    case target(WebhookTarget.Refusal)
    case noEvents
    case unknownFilter(String)
    case rate
    case contact
    case tooLong
    case unknown
    /// Nothing is sent to a disabled endpoint.
    case disabled
}
