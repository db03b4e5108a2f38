import PostgresClient

// What stands at a post over many days, for those who look at it in their own calendar.
extension Booking {
    /// An appointment, and when it last changed.
    package struct Standing: Sendable, Hashable {
        package let appointment: Appointment
        package let changed: Instant
    }

    /// By start: all that people were told of and that still is, or was, a place at the post; at most 20,000.
    package func standing(
        at post: String, from first: LocalDate, through last: LocalDate
    ) async throws -> [Standing] {
        let rows = try await postgres.query(
            """
            SELECT appointment::text AS appointment, changed FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND post = \(post)
              AND local_date BETWEEN \(first.description)::text::date AND \(last.description)::text::date
              AND state IN ('booked', 'attended', 'missed', 'excused')
            ORDER BY starts, id LIMIT 20000
            """)
        return try rows.map { row in
            Standing(
                appointment: try decoded(
                    Appointment.self, Array(try row.decode("appointment", as: String.self).utf8)),
                changed: try row.decode("changed"))
        }
    }
}
