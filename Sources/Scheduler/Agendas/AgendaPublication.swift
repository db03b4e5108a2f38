package import PostgresClient

/// Another text counts by now than the one that an edit began from.
package struct AgendaConflict: Error, Equatable {}

extension Booking {
    /// Which text counts for a post; nil for a post whose agenda no file declares.
    package func standing(of post: String) async throws -> AgendaStanding? {
        guard let source = book.source(of: post) else { return nil }
        return source.standing(
            try await AgendaVersions(ministry: ministry).newest(of: post, in: postgres))
    }

    /// Makes `text`, which must be sound, the agenda that counts. `base` is the hash of the text that it was written
    /// from: if another counts by now, it throws an `AgendaConflict`, unless that one is this very text by the same
    /// author, sent twice. The places follow by `publish`.
    package func publish(
        _ text: String, over source: AgendaSource, base: String, by author: String, note: String,
        at now: Instant, recorded: (AgendaVersion, PostgresTransaction) async throws -> Void
    ) async throws -> AgendaVersion {
        let versions = AgendaVersions(ministry: ministry)
        return try await postgres.transaction { transaction in
            try await versions.lock(in: transaction)
            let newest = try await versions.newest(of: source.post, in: transaction)
            if let newest, newest.author == author, newest.text == text, newest.hash != base {
                return newest
            }
            guard AgendaVersion.hash(of: source.text(source.standing(newest))) == base else {
                throw AgendaConflict()
            }
            let version = try await versions.add(
                text, over: source, by: author, note: note, at: now, in: transaction)
            try await recorded(version, transaction)
            return version
        }
    }

    /// What occupies cells of a post from `today` on, by start. On a tour it may be the day before still.
    package func occupying(post: String, from today: LocalDate) async throws -> [Appointment] {
        try await postgres.query(
            """
            SELECT appointment::text AS appointment FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND post = \(post)
                AND local_date >= \((today - 1).description)::text::date
                AND state = ANY(\(Self.occupying)::text[])
            ORDER BY starts, id
            """
        ).map { row in
            try decoded(Appointment.self, Array(try row.decode("appointment", as: String.self).utf8))
        }
    }

    /// The days on which something occupies cells and isn't over, whether an agenda still knows them or not.
    func occupiedDays(
        post: String, after now: Instant, in session: some PostgresSession
    ) async throws -> Set<DayKey> {
        let rows = try await session.query(
            """
            SELECT DISTINCT desk_group, local_date::text AS date FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND post = \(post)
                AND ends > \(now) AND state = ANY(\(Self.occupying)::text[])
            """)
        return try rows.reduce(into: []) { days, row in
            guard let date = LocalDate(try row.decode("date", as: String.self)) else { return }
            days.insert(DayKey(post: post, group: try row.decode("desk_group"), date: date))
        }
    }

    private static let occupying = Appointment.State.allCases.filter(\.occupies).map(\.rawValue)
}
