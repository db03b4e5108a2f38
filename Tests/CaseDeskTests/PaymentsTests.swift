import CaseDesk
import PostgresClient
import Scheduler
import Testing

@Suite struct `A payment` {
    @Test func `has receipts without gaps, though many are paid at once and some fail`() async throws {
        try await withDossiers { sandbox in
            var dossiers: [Dossier] = []
            for number in 0..<20 {
                dossiers.append(try await sandbox.submitted(for: "p\(number)", name: "Name\(number)"))
            }
            let due = try #require(dossiers[0].quote?.due)
            await withTaskGroup { group in
                for dossier in dossiers {
                    for attempt in 0..<3 {
                        group.addTask {
                            let amount = attempt == 0 ? Money(minor: 1, currency: due.currency) : due
                            _ = try? await sandbox.payments.record(
                                amount, for: dossier.id, into: "one", by: .agent("a1"))
                        }
                    }
                }
            }
            let rows = try await sandbox.postgres.query(
                "SELECT receipt FROM casedesk.payments ORDER BY receipt")
            #expect(try rows.map { try $0.decode("receipt", as: Int.self) } == Array(1...20))
            #expect(try await sandbox.payments.invariants().allSatisfy(\.ok))
        }
    }

    @Test func `stands once, and shows its receipt when it is asked again`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            let due = try #require(dossier.quote?.due)
            let payment = try await sandbox.payments.record(
                due, for: dossier.id, into: "one", by: .agent("a1"))
            #expect(payment.receipt?.description == "HERE-ONE-000001")
            await #expect(throws: PaymentRefusal.alreadyPaid(payment.receipt)) {
                try await sandbox.payments.record(due, for: dossier.id, into: "one", by: .agent("a1"))
            }
            #expect(try await sandbox.payments.payment(of: dossier.id) == payment)
        }
    }

    @Test func `is refused for another sum, an unknown till or a draft`() async throws {
        try await withDossiers { sandbox in
            let draft = try await sandbox.complete()
            let euro = try #require(Currency("EUR"))
            await #expect(throws: PaymentRefusal.notSubmitted) {
                try await sandbox.payments.record(
                    Money(minor: 2_000, currency: euro), for: draft.id, into: "one", by: .agent("a1"))
            }
            _ = try await sandbox.dossiers.submit(draft.id, by: "person-1")
            let due = Money(minor: 2_000, currency: euro)
            await #expect(throws: PaymentRefusal.wrongAmount(due: due)) {
                try await sandbox.payments.record(
                    Money(minor: 1_999, currency: euro), for: draft.id, into: "one", by: .agent("a1"))
            }
            await #expect(throws: PaymentRefusal.unknownTill) {
                try await sandbox.payments.record(due, for: draft.id, into: "two", by: .agent("a1"))
            }
        }
    }

    @Test func `can be waived with a reason, and the books still balance`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            await #expect(throws: PaymentRefusal.reasonMissing) {
                try await sandbox.payments.waive(dossier.id, reason: " ", by: .agent("a1"))
            }
            let payment = try await sandbox.payments.waive(dossier.id, reason: "Indigence", by: .agent("a1"))
            #expect(payment.receipt == nil)
            let approved = try await sandbox.dossiers.perform(try sandbox.move("approve"), on: dossier.id)
            #expect(approved.state.text == "done")
            #expect(try await sandbox.payments.invariants().allSatisfy(\.ok))
        }
    }

    @Test func `shows a gap and an unbalanced book to the check`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            let due = try #require(dossier.quote?.due)
            _ = try await sandbox.payments.record(due, for: dossier.id, into: "one", by: .agent("a1"))
            try await sandbox.postgres.query("UPDATE casedesk.tills SET last_receipt = 3")
            #expect(try await sandbox.payments.invariants().contains { !$0.ok })
            await #expect(throws: PostgresFailure.self) {
                try await sandbox.postgres.query("UPDATE casedesk.ledger SET amount = amount + 1")
            }
            await #expect(throws: PostgresFailure.self) {
                try await sandbox.postgres.query(
                    """
                    INSERT INTO casedesk.ledger (entry, line, account, dossier, currency, amount, at)
                    VALUES ('odd', 0, 'till', \(dossier.id.text), 'EUR', 5, now())
                    """)
            }
        }
    }
}
