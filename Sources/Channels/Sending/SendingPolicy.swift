package import Scheduler
internal import Vault

/// What a ministry says about sending, whoever carries the messages.
package struct SendingPolicy: Sendable {
    /// Nil: everybody may be written to. Else only these (normalised addresses, E.164 numbers): nobody is disturbed by
    /// an installation that is being tried out.
    package var trial: Set<String>?
    /// Of telephones; an email wakes nobody.
    package var quiet: QuietHours?
    /// To one address on one medium, alerts, codes and legal notices apart.
    package var caps: [Medium: RateLimit] = [:]
    /// How long the contents of what has its end can be read.
    package var keep = Duration.days(400)
    /// The zone of a post's wall.
    package var zone: @Sendable (_ post: String) -> Zone? = { _ in nil }

    package init() {}
}

/// Why something isn't sent now.
enum Obstacle: Sendable, Equatable {
    /// Not on this medium at all; the reason is a word of `messages.withheld` in locales/.
    case withheld(String)
    case later(Instant)
}

extension SendingPolicy {
    /// Whether this may go to this address now. Whoever simulates is never asked.
    func obstacle(
        to address: String, zone declared: String?, _ row: SendingRow, _ template: MessageTemplate,
        _ chosen: Preferences, at now: Instant
    ) -> Obstacle? {
        if let trial, !trial.contains(address) { return .withheld("trial") }
        if !template.isLegal, !chosen.allow(row.lane, on: row.medium) { return .withheld("preference") }
        guard row.medium == .sms, let quiet, quiet.lanes.contains(row.lane) else { return nil }
        let zone = declared.flatMap { try? Zone($0) } ?? zone(row.scope.post)
        guard let end = zone.flatMap({ quiet.end(at: now, in: $0) }) else { return nil }
        // Better a telephone that rings at night than an appointment missed.
        if let limit = row.validUntil, limit <= end { return nil }
        return .later(end)
    }

    /// How many may come to one address; nil for what must come whatever came before.
    func cap(_ row: SendingRow, _ template: MessageTemplate) -> RateLimit? {
        row.lane == .lifeSafety || row.lane == .loginCode || template.isLegal ? nil : caps[row.medium]
    }
}
