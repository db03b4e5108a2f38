import PostgresClient
package import Scheduler

// Whether the person wrote that they will come: to this time, not to one it was moved from.
extension Appointments {
    /// Nil: nothing heard.
    package func presence(at appointment: Appointment) async throws -> Instant? {
        try await postgres.query(
            """
            SELECT presence_confirmed_at FROM casedesk.appointments
            WHERE id = \(appointment.id.value) AND revision = \(appointment.revision)
            """
        ).first?.decode("presence_confirmed_at")
    }

    /// Once per time; for one that is booked and recorded.
    package func confirmPresence(
        at appointment: Appointment, of dossier: Dossier, by performer: Performer
    ) async throws {
        guard appointment.state == .booked else { return }
        try await postgres.transaction(retries: 2) { transaction in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.appointments SET presence_confirmed_at = \(clock.now)
                WHERE id = \(appointment.id.value) AND revision = \(appointment.revision)
                    AND presence_confirmed_at IS NULL RETURNING id
                """)
            guard !rows.isEmpty else { return }
            try await Audit.record(
                AuditEntry(
                    performer: performer, act: "appointment.presence_confirmed",
                    object: "dossier/\(dossier.id)",
                    detail: [
                        "appointment": appointment.id.value, "revision": String(appointment.revision),
                    ], at: clock.now), in: transaction)
        }
    }
}
