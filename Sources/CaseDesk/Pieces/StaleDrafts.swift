import PostgresClient
import Scheduler
import Vault

extension Pieces {
    /// Erases requests that were begun, never sent and left alone for `Dossier.draftLife`: their rows, their pieces
    /// and the key of all that was sealed for them; not one that an appointment stands for. Answers how many.
    @discardableResult
    package func eraseStaleDrafts(limit: Int = 200) async throws -> Int {
        let before = dossiers.clock.now - Dossier.draftLife
        let stale = try await dossiers.postgres.query(
            """
            SELECT id FROM casedesk.dossiers
            WHERE submitted_at IS NULL AND appointment IS NULL AND changed_at < \(before)
            ORDER BY changed_at LIMIT \(limit)
            """)
        for row in stale {
            guard let id = Dossier.ID(try row.decode("id", as: String.self)) else { continue }
            try await erase(id, untouchedSince: before)
        }
        return stale.count
    }

    private func erase(_ id: Dossier.ID, untouchedSince before: Instant) async throws {
        let pieces = try await dossiers.postgres.transaction { transaction -> [PostgresRow] in
            let stale = try await transaction.query(
                """
                SELECT post FROM casedesk.dossiers
                WHERE id = \(id.text) AND submitted_at IS NULL AND appointment IS NULL
                  AND changed_at < \(before) FOR UPDATE
                """)
            guard let row = stale.first else { return [] }
            // Before the rows: cut short here, the draft is unreadable, and the next sweep takes its rows away.
            try await dossiers.vault.erase(Dossier.scope(of: id.text, at: try row.decode("post")))
            let pieces = try await transaction.query(
                "DELETE FROM casedesk.pieces WHERE dossier = \(id.text) RETURNING blob")
            try await transaction.query("DELETE FROM casedesk.conversation WHERE dossier = \(id.text)")
            try await transaction.query("DELETE FROM casedesk.dossier_effects WHERE dossier = \(id.text)")
            try await transaction.query("DELETE FROM casedesk.dossier_events WHERE dossier = \(id.text)")
            try await transaction.query("DELETE FROM casedesk.dossiers WHERE id = \(id.text)")
            try await Audit.record(
                AuditEntry(
                    performer: .system("drafts"), act: "draft.erased", object: "dossier/\(id)",
                    at: dossiers.clock.now),
                in: transaction)
            return pieces
        }
        for row in pieces {
            if let blob = BlobID(try row.decode("blob", as: String.self)) { try await blobs.delete(blob) }
        }
    }
}
