import PostgresClient

// What the journal tells, for those who come after a crash or ask by subject.
extension Booking {
    /// All appointments of a subject, the one that changed last first; a hold appears once the reader journalled it.
    package func appointments(of subject: String) async throws -> [Appointment] {
        try await journal.appointments(
            where: "subject = \(subject) ORDER BY changed DESC, id LIMIT 200", in: postgres)
    }

    /// Every change of an appointment that stands in the journal, the oldest first.
    package func changes(of id: Appointment.ID) async throws -> [Change] {
        let rows = try await postgres.query(
            """
            SELECT event::text AS event FROM scheduler.journal
            WHERE ministry = \(ministry.value) AND appointment = \(id.value) ORDER BY revision
            """)
        return try rows.map { row in
            try decoded(Change.self, Array(try row.decode("event", as: String.self).utf8))
        }
    }

    /// Booked ones that begin later than `now`, by id: at most `limit`, beyond `last`.
    package func coming(
        after now: Instant, beyond last: Appointment.ID? = nil, limit: Int = 1_000
    ) async throws -> [Appointment] {
        try await journal.appointments(
            where: """
                state = 'booked' AND starts > \(now) AND id > \(last?.value ?? "") ORDER BY id LIMIT \(limit)
                """, in: postgres)
    }

    /// Booked ones that have begun, each to be attended or missed; by id, at most `limit`, beyond `last`.
    package func begun(
        by now: Instant, beyond last: Appointment.ID? = nil, limit: Int = 1_000
    ) async throws -> [Appointment] {
        try await journal.appointments(
            where: """
                state = 'booked' AND starts <= \(now) AND id > \(last?.value ?? "") ORDER BY id LIMIT \(limit)
                """, in: postgres)
    }
}

extension Journal {
    fileprivate func appointments(
        where condition: SQL, in session: some PostgresSession
    ) async throws -> [Appointment] {
        let rows = try await session.query(
            """
            SELECT appointment::text AS appointment FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND \(condition)
            """)
        return try rows.map { row in
            try decoded(Appointment.self, Array(try row.decode("appointment", as: String.self).utf8))
        }
    }
}
