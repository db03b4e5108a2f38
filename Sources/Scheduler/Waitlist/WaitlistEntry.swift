import PostgresClient

/// Somebody who waits for a place of a service at a post.
package struct WaitlistEntry: Sendable, Hashable, Identifiable {
    package let id: String
    package let post: String
    package let service: String
    /// What the appointment is for: a dossier's opaque id.
    package let subject: String
    package let identity: String?
    package let pool: Pool
    package let channel: Channel
    /// Higher goes first.
    package let priority: Int
    /// Places before and after these days are of no use to them.
    package let earliest: LocalDate?
    package let latest: LocalDate?
    package let joinedAt: Instant
    package let state: State
    /// How many offers they left unanswered or declined.
    package let offers: Int
    /// The place that is offered to them, or that they took.
    package let appointment: Appointment.ID?
    let cells: Int

    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting, offered
        /// They have a place.
        case served
        /// They went by themselves.
        case left
        /// They answered no offer, so often that nobody waits for them any more.
        case aside
    }

    init(_ row: PostgresRow) throws {
        id = try row.decode("id")
        post = try row.decode("post")
        service = try row.decode("service")
        subject = try row.decode("subject")
        identity = try row.decode("identity")
        pool = try Self.word(row, "pool")
        channel = try Self.word(row, "channel")
        priority = try row.decode("priority")
        earliest = try row.decode("earliest", as: String?.self).flatMap { LocalDate($0) }
        latest = try row.decode("latest", as: String?.self).flatMap { LocalDate($0) }
        joinedAt = try row.decode("joined_at")
        state = try Self.word(row, "state")
        offers = try row.decode("offers")
        appointment = try row.decode("appointment", as: String?.self).map { Appointment.ID($0) }
        cells = try row.decode("cells")
    }

    private static func word<Word: RawRepresentable>(_ row: PostgresRow, _ column: String) throws -> Word
    where Word.RawValue == String {
        let text = try row.decode(column, as: String.self)
        guard let word = Word(rawValue: text) else { throw PostgresFailure.decoding("waitlist.\(column)") }
        return word
    }

    static let columns = """
        id, post, service, subject, identity, units, cells, pool, channel, priority, earliest::text AS earliest,
        latest::text AS latest, joined_at, state, offers, appointment
        """
}

/// What somebody asks for when no place suits them.
package struct WaitlistWish: Sendable, Hashable {
    package let visit: Visit
    package let subject: String
    package let identity: String?
    package let priority: Int
    package let earliest: LocalDate?
    package let latest: LocalDate?

    package init(
        _ visit: Visit, for subject: String, identity: String?, priority: Int = 0,
        earliest: LocalDate? = nil, latest: LocalDate? = nil
    ) {
        self.visit = visit
        self.subject = subject
        self.identity = identity
        self.priority = priority
        self.earliest = earliest
        self.latest = latest
    }
}
