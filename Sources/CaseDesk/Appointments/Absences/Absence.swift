import PostgresClient
package import Scheduler

/// An appointment that nobody came to, and what became of it.
package struct Absence: Sendable, Hashable, Identifiable {
    package let id: Appointment.ID
    package let dossier: Dossier.ID
    package let post: String
    package let starts: Instant
    package let sanction: Sanction.Name?
    package let sanctionUntil: Instant?
    package let appealedAt: Instant?
    package let decision: Decision?

    package struct Decision: Sendable, Hashable {
        package let outcome: Outcome
        package let at: Instant
        package let by: Performer
    }

    package enum Outcome: String, CaseIterable, Sendable, Codable {
        case excused, upheld
    }

    /// Where it stands between person and post.
    package enum State: String, CaseIterable, Sendable {
        /// Nobody said anything to it.
        case noted
        /// The person wrote why, and nobody has answered: until then it doesn't count.
        case appealed
        case excused, upheld
        /// No message of ours had reached the person: excused by itself.
        case unreached
    }

    package var state: State {
        switch decision {
        case nil: appealedAt == nil ? .noted : .appealed
        case let decision? where decision.by == .unreached: .unreached
        case let decision?: decision.outcome == .excused ? .excused : .upheld
        }
    }

    /// Once, and before anybody decided.
    package var canBeAppealed: Bool { state == .noted }
}

extension Absence {
    init(_ row: PostgresRow) throws {
        id = Appointment.ID(try row.decode("appointment"))
        guard let dossier = Dossier.ID(try row.decode("dossier", as: String.self)) else {
            throw PostgresFailure.decoding("absences.dossier")
        }
        self.dossier = dossier
        post = try row.decode("post")
        starts = try row.decode("starts")
        sanction = try row.decode("sanction", as: String?.self).flatMap { Sanction.Name(rawValue: $0) }
        sanctionUntil = try row.decode("sanction_until")
        appealedAt = try row.decode("appealed_at")
        decision = try Decision(row)
    }

    static let columns = """
        appointment, dossier, post, starts, sanction, sanction_until, appealed_at, outcome, decided_at, decided_by
        """
}

extension Absence.Decision {
    fileprivate init?(_ row: PostgresRow) throws {
        guard
            let outcome = try row.decode("outcome", as: String?.self).flatMap({
                Absence.Outcome(rawValue: $0)
            }),
            let at = try row.decode("decided_at", as: Instant?.self),
            let by = try row.decode("decided_by", as: String?.self).flatMap({ Performer(code: $0) })
        else { return nil }
        self.init(outcome: outcome, at: at, by: by)
    }
}

extension Performer {
    /// No message about the appointment reached its person.
    static let unreached = Performer.system("unreached")
}
