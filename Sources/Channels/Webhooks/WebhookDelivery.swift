package import Scheduler

/// One event for one endpoint.
///
///     waiting ─2xx→ delivered      waiting ─tries used up→ failed      waiting ─endpoint disabled→ withheld
///     delivered, failed, withheld ─replay→ waiting
package struct WebhookDelivery: Sendable, Equatable {
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package let value: String

        package init(_ value: String) { self.value = value }
        package static func random() -> Self { Self(randomName()) }
        package var description: String { value }
    }

    /// Its words stand in locales/ under `webhooks.state`.
    package enum State: String, CaseIterable, Sendable, Codable {
        case waiting, delivered, failed, withheld
    }

    package let id: ID
    package let endpoint: WebhookEndpoint.ID
    /// The webhook-id.
    package let event: String
    package let type: String
    package let state: State
    /// What the last try brought; no personal data.
    package let reason: String?
    package let attempts: Int
    package let createdAt: Instant
    package let nextTryAt: Instant?
    package let endedAt: Instant?
}

/// One try.
package struct WebhookAttempt: Sendable, Equatable {
    package let number: Int
    package let startedAt: Instant
    /// Nil while it is under way.
    package let outcome: Attempt.Outcome?
    /// Of HTTP.
    package let status: Int?
    package let code: String?
    package let endedAt: Instant?
    /// The beginning of what was answered.
    package let excerpt: String?

    package var duration: Duration? { endedAt.map { $0 - startedAt } }
}
