import PostgresClient
import Scheduler

/// Double entry. Accounts: `due/<dossier>`, `fees/<post>/<part>`, `till/<post>/<till>`, `waived/<post>`.
enum Ledger {
    struct Line {
        let account: String
        /// A debit when positive.
        let amount: Int64
    }

    /// What a dossier owes from the moment it is handed in; a waiver declared by the tariff stands at once.
    static func charge(
        _ quote: FeeQuote, _ dossier: Dossier, at now: Instant, in transaction: PostgresTransaction
    ) async throws {
        let owed = quote.lines.filter { $0.total > 0 }
        guard !owed.isEmpty else { return }
        let credits = owed.map { Line(account: "fees/\(dossier.post)/\($0.part)", amount: -$0.total) }
        let account = quote.waiver == nil ? "due/\(dossier.id)" : "waived/\(dossier.post)"
        try await write(
            [Line(account: account, amount: quote.total.minor)] + credits, entry: "charge/\(dossier.id)",
            dossier, quote.currency, at: now, in: transaction)
    }

    static func settle(
        _ amount: Money, from account: String, entry: String, _ dossier: Dossier, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws {
        let lines = [
            Line(account: account, amount: amount.minor),
            Line(account: "due/\(dossier.id)", amount: -amount.minor),
        ]
        try await write(lines, entry: entry, dossier, amount.currency, at: now, in: transaction)
    }

    private static func write(
        _ lines: [Line], entry: String, _ dossier: Dossier, _ currency: Currency, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws {
        for (number, line) in lines.enumerated() {
            try await transaction.query(
                """
                INSERT INTO casedesk.ledger (entry, line, account, dossier, currency, amount, at)
                VALUES (\(entry), \(number), \(line.account), \(dossier.id.text), \(currency.code), \(line.amount),
                        \(now))
                """)
        }
    }
}
