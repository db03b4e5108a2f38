import PostgresClient
package import Scheduler

extension Appointments {
    /// A post's misses of the last ninety days: appeals that wait for an answer first, then the latest.
    package func absences(
        at post: PostProfile.ID, limit: Int = 200
    ) async throws -> [Absence] {
        try await list(
            """
            post = \(post.text) AND starts > \((moment() ?? clock.now) - .days(90))
            ORDER BY (appealed_at IS NOT NULL AND outcome IS NULL) DESC, starts DESC, appointment
            LIMIT \(limit)
            """)
    }

    /// The latest first.
    package func absences(of dossier: Dossier) async throws -> [Absence] {
        try await list("dossier = \(dossier.id.text) ORDER BY starts DESC LIMIT 50")
    }

    package func absence(_ id: Appointment.ID) async throws -> Absence? {
        try await list("appointment = \(id.value)").first
    }

    func absence(
        _ id: Appointment.ID, of dossier: Dossier, in session: some PostgresSession
    ) async throws -> Absence? {
        try await session.query(
            """
            SELECT \(raw: Absence.columns) FROM casedesk.absences
            WHERE appointment = \(id.value) AND dossier = \(dossier.id.text)
            """
        ).first.map { try Absence($0) }
    }

    private func list(_ condition: SQL) async throws -> [Absence] {
        try await postgres.query(
            "SELECT \(raw: Absence.columns) FROM casedesk.absences WHERE \(condition)"
        ).map { try Absence($0) }
    }
}
