import CaseDesk
import Declared
import Foundation
import Logging
import PostgresClient
import Scheduler
import Synchronization
import TestServers
import Testing
import Vault

/// A ministry with the sample procedure on a database of its own.
final class DossierSandbox: Sendable {
    let postgres: PostgresClient
    let vaultPostgres: PostgresClient
    let dossiers: Dossiers
    let pieces: Pieces
    let payments: Payments
    let blobFolder: String
    private let declared: DeclaredSandbox

    static let now = Instant(milliseconds: 1_795_000_000_000)
    let sample: Procedure.ID
    let post: PostProfile.ID

    init() async throws {
        let url = try await TestServers.database()
        postgres = PostgresClient(url: url, connections: 8, logger: Logger(label: "test"))
        vaultPostgres = PostgresClient(url: url, connections: 2, logger: Logger(label: "test"))
        try await Vault.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
        declared = try DeclaredSandbox()
        let key = "\(declared.root)/master.key"
        let vault = Vault(postgres: vaultPostgres, masterKey: try MasterKey.generate(file: key))
        blobFolder = "\(declared.root)/blobs"
        let catalogue = try Catalogue.load(root: declared.root, ministry: ministry("xx"))
        try #require(catalogue.findings.isEmpty)
        let recorded = Recorded()
        dossiers = Dossiers(
            catalogue: catalogue, postgres: postgres, vault: vault, clock: .fixed(Self.now),
            witness: DossierWitness(
                record: { change, _ in
                    recorded.add(change.name)
                    return []
                }, follow: { _ in }))
        self.recorded = recorded
        pieces = Pieces(dossiers: dossiers, blobs: SealedBlobs(directory: blobFolder, vault: vault))
        payments = Payments(dossiers: dossiers)
        sample = try id("sample")
        post = try id("here")
    }

    let recorded: Recorded

    final class Recorded: Sendable {
        let names = Mutex<[String]>([])
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    /// A draft with every answer; `purpose` work has a fee and one piece.
    func filled(for person: String = "person-1", purpose: String = "work", name: String = "Mukendi")
        async throws
        -> Dossier
    {
        let dossier = try await dossiers.start(sample, at: post, for: person, locale: "fr")
        let pages: [(String, [String: String])] = [
            ("purpose", ["purpose": purpose]), ("school", ["school": "ULB", "year": "2"]),
            (
                "holder",
                ["name": name, "birth-day": "3", "birth-month": "2", "birth-year": "1990", "country": "CD"]
            ),
            ("copies", ["copies": "2", "agreed": "yes"]),
        ]
        for (step, inputs) in pages {
            let entry = try await dossiers.save(
                inputs, into: try id(step), of: dossier.id, by: .citizen(person))
            try #require(entry.isSound)
        }
        return try #require(try await dossiers.load(dossier.id))
    }

    func complete(for person: String = "person-1", name: String = "Mukendi") async throws -> Dossier {
        let dossier = try await filled(for: person, name: name)
        _ = try await pieces.give(SampleFile.pdf, named: "scan.pdf", as: try id("proof"), for: dossier.id)
        return dossier
    }

    func submitted(for person: String = "person-1", name: String = "Mukendi") async throws -> Dossier {
        let dossier = try await complete(for: person, name: name)
        _ = try await dossiers.submit(dossier.id, by: person)
        return try #require(try await dossiers.load(dossier.id))
    }

    func move(_ action: String, by agent: String = "a1", reason: String? = nil, pieces: [String] = []) throws
        -> DossierMove
    {
        DossierMove(
            try id(action), by: .agent(agent), as: [.agent], reason: try reason.map { try id($0) },
            pieces: try pieces.map { try id($0) })
    }

    func close() async {
        await postgres.close()
        await vaultPostgres.close()
        declared.remove()
    }
}

/// Runs a story on a sandbox and closes it whatever happens.
func withDossiers(_ body: (DossierSandbox) async throws -> Void) async throws {
    let sandbox = try await DossierSandbox()
    do {
        try await body(sandbox)
    } catch {
        await sandbox.close()
        throw error
    }
    await sandbox.close()
}
