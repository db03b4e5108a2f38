import Channels
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing
import Vault

@testable import CaseDesk

/// The real ministry, its flow and templates: what a move writes besides the dossier.
@Suite struct `A move of a dossier` {
    @Test func `writes its event, its messages and its audit entry together, or nothing`() async throws {
        let workspace = try await TestWorkspace.make(clock: .fixed(DossierSandbox.now))
        let (postgres, jobs, messages) = (workspace.postgres, workspace.jobs, workspace.messages)
        let dossiers = workspace.dossiers

        let email = try #require(EmailAddress("awa@example.org"))
        let person = try await workspace.people.person(reachedBy: .email(email), locale: "ar", in: postgres)
        let dossier = try await dossiers.start(
            try CaseDeskTests.id("p19"), at: try CaseDeskTests.id("bruxelles"), for: person, locale: "ar")
        let withdrawn = DossierMove(try CaseDeskTests.id("withdraw"), by: .citizen(person), as: [.citizen])
        _ = try await dossiers.perform(withdrawn, on: dossier.id)
        try await postgres.query(
            """
            UPDATE casedesk.dossiers SET state = 'correction_requested', closed_at = NULL
            WHERE id = \(dossier.id.text)
            """)
        let abandon = DossierMove(try CaseDeskTests.id("abandon"), by: .system("deadlines"), as: [.system])
        let closed = try await dossiers.perform(abandon, on: dossier.id)
        #expect(closed.state.text == "abandoned")

        let rows = try await postgres.query(
            "SELECT template, medium, locale FROM channels.messages WHERE subject = \(dossier.id.text)")
        #expect(try rows.map { try $0.decode("template", as: String.self) } == ["correction.closed"])
        #expect(try rows[0].decode("locale", as: String.self) == "ar")
        #expect(try await jobs.stats().ready == 3, "the message, and an appointment to cancel for each end")
        let acts = try await postgres.query("SELECT count(*) AS number FROM casedesk.audit")
        #expect(try acts[0].decode("number", as: Int.self) == 3)
        let lines = try await dossiers.timeline(of: closed, messages: messages)
        #expect(lines.count == 4)

        struct Cut: Error {}
        let cut = Dossiers(
            catalogue: workspace.catalogue, postgres: postgres, vault: workspace.ground.vault,
            clock: workspace.clock,
            witness: DossierWitness(
                record: { change, transaction in
                    _ = try await workspace.news.witness.record(change, transaction)
                    throw Cut()
                }, follow: { _ in }))
        await #expect(throws: Cut.self) {
            try await cut.establish(.appointmentBooked, of: dossier.id, by: .citizen(person))
        }
        #expect(try await dossiers.load(dossier.id)?.revision == closed.revision)
        #expect(try await dossiers.events(of: closed).count == 3)
        #expect(try await postgres.query("SELECT * FROM casedesk.audit").count == 3)
        await postgres.close()
    }
}
