import PostgresClient
package import Scheduler

extension Payments {
    /// Invariant 8: the ledger balances; every receipt number exists once and without gaps.
    package func invariants() async throws -> [InvariantCheck] {
        let postgres = dossiers.postgres
        let unbalanced = try await postgres.query(
            "SELECT entry FROM casedesk.ledger GROUP BY entry, currency HAVING sum(amount) <> 0 LIMIT 10")
        let gaps = try await postgres.query(
            """
            SELECT tills.post, tills.till FROM casedesk.tills
            LEFT JOIN casedesk.payments USING (post, till)
            GROUP BY tills.post, tills.till, tills.last_receipt
            HAVING count(payments.receipt) <> tills.last_receipt
                OR COALESCE(max(payments.receipt), 0) <> tills.last_receipt
            """)
        let unbooked = try await postgres.query(
            """
            SELECT payments.id FROM casedesk.payments
            WHERE NOT EXISTS (SELECT 1 FROM casedesk.ledger WHERE entry = 'payment/' || payments.id) LIMIT 10
            """)
        return [
            check("ledger balances", unbalanced, "entry"),
            check("receipts without gaps", gaps, "till"),
            check("payments are in the ledger", unbooked, "id"),
        ]
    }

    private func check(_ name: String, _ rows: [PostgresRow], _ column: String) -> InvariantCheck {
        let faulty = rows.compactMap { try? $0.decode(column, as: String.self) }
        return InvariantCheck(name: name, ok: rows.isEmpty, detail: faulty.joined(separator: ", "))
    }
}
