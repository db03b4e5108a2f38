package import Declared
import PostgresClient

/// A run as the desk sees it.
package struct DisplacementRun: Sendable, Hashable, Identifiable {
    package let id: String
    package let post: String
    package let group: String
    package let starts: Instant
    package let ends: Instant
    package let reason: DisplacementCause.Reason
    package let words: LocalizedText
    package let startedAt: Instant
    /// Nil: who is concerned isn't known yet.
    package let begunAt: Instant?

    init(_ row: PostgresRow) throws {
        id = try row.decode("id")
        post = try row.decode("post")
        group = try row.decode("desk_group")
        starts = try row.decode("starts")
        ends = try row.decode("ends")
        reason = DisplacementCause.Reason(rawValue: try row.decode("reason")) ?? .other
        words = try decoded(LocalizedText.self, Array(try row.decode("words", as: String.self).utf8))
        startedAt = try row.decode("started_at")
        begunAt = try row.decode("begun_at")
    }

    static let columns =
        "id, post, desk_group, starts, ends, reason, words::text AS words, started_at, begun_at"
}

/// How far a run has come.
package struct DisplacementProgress: Sendable, Hashable {
    package let people: [DisplacedPerson]

    package func count(_ state: DisplacedPerson.State) -> Int { people.count { $0.state == state } }
    package var told: Int { people.count { $0.toldAt != nil } }
    package var askedAgain: Int { people.count { $0.asked > 1 } }
}

extension Displacement {
    package func run(_ id: String) async throws -> DisplacementRun? {
        try await runs(where: "id = \(id)").first
    }

    /// Those of a post, the latest first.
    package func runs(of post: String) async throws -> [DisplacementRun] {
        try await runs(where: "post = \(post) ORDER BY started_at DESC, id LIMIT 100")
    }

    /// In the order in which they are served.
    package func progress(of run: String) async throws -> DisplacementProgress {
        DisplacementProgress(people: try await people(where: "run = \(run)"))
    }

    /// The latest that isn't over, else the latest.
    package func person(_ appointment: Appointment.ID) async throws -> DisplacedPerson? {
        try await people(where: "appointment = \(appointment.value)", first: "changed_at DESC").first
    }

    func person(_ run: String, _ appointment: Appointment.ID) async throws -> DisplacedPerson? {
        try await people(where: "run = \(run) AND appointment = \(appointment.value)").first
    }

    /// Who is to be dealt with next in every run that has begun, and everybody whose offer is over or who may get a
    /// place now. Finds those too who booked in a closure while it was being declared.
    package func outstanding(at now: Instant? = nil) async throws -> [DisplacedPerson] {
        let time = now ?? ServerClock.system.now
        try await collect(at: now)
        let first = try await people(
            where: """
                appointment IN (SELECT DISTINCT ON (run) appointment FROM scheduler.displaced
                    WHERE ministry = \(ministry) AND state = 'due'
                    ORDER BY run, \(raw: DisplacedPerson.order))
                """)
        let over = try await people(where: "state = 'offered' AND until <= \(time)")
        var seen: Set<[String]> = []
        // One of each kind is enough to know whether there is anything for them.
        let waiting = try await people(where: "state = 'waiting'").filter { person in
            seen.insert([person.post, person.service, person.pool.rawValue, "\(person.cells)"]).inserted
        }
        return first.filter { $0.state == .due } + over + waiting
    }

    /// The runs whose capacity still has to be written.
    package func unbegun() async throws -> [String] {
        try await runs(where: "begun_at IS NULL").map(\.id)
    }

    /// The one who is told next.
    package func next(in run: String) async throws -> DisplacedPerson? {
        try await people(where: "run = \(run) AND state = 'due'", limit: 1).first
    }

    private func runs(where condition: SQL) async throws -> [DisplacementRun] {
        try await postgres.query(
            """
            SELECT \(raw: DisplacementRun.columns) FROM scheduler.displacements
            WHERE ministry = \(ministry) AND \(condition)
            """
        ).map { try DisplacementRun($0) }
    }

    private func people(
        where condition: SQL, first: String = DisplacedPerson.order, limit: Int = 10_000
    ) async throws -> [DisplacedPerson] {
        try await postgres.query(
            """
            SELECT \(raw: DisplacedPerson.columns) FROM scheduler.displaced
            WHERE ministry = \(ministry) AND \(condition) ORDER BY \(raw: first) LIMIT \(limit)
            """
        ).map { try DisplacedPerson($0) }
    }
}
