import Crypto
package import PostgresClient
package import Vault

/// The bytes of the pieces that stand, for those who print or compare them.
package struct DossierBlobs: Sendable {
    let blobs: SealedBlobs

    package init(blobs: SealedBlobs) {
        self.blobs = blobs
    }

    /// SHA-256 of each kept piece, by its requirement.
    package func digests(
        of dossier: Dossier, in session: some PostgresSession
    ) async throws -> [PieceRequirement.ID: [UInt8]] {
        let rows = try await session.query(
            "SELECT requirement, blob FROM casedesk.pieces WHERE dossier = \(dossier.id.text) AND state = 'kept'"
        )
        var digests: [PieceRequirement.ID: [UInt8]] = [:]
        for row in rows {
            guard let requirement = PieceRequirement.ID(try row.decode("requirement", as: String.self)),
                let blob = BlobID(try row.decode("blob", as: String.self))
            else { continue }
            var hash = SHA256()
            for try await chunk in blobs.read(blob, in: dossier.scope) { hash.update(data: chunk) }
            digests[requirement] = Array(hash.finalize())
        }
        return digests
    }
}
