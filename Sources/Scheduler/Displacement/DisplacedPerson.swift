import PostgresClient

/// One appointment of a run, and how far its person has come.
package struct DisplacedPerson: Sendable, Hashable {
    package let run: String
    package let appointment: Appointment.ID
    package let subject: String
    package let pool: Pool
    package let channel: Channel
    package let service: String
    /// When they should have come.
    package let starts: Instant
    package let state: State
    package let toldAt: Instant?
    /// How often a place was offered to them.
    package let asked: Int
    /// The place that was kept for them last.
    package let place: Appointment.ID?
    package let until: Instant?
    let post: String
    let cells: Int
    let round: Int
    let revision: Int

    package enum State: String, CaseIterable, Sendable, Codable {
        /// Nobody has told them yet.
        case due
        case offered
        /// They know, and there is no place for them yet.
        case waiting
        /// They left every offer unanswered: an agent calls them.
        case aside
        /// They have a place.
        case placed
        /// They want none any more.
        case left
    }

    init(_ row: PostgresRow) throws {
        run = try row.decode("run")
        appointment = Appointment.ID(try row.decode("appointment"))
        subject = try row.decode("subject")
        pool = try Self.word(row, "pool")
        channel = try Self.word(row, "channel")
        service = try row.decode("service")
        starts = try row.decode("starts")
        state = try Self.word(row, "state")
        toldAt = try row.decode("told_at")
        asked = try row.decode("asked")
        place = try row.decode("place", as: String?.self).map { Appointment.ID($0) }
        until = try row.decode("until")
        post = try row.decode("post")
        cells = try row.decode("cells")
        round = try row.decode("round")
        revision = try row.decode("revision")
    }

    private static func word<Word: RawRepresentable>(_ row: PostgresRow, _ column: String) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try row.decode(column, as: String.self)) else {
            throw PostgresFailure.decoding("displaced.\(column)")
        }
        return word
    }

    static let columns = """
        run, appointment, subject, pool, channel, service, starts, state, told_at, asked, place, until, post,
        cells, round, revision
        """
    /// Who can't wait goes first, then whose appointment was soonest, then who had booked it longest ago.
    static let order = "pool NOT IN ('vulnerable', 'urgent'), starts, booked_at, appointment"
}
