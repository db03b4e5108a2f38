package import PostgresClient

/// Who writes the receipt, the message and the audit entry of a payment, in its own transaction, and sends what
/// follows after its commit.
package struct PaymentWitness: Sendable {
    let record: @Sendable (Payment, Dossier, Procedure, PostgresTransaction) async throws -> Void
    let follow: @Sendable (Dossier.ID) async -> Void

    package init(
        record: @escaping @Sendable (Payment, Dossier, Procedure, PostgresTransaction) async throws -> Void,
        follow: @escaping @Sendable (Dossier.ID) async -> Void
    ) {
        self.record = record
        self.follow = follow
    }

    /// Nobody is told: for what only counts.
    package static let none = PaymentWitness(record: { _, _, _, _ in }, follow: { _ in })
}
