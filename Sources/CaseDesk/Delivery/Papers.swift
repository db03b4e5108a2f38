import Channels
import Declared
package import PostgresClient
package import Scheduler

/// The documents of a dossier: its proof of deposit, its receipt, and what its procedure delivers.
package struct Papers: Sendable {
    let documents: Documents
    let values: DocumentValues
    let blobs: DossierBlobs
    let clock: ServerClock

    package init(documents: Documents, values: DocumentValues, blobs: DossierBlobs, clock: ServerClock) {
        self.documents = documents
        self.values = values
        self.blobs = blobs
        self.clock = clock
    }

    /// Issued in the transaction that hands the dossier in.
    package func proofOfDeposit(
        of dossier: Dossier, _ procedure: Procedure, in session: some PostgresSession
    ) async throws -> IssuedDocument {
        try await issue("proof-of-deposit", kind: "proof-of-deposit", dossier, procedure, in: session)
    }

    /// Issued in the transaction that records the payment.
    package func receipt(
        for payment: Payment, of dossier: Dossier, _ procedure: Procedure, in session: some PostgresSession
    ) async throws -> IssuedDocument {
        let locale = dossier.locale
        let words = values.words
        let lines = dossier.quote?.lines.map { line in
            let total = words.show(
                .money(minor: line.total, currency: payment.amount.currency.code), in: locale)
            return "\(line.label[locale]) : \(total)"
        }
        return try await issue(
            "receipt", kind: "receipt", dossier, procedure,
            more: [
                "receipt_number": payment.receipt?.description ?? "",
                "amount": words.show(
                    .money(minor: payment.amount.minor, currency: payment.amount.currency.code), in: locale),
                "purpose": procedure.title[locale], "detail": lines?.joined(separator: "; ") ?? "",
                "means": words.text("documents.means.\(payment.means.rawValue)", in: locale),
                "paid_at": paidAt(payment, of: dossier, in: locale), "till": payment.receipt?.till ?? "",
            ], in: session)
    }

    /// Everything that the procedure delivers, each once however often it is asked for.
    package func outputs(
        of dossier: Dossier, _ procedure: Procedure, in session: some PostgresSession
    ) async throws -> [IssuedDocument] {
        var issued: [IssuedDocument] = []
        for output in procedure.outputs {
            issued.append(
                try await issue(
                    output.id.text, kind: output.template, dossier, procedure, output: output, in: session))
        }
        return issued
    }

    /// Ends what the procedure delivered; third parties see the reason's class.
    package func revokeOutputs(
        of dossier: Dossier, _ procedure: Procedure, reason: String, in session: some PostgresSession
    ) async throws {
        for output in procedure.outputs where output.revocable {
            guard
                let document = try await documents.document(
                    of: dossier.id.text, output: output.id.text, in: session)
            else { continue }
            try await documents.revoke(document.id, reason: reason, at: clock.now, in: session)
        }
    }

    private func issue(
        _ name: String, kind: String, _ dossier: Dossier, _ procedure: Procedure, output: Output? = nil,
        more: [String: String] = [:], in session: some PostgresSession
    ) async throws -> IssuedDocument {
        if let earlier = try await documents.document(of: dossier.id.text, output: name, in: session) {
            return earlier
        }
        let now = clock.now
        guard let zone = values.catalogue.post(dossier.post)?.zone else {
            throw DocumentFailure.unknownDocument
        }
        let today = zone.wall(at: now).date
        let validUntil = output?.validMonths.map { today.adding(months: $0) }
        let digests = try await blobs.digests(of: dossier, in: session)
        let common = values.values(
            for: output, of: dossier, procedure, digests: digests, at: now, validUntil: validUntil)
        return try await documents.issue(
            DocumentRequest(
                dossier: dossier.id.text, output: name, kind: kind, post: dossier.post.text,
                locale: dossier.locale, scope: dossier.scope,
                values: common.merging(more) { _, special in special },
                facts: output.map { values.facts(of: $0, dossier, procedure, digests: digests) } ?? [],
                issuedAt: now, issuedOn: today, validUntil: validUntil), in: session)
    }

    private func paidAt(_ payment: Payment, of dossier: Dossier, in locale: String) -> String {
        guard let zone = values.catalogue.post(dossier.post)?.zone else { return "" }
        return values.words.show(.day(zone.wall(at: payment.at).date), in: locale)
    }
}
