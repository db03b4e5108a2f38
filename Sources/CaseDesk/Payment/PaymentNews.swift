import Channels
import PostgresClient
import Scheduler

extension DossierNews {
    /// A payment's audit entry, its receipt for the person, and the message that carries it.
    package var paymentWitness: PaymentWitness {
        PaymentWitness(
            record: { payment, dossier, procedure, transaction in
                try await record(payment, of: dossier, procedure, in: transaction)
            },
            follow: { id in
                // What is lost here, the sweep of messages finds again.
                try? await messages.deliver(subject: id.text)
            })
    }

    private func record(
        _ payment: Payment, of dossier: Dossier, _ procedure: Procedure, in transaction: PostgresTransaction
    ) async throws {
        var detail = [
            "payment": payment.id, "amount": String(payment.amount.minor),
            "currency": payment.amount.currency.code,
        ]
        detail["receipt"] = payment.receipt?.description
        try await Audit.record(
            AuditEntry(
                performer: payment.by, act: "payment.\(payment.means.rawValue)",
                object: "dossier/\(dossier.id)", detail: detail, at: payment.at), in: transaction)
        try await letters.partners.publish(payment, of: dossier, in: transaction)
        guard payment.means == .counter else { return }
        let receipt = try await papers.receipt(for: payment, of: dossier, procedure, in: transaction)
        try await tell(
            "payment.received", event: "payment.received/\(payment.id)", dossier, procedure,
            more: [
                "amount": .money(minor: payment.amount.minor, currency: payment.amount.currency.code),
                "receipt": .text(payment.receipt?.description ?? ""),
            ],
            attachments: [attachment(receipt, of: dossier)], in: transaction)
    }
}
