import Crypto
import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// The register of documents: issues, finds and ends them.
package struct Documents: Sendable {
    let printer: DocumentPrinter
    let signer: Signer
    let sealKey: SealKey
    let templates: String
    let vault: Vault
    let blobs: SealedBlobs
    let address: String

    /// `templates` is a folder; `address` is where numbers are looked up, such as `https://guichet.example.cd/v`.
    package init(
        printer: DocumentPrinter, signer: Signer, sealKey: SealKey, templates: String, vault: Vault,
        blobs: SealedBlobs, address: String
    ) {
        (self.printer, self.signer, self.sealKey) = (printer, signer, sealKey)
        (self.templates, self.vault, self.blobs, self.address) = (templates, vault, blobs, address)
    }

    /// Prints, signs, stores and registers, in the caller's transaction. The bytes come first, the row after: a crash
    /// between them leaves a sealed file that nothing points to, never a row without its file. For an output that was
    /// issued before, that document is the answer.
    package func issue(
        _ request: DocumentRequest, in session: some PostgresSession
    ) async throws -> IssuedDocument {
        if let earlier = try await document(of: request.dossier, output: request.output, in: session) {
            return earlier
        }
        let code = VerificationCode.random()
        let file = try await file(for: request, code)
        let blob = try await blobs.store(file, in: request.scope)
        let inserted = try await insert(request, code, file, blob, in: session)
        if !inserted { try await blobs.delete(blob) }
        guard let document = try await document(of: request.dossier, output: request.output, in: session)
        else {
            throw DocumentFailure.unknownDocument
        }
        return document
    }

    /// The signed file.
    package func file(of document: IssuedDocument) async throws -> [UInt8] {
        try await blobs.readAll(document.blob, in: document.scope)
    }

    /// The secure number, for its holder.
    package func number(of document: IssuedDocument) async throws -> VerificationCode {
        let text = try await vault.openText(document.number, in: document.scope, as: "document.number")
        guard let code = VerificationCode(text) else { throw DocumentFailure.unknownDocument }
        return code
    }

    /// Ends a valid document; ending it again changes nothing. `reason` is a class, such as `error` or `fraud`.
    package func revoke(
        _ id: String, reason: String, at time: Instant, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            UPDATE casedesk.documents SET status = 'revoked', reason = \(reason), ended_at = \(time)
            WHERE id = \(id) AND status = 'valid'
            """)
    }

    /// A newer document takes the place of this one.
    package func supersede(_ id: String, at time: Instant, in session: some PostgresSession) async throws {
        try await session.query(
            """
            UPDATE casedesk.documents SET status = 'superseded', ended_at = \(time)
            WHERE id = \(id) AND status = 'valid'
            """)
    }

    package func document(
        of dossier: String, output: String, in session: some PostgresSession
    ) async throws -> IssuedDocument? {
        try await session.query(
            "SELECT * FROM casedesk.documents WHERE dossier = \(dossier) AND output = \(output)"
        ).first.map(IssuedDocument.init)
    }

    /// Oldest first.
    package func documents(
        of dossier: String, in session: some PostgresSession
    ) async throws -> [IssuedDocument] {
        try await session.query(
            "SELECT * FROM casedesk.documents WHERE dossier = \(dossier) ORDER BY issued_at, id"
        ).map(IssuedDocument.init)
    }

    /// By the hash of the very file that was issued.
    package func document(
        withFile bytes: [UInt8], in session: some PostgresSession
    ) async throws -> IssuedDocument? {
        try await session.query(
            "SELECT * FROM casedesk.documents WHERE sha256 = \(Array(SHA256.hash(data: bytes)))"
        ).first.map(IssuedDocument.init)
    }

    private func file(for request: DocumentRequest, _ code: VerificationCode) async throws -> [UInt8] {
        let template = try DocumentTemplate(
            directory: templates, kind: request.kind, locale: request.locale)
        let seal = try Seal(
            kind: request.kind, code: code, post: request.post, issuedOn: request.issuedOn,
            validUntil: request.validUntil
        ).sealed(code, by: sealKey)
        let site = address.replacing("https://", with: "").replacing("http://", with: "")
        let own = ["number": code.description, "last_four": code.lastFour, "site": site]
        let page = try await printer.print(
            template, values: request.values.merging(own) { _, own in own },
            address: "\(address)/\(code.value)#\(seal)", at: request.issuedAt)
        return try await signer.sign(page.pdf, at: request.issuedAt, description: page.description)
    }

    private func insert(
        _ request: DocumentRequest, _ code: VerificationCode, _ file: [UInt8], _ blob: BlobID,
        in session: some PostgresSession
    ) async throws -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let facts = try await vault.seal(
            [UInt8](try encoder.encode(request.facts)), in: request.scope, as: "document.facts")
        let number = try await vault.seal(code.value, in: request.scope, as: "document.number")
        let id = RandomName.hexadecimal()
        let rows = try await session.query(
            """
            INSERT INTO casedesk.documents (id, dossier, output, kind, post, locale, number_index, number_sealed,
                last_four, issued_at, issued_on, valid_until, sha256, blob, scope_post, scope_name, facts_sealed)
            VALUES (\(id), \(request.dossier), \(request.output), \(request.kind), \(request.post),
                \(request.locale), \(index(of: code)), \(number), \(code.lastFour), \(request.issuedAt),
                \(request.issuedOn.description), \(request.validUntil?.description),
                \(Array(SHA256.hash(data: file))), \(blob.value), \(request.scope.post), \(request.scope.name),
                \(facts))
            ON CONFLICT (dossier, output) DO NOTHING RETURNING id
            """)
        return !rows.isEmpty
    }

    func index(of code: VerificationCode) -> [UInt8] {
        vault.blindIndex(code.value, purpose: "document-number")
    }
}
