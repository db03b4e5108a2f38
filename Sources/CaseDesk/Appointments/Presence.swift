import PostgresClient
package import Scheduler

// Whether the person wrote that they will come: to this time, not to one it was moved from.
extension Appointments {
    /// The last time that they wrote it. Nil: nothing heard.
    package func presence(at appointment: Appointment) async throws -> Instant? {
        try await postgres.query(
            """
            SELECT coalesce(presence_again_at, presence_confirmed_at) AS confirmed FROM casedesk.appointments
            WHERE id = \(appointment.id.value) AND revision = \(appointment.revision)
            """
        ).first?.decode("confirmed")
    }

    /// Once per time, and once more in the last two days; for one that is booked and recorded.
    package func confirmPresence(
        at appointment: Appointment, of dossier: Dossier, by performer: Performer
    ) async throws {
        guard appointment.state == .booked else { return }
        let lastDays = Ahead.twoDays.instant(before: appointment)
        let now = clock.now
        try await postgres.transaction(retries: 2) { transaction in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.appointments
                SET presence_again_at = CASE WHEN presence_confirmed_at IS NOT NULL THEN \(now)::timestamptz END,
                    presence_confirmed_at = coalesce(presence_confirmed_at, \(now))
                WHERE id = \(appointment.id.value) AND revision = \(appointment.revision)
                    AND (presence_confirmed_at IS NULL OR (presence_again_at IS NULL
                        AND presence_confirmed_at < \(lastDays) AND \(now) >= \(lastDays)::timestamptz))
                RETURNING id
                """)
            guard !rows.isEmpty else { return }
            try await Audit.record(
                AuditEntry(
                    performer: performer, act: "appointment.presence_confirmed",
                    object: "dossier/\(dossier.id)",
                    detail: [
                        "appointment": appointment.id.value, "revision": String(appointment.revision),
                    ], at: now), in: transaction)
        }
    }
}
