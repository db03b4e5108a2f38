import Channels
import PostgresClient
import Scheduler

// What follows from a miss, written with the miss itself; and how a person stands.
extension Appointments {
    private var catalogue: Catalogue { news.letters.catalogue }

    /// Writes a miss down with its sanction, once; nil for any other change.
    func noteAbsence(
        _ change: AppointmentChange, of dossier: Dossier, in transaction: PostgresTransaction
    ) async throws -> Absence? {
        guard change.kind == .miss else { return nil }
        let place = change.appointment
        let sanction = try await sanction(for: change, in: transaction)
        let isUnreached = change.performer == .unreached
        let rows = try await transaction.query(
            """
            INSERT INTO casedesk.absences (appointment, dossier, post, identity, starts, noted_at, sanction,
                sanction_until, outcome, decided_at, decided_by)
            VALUES (\(place.id.value), \(dossier.id.text), \(place.post), \(place.identity), \(place.start),
                \(clock.now), \(sanction?.name.rawValue), \(sanction?.end(after: place.start)),
                \(isUnreached ? Absence.Outcome.excused.rawValue : nil), \(isUnreached ? clock.now : nil),
                \(isUnreached ? Performer.unreached.code : nil))
            ON CONFLICT (appointment) DO UPDATE SET noted_at = absences.noted_at
            RETURNING \(raw: Absence.columns)
            """)
        return try rows.first.map { try Absence($0) }
    }

    /// Never for the urgent and the vulnerable, and none for a person whom nothing reached.
    private func sanction(
        for change: AppointmentChange, in session: some PostgresSession
    ) async throws -> Sanction? {
        let place = change.appointment
        guard change.performer != .unreached, try await !isSheltered(place, in: session),
            let identity = place.identity, let rules = catalogue.absences(at: place.post)
        else { return nil }
        let before = try await misses(of: identity, except: place.id, in: session)
        let standing = rules.standing(after: before, at: place.start)
        return rules.sanction(ofMiss: standing.misses + 1)
    }

    /// How a person stands with a post's rules; `identity` is the keyed hash that appointments bear.
    func standing(of identity: String?, at post: String) async throws -> AbsenceRules.Standing {
        guard let identity, let rules = catalogue.absences(at: post) else { return .clear }
        let misses = try await misses(of: identity, except: nil, in: postgres)
        return rules.standing(after: misses, at: moment() ?? clock.now)
    }

    package func standing(of dossier: Dossier) async throws -> AbsenceRules.Standing {
        let procedure = try await dossiers.procedure(of: dossier)
        return try await standing(of: identity(of: dossier, procedure), at: dossier.post.text)
    }

    /// Why somebody may not take a place alone; nil when they may. An agent may always book for them.
    func bar(on visit: Visit, for identity: String?) async throws -> Refusal? {
        guard visit.pool == .public || visit.pool == .sms, visit.channel == .web || visit.channel == .sms,
            let end = try await standing(of: identity, at: visit.post).barredUntil
        else { return nil }
        return Refusal(reason: .barred(until: end), alternatives: [])
    }

    /// Until when a dossier's person may take no place alone; nil when they may.
    func barred(_ dossier: Dossier, on channel: Channel) async throws -> Instant? {
        let procedure = try await dossiers.procedure(of: dossier)
        guard let visit = try await visits(of: dossier, Asking(channel)).first,
            case .barred(let end)? = try await bar(on: visit, for: identity(of: dossier, procedure))?.reason
        else { return nil }
        return end
    }

    /// Those that count: not excused, and not in question.
    private func misses(
        of identity: String, except appointment: Appointment.ID?, in session: some PostgresSession
    ) async throws -> [Instant] {
        try await session.query(
            """
            SELECT starts FROM casedesk.absences
            WHERE identity = \(identity) AND appointment <> \(appointment?.value ?? "")
                AND outcome IS DISTINCT FROM 'excused' AND (appealed_at IS NULL OR outcome IS NOT NULL)
            """
        ).map { try $0.decode("starts") }
    }

    /// Whether any message about it reached its person, or they answered one.
    func wasReached(_ place: Appointment) async throws -> Bool {
        if try await presence(at: place) != nil { return true }
        return try await news.letters.messages.outcomes(of: place.subject, about: place.id.value)
            .contains(where: \.reachedSomebody)
    }

    /// Tells the Scheduler of every excuse that it doesn't know yet; the same again does nothing more. What it has
    /// forgotten, a week after the appointment, stays a miss there and is excused here.
    @discardableResult
    func settleExcuses() async throws -> Int {
        let rows = try await postgres.query(
            """
            SELECT appointment, decided_by FROM casedesk.absences
            WHERE outcome = 'excused' AND excused_at IS NULL ORDER BY decided_at LIMIT 500
            """)
        for row in rows {
            let id = Appointment.ID(try row.decode("appointment"))
            let performer = Performer(code: try row.decode("decided_by")) ?? .unreached
            _ = try await recorded(.excuse, by: performer) {
                try await booking.excuse(
                    id, request: AppointmentRequest(performer, "excuse", id.value).text, at: moment())
            }
            try await postgres.query(
                "UPDATE casedesk.absences SET excused_at = \(clock.now) WHERE appointment = \(id.value)")
        }
        return rows.count
    }
}
