import CaseDesk
import Foundation
import Logging
import PostgresClient
import Scheduler
import TestServers
import Testing
import Vault

@Suite struct `The register of documents` {
    let samples: SampleDocuments
    let postgres: PostgresClient
    let documents: Documents
    let verification: DocumentVerification
    let scratch = Scratch()
    let today = LocalDate(ordinal: 20_778)

    init() async throws {
        samples = try SampleDocuments.shared.get()
        postgres = PostgresClient(
            url: try await TestServers.database(), connections: 3, logger: Logger(label: "documents"))
        try await Vault.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
        let vault = Vault(postgres: postgres, masterKey: try .generate(file: scratch.path + "/master.key"))
        documents = Documents(
            printer: samples.printer, signer: samples.signer, sealKey: samples.sealKey,
            templates: SampleDocuments.templates, vault: vault,
            blobs: SealedBlobs(directory: scratch.path + "/blobs", vault: vault),
            address: "https://guichet.example.cd/v")
        verification = DocumentVerification(check: samples.check, documents: documents)
    }

    @Test func `issues one document per output, however often it is asked`() async throws {
        let request = request()
        let first = try await postgres.transaction { try await documents.issue(request, in: $0) }
        let second = try await postgres.transaction { try await documents.issue(request, in: $0) }
        #expect(first == second)
        #expect(try await documents.documents(of: "d1", in: postgres) == [first])
        let file = try await documents.file(of: first)
        #expect(samples.check.check(file).signature == .valid)
        await postgres.close()
    }

    @Test func `issues one document to two who ask at once`() async throws {
        let request = request()
        async let one = postgres.transaction { try await documents.issue(request, in: $0) }
        async let other = postgres.transaction { try await documents.issue(request, in: $0) }
        #expect(try await one == other)
        await postgres.close()
    }

    @Test func `reports valid, then revoked, and unknown after a change`() async throws {
        let document = try await postgres.transaction { try await documents.issue(request(), in: $0) }
        let file = try await documents.file(of: document)
        let report = try await verification.report(file, today: today, in: postgres)
        #expect(report.status == "valid" && report.signature == .valid && report.coversWholeFile)
        #expect(report.code == (try await documents.number(of: document)).description)
        #expect(
            report.issuedAt
                == Date(timeIntervalSince1970: Double(samples.issuedAt.milliseconds) / 1_000).ISO8601Format())

        try await documents.revoke(document.id, reason: "error", at: samples.issuedAt, in: postgres)
        #expect(try await verification.report(file, today: today, in: postgres).status == "revoked")

        var changed = file
        changed[file.count / 2] ^= 1
        let broken = try await verification.report(changed, today: today, in: postgres)
        #expect(broken.signature == .invalid && broken.status == "unknown" && broken.code == nil)
        await postgres.close()
    }

    @Test func `shows a third party the least, logs the look and takes as long for unknown numbers`()
        async throws
    {
        let document = try await postgres.transaction { try await documents.issue(request(), in: $0) }
        let code = try await documents.number(of: document)
        let verifier = Verifier(kind: "public", address: "203.0.113.77")
        var taken: [Duration] = []
        for number in [code, VerificationCode.random(), nil] {
            let started = ContinuousClock.now
            let answer = try await documents.lookUp(
                number, by: verifier, today: today, at: samples.issuedAt, in: postgres)
            taken.append(ContinuousClock.now - started)
            #expect((answer != nil) == (number == code))
            if let answer {
                #expect(
                    answer.kind == "receipt" && answer.standing == "valid" && answer.facts == [Self.pages])
            }
        }
        #expect(taken.allSatisfy { $0 >= .milliseconds(150) })
        let log = try await documents.lookUps(of: document.id, in: postgres)
        #expect(log.map(\.network) == ["203.0.113.0"] && log.map(\.result) == ["valid"])
        await postgres.close()
    }

    @Test func `says expired on the day after the last`() async throws {
        let document = try await postgres.transaction { try await documents.issue(request(), in: $0) }
        #expect(document.standing(on: today + 10) == "valid")
        #expect(document.standing(on: today + 11) == "expired")
        await postgres.close()
    }

    @Test func `keeps no number, name or file in the clear`() async throws {
        let document = try await postgres.transaction { try await documents.issue(request(), in: $0) }
        let code = try await documents.number(of: document)
        let rows = try await postgres.query("SELECT documents::text AS row FROM casedesk.documents")
        let row: String = try #require(rows.first).decode("row")
        #expect(!row.contains(code.value) && !row.contains("Ilunga") && !row.contains("pages"))
        await postgres.close()
    }

    private static let pages = DocumentFact(name: "pages", value: .integer(4))

    private func request() -> DocumentRequest {
        DocumentRequest(
            dossier: "d1", output: "receipt", kind: "receipt", post: "bruxelles", locale: "fr",
            scope: VaultScope(post: "bruxelles", name: "dossier/d1"), values: SampleDocuments.french,
            facts: [Self.pages], issuedAt: samples.issuedAt, issuedOn: today, validUntil: today + 10)
    }
}
