import PostgresClient
package import Scheduler

extension Dossiers {
    /// Each dossier stands where its last event led, is handed in at most once, and keeps nothing in the clear.
    /// - Parameter since: only dossiers that changed after it; nil: all of them.
    package func invariants(changedSince since: Instant? = nil) async throws -> [InvariantCheck] {
        let astray = try await postgres.query(
            """
            SELECT dossiers.id FROM casedesk.dossiers
            JOIN LATERAL (SELECT to_state FROM casedesk.dossier_events
                          WHERE dossier = dossiers.id ORDER BY revision DESC LIMIT 1) AS last ON true
            WHERE last.to_state <> dossiers.state
              AND (\(since)::timestamptz IS NULL OR dossiers.changed_at > \(since)) LIMIT 10
            """)
        let silent = try await postgres.query(
            """
            SELECT id FROM casedesk.dossiers WHERE (submitted_at IS NOT NULL) <> EXISTS
                (SELECT 1 FROM casedesk.dossier_events WHERE dossier = dossiers.id AND is_submission)
              AND (\(since)::timestamptz IS NULL OR changed_at > \(since)) LIMIT 10
            """)
        let stuck = try await postgres.query(
            """
            SELECT dossier AS id FROM casedesk.dossier_effects
            WHERE done_at IS NULL AND begun_at < \(clock.now - .hours(1)) LIMIT 10
            """)
        return [
            check("dossiers stand where their last event led", astray),
            check("every submission has its event", silent),
            check("no effect is left undone for an hour", stuck),
        ]
    }

    private func check(_ name: String, _ rows: [PostgresRow]) -> InvariantCheck {
        let ids = rows.compactMap { try? $0.decode("id", as: String.self) }
        return InvariantCheck(name: name, ok: rows.isEmpty, detail: ids.joined(separator: ", "))
    }
}
