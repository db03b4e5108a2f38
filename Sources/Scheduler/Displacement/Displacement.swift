package import PostgresClient

/// What is owed to those whom a post can't receive as it had promised. A run's rows are the truth: whoever dies in the
/// middle, the next one goes on where they say.
package struct Displacement: Sendable {
    let booking: Booking
    var postgres: PostgresClient { booking.postgres }
    var ministry: String { booking.ministry.value }

    package init(_ booking: Booking) {
        self.booking = booking
    }

    /// After so many offers without an answer an agent calls the person.
    package static let patience = 3
    package static let longest = Duration.days(366)

    /// How long a place is kept: these people asked for nothing, so they get longer than those who wait.
    package static func lifetime(on channel: Channel) -> Duration {
        switch channel {
        case .web, .desk: .hours(24)
        case .sms, .phone: .hours(48)
        }
    }

    /// Writes a run down, with its closure if it is one; `also` stands or falls with it. The same id again changes
    /// nothing. Who is concerned is found out by `begin`.
    /// - Throws: `DisplacementRefusal`
    package func declare(
        _ id: String, _ cause: DisplacementCause, by performer: String, at now: Instant? = nil,
        also: @Sendable (PostgresTransaction) async throws -> Void = { _ in }
    ) async throws {
        let now = now ?? ServerClock.system.now
        try check(cause, at: now)
        let words = String(decoding: try json(cause.words), as: UTF8.self)
        let closure = cause.unfit == nil ? id : nil
        try await postgres.transaction(retries: 2) { transaction in
            if closure != nil {
                try await transaction.query(
                    """
                    INSERT INTO scheduler.closures
                        (ministry, id, post, desk_group, starts, ends, words, declared_by, declared_at)
                    VALUES (\(ministry), \(id), \(cause.post), \(cause.group), \(cause.from), \(cause.to),
                        \(words)::text::jsonb, \(performer), \(now)) ON CONFLICT DO NOTHING
                    """)
            }
            let rows = try await transaction.query(
                """
                INSERT INTO scheduler.displacements
                    (ministry, id, post, desk_group, starts, ends, reason, words, closure, started_by, started_at)
                VALUES (\(ministry), \(id), \(cause.post), \(cause.group), \(cause.from), \(cause.to),
                    \(cause.reason.rawValue), \(words)::text::jsonb, \(closure), \(performer), \(now))
                ON CONFLICT DO NOTHING RETURNING id
                """)
            guard !rows.isEmpty else { return }
            try await add(cause.unfit ?? [], to: id, at: now, in: transaction)
            try await also(transaction)
        }
    }

    /// Closes the cells, so that nobody books them any more, then notes whom it concerns. Again: nothing more.
    package func begin(_ run: String, at now: Instant? = nil) async throws {
        try await booking.publish(at: now)
        try await collect(at: now)
        try await postgres.query(
            """
            UPDATE scheduler.displacements SET begun_at = \(now ?? ServerClock.system.now)
            WHERE ministry = \(ministry) AND id = \(run) AND begun_at IS NULL
            """)
    }

    /// Who stands in a closure and isn't in its run yet: also who confirmed a hold after it was declared. Places that
    /// rest there are nobody's.
    func collect(at now: Instant?) async throws {
        let time = now ?? ServerClock.system.now
        let rows = try await postgres.query(
            """
            SELECT run.id AS run, place.id AS appointment, place.state FROM scheduler.displacements AS run
            JOIN scheduler.appointments AS place ON \(Self.touches)
            WHERE run.ministry = \(ministry) AND run.closure IS NOT NULL AND run.ends > \(time)
                AND place.starts > \(time) AND place.state IN ('booked', 'resting')
            """)
        var booked: [String: [Appointment.ID]] = [:]
        for row in rows {
            let id = Appointment.ID(try row.decode("appointment"))
            if try row.decode("state", as: String.self) == "resting" {
                _ = try await booking.free(id, request: "closed/\(id)", at: now)
            } else {
                booked[try row.decode("run"), default: []].append(id)
            }
        }
        for (run, ids) in booked { try await add(ids, to: run, at: time, in: postgres) }
    }

    private func add(
        _ ids: [Appointment.ID], to run: String, at now: Instant, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            INSERT INTO scheduler.displaced (ministry, run, appointment, subject, post, service, pool, channel, cells,
                revision, starts, booked_at, state, changed_at)
            SELECT a.ministry, \(run), a.id, a.subject, a.post, a.appointment->>'service', a.appointment->>'pool',
                a.appointment->>'channel', (a.appointment->>'cells')::integer, a.revision, a.starts,
                coalesce((SELECT min(at) FROM scheduler.journal WHERE ministry = a.ministry AND appointment = a.id
                    AND kind = 'confirm'), a.changed), 'due', \(now)
            FROM scheduler.appointments AS a
            WHERE a.ministry = \(ministry) AND a.id = ANY(\(ids.map(\.value))::text[]) AND a.state = 'booked'
            ON CONFLICT DO NOTHING
            """)
    }

    func check(_ cause: DisplacementCause, at now: Instant) throws {
        guard cause.from < cause.to else { throw DisplacementRefusal.backwards }
        guard cause.to > now else { throw DisplacementRefusal.past }
        // What no longer fits is named one by one, and an agenda may have lost its group.
        guard cause.unfit == nil else { return }
        guard booking.agendas.byPost[cause.post]?.group(cause.group) != nil else {
            throw DisplacementRefusal.unknown
        }
        guard cause.to - cause.from <= Self.longest else { throw DisplacementRefusal.tooLong }
    }

    private static let touches: SQL = """
        place.ministry = run.ministry AND place.post = run.post AND place.desk_group = run.desk_group
            AND place.starts < run.ends AND place.ends > run.starts
        """
}
