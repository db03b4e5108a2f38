import PostgresClient
import Scheduler
import Vault

/// Money over the counter, and its waiver. Cards and mobile money will record through the same door.
package struct Payments: Sendable {
    let dossiers: Dossiers
    let witness: PaymentWitness

    package init(dossiers: Dossiers, witness: PaymentWitness = .none) {
        self.dossiers = dossiers
        self.witness = witness
    }

    /// Records that the whole fee was paid into a till, and numbers its receipt. Asked again, it throws
    /// `alreadyPaid` with the receipt that stands.
    @discardableResult
    package func record(
        _ amount: Money, for id: Dossier.ID, into till: String, by performer: Performer
    ) async throws -> Payment {
        try await settle(id) { dossier, due, transaction in
            guard amount == due else { throw PaymentRefusal.wrongAmount(due: due) }
            guard dossiers.catalogue.post(dossier.post)?.tills.contains(till) == true else {
                throw PaymentRefusal.unknownTill
            }
            let receipt = try await nextReceipt(dossier.post, till, in: transaction)
            let payment = payment(.counter, amount, receipt, dossier, performer)
            try await insert(payment, dossier, reason: nil, in: transaction)
            try await Ledger.settle(
                amount, from: "till/\(dossier.post)/\(till)", entry: "payment/\(payment.id)", dossier,
                at: payment.at, in: transaction)
            return payment
        }
    }

    /// Lets somebody off, for a reason that is kept.
    @discardableResult
    package func waive(_ id: Dossier.ID, reason: String, by performer: Performer) async throws -> Payment {
        let reason = Field.tidy(reason, multiline: true)
        guard !reason.isEmpty else { throw PaymentRefusal.reasonMissing }
        return try await settle(id) { dossier, due, transaction in
            let payment = payment(.waiver, due, nil, dossier, performer)
            let sealed = try await dossiers.vault.seal(reason, in: dossier.scope, as: "waiver/\(payment.id)")
            try await insert(payment, dossier, reason: sealed, in: transaction)
            try await Ledger.settle(
                due, from: "waived/\(dossier.post)", entry: "payment/\(payment.id)", dossier, at: payment.at,
                in: transaction)
            return payment
        }
    }

    package func payment(of id: Dossier.ID) async throws -> Payment? {
        try await find(id, in: dossiers.postgres)
    }

    private func settle(
        _ id: Dossier.ID, _ body: (Dossier, Money, PostgresTransaction) async throws -> Payment
    ) async throws -> Payment {
        let payment = try await dossiers.postgres.transaction(retries: 2) { transaction in
            let dossier = try await dossiers.locked(id, in: transaction)
            if let paid = try await find(id, in: transaction) {
                throw PaymentRefusal.alreadyPaid(paid.receipt)
            }
            guard dossier.submittedAt != nil, dossier.isOpen else { throw PaymentRefusal.notSubmitted }
            guard let due = dossier.quote?.due, due.minor > 0 else { throw PaymentRefusal.nothingDue }
            let payment = try await body(dossier, due, transaction)
            try await witness.record(
                payment, dossier, try await dossiers.procedure(of: dossier), transaction)
            return payment
        }
        await witness.follow(id)
        return payment
    }

    /// The till's row stays locked to the end of the transaction: the next number waits for this one to stand.
    private func nextReceipt(
        _ post: PostProfile.ID, _ till: String, in transaction: PostgresTransaction
    ) async throws -> ReceiptNumber {
        let rows = try await transaction.query(
            """
            INSERT INTO casedesk.tills (post, till, last_receipt) VALUES (\(post.text), \(till), 1)
            ON CONFLICT (post, till) DO UPDATE SET last_receipt = casedesk.tills.last_receipt + 1
            RETURNING last_receipt
            """)
        guard let row = rows.first else { throw PaymentRefusal.unknownTill }
        return ReceiptNumber(post: post, till: till, number: try row.decode("last_receipt"))
    }

    private func payment(
        _ means: Payment.Means, _ amount: Money, _ receipt: ReceiptNumber?, _ dossier: Dossier,
        _ performer: Performer
    ) -> Payment {
        Payment(
            id: RandomName.hexadecimal(), dossier: dossier.id, means: means, amount: amount, receipt: receipt,
            by: performer, at: dossiers.clock.now)
    }

    private func insert(
        _ payment: Payment, _ dossier: Dossier, reason: [UInt8]?, in transaction: PostgresTransaction
    ) async throws {
        try await transaction.query(
            """
            INSERT INTO casedesk.payments
                (id, dossier, means, currency, amount, post, till, receipt, performer, sealed_reason, at)
            VALUES (\(payment.id), \(dossier.id.text), \(payment.means.rawValue), \(payment.amount.currency.code),
                    \(payment.amount.minor), \(dossier.post.text), \(payment.receipt?.till),
                    \(payment.receipt?.number), \(payment.by.code), \(reason), \(payment.at))
            """)
    }

    private func find(_ id: Dossier.ID, in session: some PostgresSession) async throws -> Payment? {
        let rows = try await session.query("SELECT * FROM casedesk.payments WHERE dossier = \(id.text)")
        guard let row = rows.first,
            let means = Payment.Means(rawValue: try row.decode("means", as: String.self)),
            let currency = Currency(try row.decode("currency", as: String.self)),
            let post = PostProfile.ID(try row.decode("post", as: String.self)),
            let performer = Performer(code: try row.decode("performer", as: String.self))
        else { return nil }
        let till = try row.decode("till", as: String?.self)
        let number = try row.decode("receipt", as: Int64?.self)
        let receipt = till.flatMap { till in
            number.map { ReceiptNumber(post: post, till: till, number: $0) }
        }
        return Payment(
            id: try row.decode("id"), dossier: id, means: means,
            amount: Money(minor: try row.decode("amount"), currency: currency), receipt: receipt,
            by: performer,
            at: try row.decode("at"))
    }
}
