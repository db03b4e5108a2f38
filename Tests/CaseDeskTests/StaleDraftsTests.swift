import Foundation
import PostgresClient
import Testing
import Vault

@testable import CaseDesk

@Suite struct `A draft that nobody touched for ninety days` {
    @Test func `is erased with its pieces, and no other is`() async throws {
        try await withDossiers { sandbox in
            let stale = try await sandbox.complete(for: "person-1", name: "One")
            let fresh = try await sandbox.complete(for: "person-2", name: "Two")
            let sent = try await sandbox.submitted(for: "person-3", name: "Three")
            #expect(try await sandbox.pieces.eraseStaleDrafts() == 0)
            for dossier in [stale, sent] {
                try await sandbox.postgres.query(
                    """
                    UPDATE casedesk.dossiers SET changed_at = changed_at - interval '90 days 1 second'
                    WHERE id = \(dossier.id.text)
                    """)
            }
            let blobs = try blobs(in: sandbox)
            #expect(try await sandbox.pieces.eraseStaleDrafts() == 1)
            #expect(try await sandbox.dossiers.load(stale.id) == nil)
            #expect(try await sandbox.pieces.all(of: fresh).count == 1)
            #expect(try await sandbox.pieces.all(of: sent).count == 1)
            #expect(try self.blobs(in: sandbox) == blobs - 1)
            await #expect(throws: VaultFailure.erased) {
                try await sandbox.dossiers.vault.seal("again", in: stale.scope, as: "name")
            }
        }
    }

    @Test func `is kept when a piece was given since`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            try await sandbox.postgres.query(
                "UPDATE casedesk.dossiers SET changed_at = changed_at - interval '91 days'")
            _ = try await sandbox.pieces.give(
                SampleFile.pdf, named: "scan.pdf", as: try id("proof"), for: dossier.id)
            #expect(try await sandbox.pieces.eraseStaleDrafts() == 0)
        }
    }

    private func blobs(in sandbox: DossierSandbox) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: sandbox.blobFolder).count { $0.count > 2 }
    }
}
