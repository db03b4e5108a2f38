package import PostgresClient
internal import Scheduler

/// What a person chose about one kind of message on one medium.
package struct Preference: Sendable, Hashable {
    package let medium: Medium
    package let lane: Lane
    package let wanted: Bool

    package init(medium: Medium, lane: Lane, wanted: Bool) {
        self.medium = medium
        self.lane = lane
        self.wanted = wanted
    }
}

/// A person's choices. Alerts and login codes can't be declined; a campaign needs a yes; the rest comes unless declined.
package struct Preferences: Sendable, Equatable {
    private let chosen: Set<Preference>

    package init(_ chosen: Set<Preference> = []) { self.chosen = chosen }

    package func allow(_ lane: Lane, on medium: Medium) -> Bool {
        switch lane {
        case .lifeSafety, .loginCode: true
        case .transactional, .reminder:
            !chosen.contains(Preference(medium: medium, lane: lane, wanted: false))
        case .campaign: chosen.contains(Preference(medium: medium, lane: lane, wanted: true))
        }
    }
}

extension Messages {
    package func preferences(of recipient: String) async throws -> Preferences {
        let rows = try await postgres.query(
            "SELECT medium, lane, wanted FROM channels.preferences WHERE recipient = \(recipient)")
        return Preferences(
            Set(
                try rows.compactMap { row in
                    guard let medium = Medium(rawValue: try row.decode("medium")),
                        let lane = Lane(rawValue: try row.decode("lane"))
                    else { return nil }
                    return Preference(medium: medium, lane: lane, wanted: try row.decode("wanted"))
                }))
    }

    /// The last choice counts; what is on its way already isn't called back.
    package func choose(
        _ preference: Preference, of recipient: String, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            INSERT INTO channels.preferences (recipient, medium, lane, wanted, chosen_at)
            VALUES (\(recipient), \(preference.medium.rawValue), \(preference.lane.rawValue),
                \(preference.wanted), \(clock.now))
            ON CONFLICT (recipient, medium, lane)
                DO UPDATE SET wanted = EXCLUDED.wanted, chosen_at = EXCLUDED.chosen_at
            """)
    }
}
