internal import PostgresClient
package import Scheduler
internal import Vault

/// Addresses that we don't write to any more, or not everything: since mail came back for good, somebody complained,
/// asked for no more reminders, or an agent said so.
///
/// It never stands in the way of a life in danger or of a legal notice, and not of a code that somebody asks for at
/// this moment.
package struct Suppression: Sendable {
    let messages: Messages

    package init(_ messages: Messages) {
        self.messages = messages
    }

    /// Its name in a person's language stands in `locales/` under `messages.suppression`.
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case hardBounce = "hard-bounce"
        case complaint, unsubscribe, manual

        /// What it keeps from being sent.
        func blocks(_ lane: Lane, isLegal: Bool) -> Bool {
            if isLegal || lane == .lifeSafety || lane == .loginCode { return false }
            switch self {
            case .hardBounce, .manual: return true
            // What a person has to know about their own request is no advertising.
            case .complaint, .unsubscribe: return lane == .reminder || lane == .campaign
            }
        }
    }

    package enum Verdict: Sendable, Equatable {
        case allowed
        /// Sent all the same: the law or a life asks for it, or it isn't what was objected to.
        case allowedDespite(Kind, since: Instant, reason: String)
        case refused(Kind, since: Instant, reason: String)

        /// For those who operate; no personal data.
        package var words: String {
            switch self {
            case .allowed: "nothing stands against it"
            case .allowedDespite(let kind, let since, let reason):
                "sent although suppressed since \(Self.day(since)): \(kind.rawValue), \(reason)"
            case .refused(let kind, let since, let reason):
                "\(Suppression.heldBack)\(Self.day(since)): \(kind.rawValue), \(reason)"
            }
        }

        private static func day(_ instant: Instant) -> String {
            LocalDate(ordinal: Int(instant.milliseconds / 86_400_000)).description
        }
    }

    fileprivate static let heldBack = "suppressed since "

    /// Whether a message may go to an address; `post` is who writes.
    package func verdict(
        _ address: String, on medium: Medium, from post: String, _ lane: Lane, isLegal: Bool
    ) async throws -> Verdict {
        let index = AddressIndex(vault: messages.vault)(address, on: medium)
        return try await verdict(
            """
            SELECT kind, since, reason FROM channels.suppressions
            WHERE medium = \(medium.rawValue) AND address_index = \(index) AND (post IS NULL OR post = \(post))
                AND lifted_at IS NULL AND (until IS NULL OR until > \(messages.clock.now)) ORDER BY since
            """, lane, isLegal)
    }

    private func verdict(_ sql: SQL, _ lane: Lane, _ isLegal: Bool) async throws -> Verdict {
        var verdict = Verdict.allowed
        for row in try await messages.postgres.query(sql) {
            guard let kind = Kind(rawValue: try row.decode("kind")) else { continue }
            let (since, reason) = (
                try row.decode("since", as: Instant.self), try row.decode("reason", as: String.self)
            )
            if kind.blocks(lane, isLegal: isLegal) { return .refused(kind, since: since, reason: reason) }
            if verdict == .allowed { verdict = .allowedDespite(kind, since: since, reason: reason) }
        }
        return verdict
    }
}

extension Message {
    /// Why it was never sent, when that is what ended it.
    package var heldBackBy: Suppression.Kind? {
        guard let reason, reason.hasPrefix(Suppression.heldBack) else { return nil }
        let words = reason.dropFirst(Suppression.heldBack.count).split(whereSeparator: { " ,".contains($0) })
        return words.count > 1 ? Suppression.Kind(rawValue: String(words[1])) : nil
    }
}
