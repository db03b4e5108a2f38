import Channels
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The watch over the invariants` {
    @Test func `tells every process what it saw, and supervisors on the desk`() async throws {
        try await DeskGround.open { desk in
            let watch = InvariantsWatch(desk.stories)
            #expect(try await watch.last() == nil)
            #expect(await watch.metrics().contains("guichet_invariants_age_seconds +Inf\n"))
            #expect(try await watch.look().broken == [])
            #expect(await watch.metrics().contains("guichet_invariant_broken{check=\"holds-expire\"} 0\n"))
            let supervisor = try await desk.agent([.supervisor])
            let title = desk.ground.site.words.text("desk.invariants.title", in: "fr", [:])
            #expect(try await desk.get("/fr/desk", supervisor).text.contains(title) == false)

            try await desk.stories.postgres.query(
                "UPDATE casedesk.dossiers SET state = 'draft' WHERE id = \(desk.dossier.id.text)")
            let broken = "dossiers stand where their last event led"
            #expect(try await watch.look().broken == [broken])
            #expect(try await watch.last()?.broken == [broken])
            #expect(await watch.metrics().contains("guichet_invariant_broken{check=\"\(broken)\"} 1\n"))
            #expect(try await desk.get("/fr/desk", supervisor).text.contains(title))
            let clerk = try await desk.agent([.agent])
            #expect(try await desk.get("/fr/desk", clerk).text.contains(title) == false)
        }
    }

    @Test func `reads the end of the audit chain against what stands before it`() async throws {
        try await DeskGround.open { desk in
            let postgres = desk.stories.postgres
            for number in 0..<20 {
                try await Audit.record(
                    AuditEntry(
                        performer: .system("t"), act: "x", object: "\(number)", at: desk.stories.clock.now),
                    in: postgres)
            }
            try await Audit.sequence(postgres)
            let all = try await Audit.verify(postgres)
            let newest = try await Audit.verify(postgres, newest: 5)
            #expect(all == newest && all.broken == nil && all.entries >= 20)
            try await postgres.query("ALTER TABLE casedesk.audit DISABLE TRIGGER USER")
            try await postgres.query(
                "UPDATE casedesk.audit SET act = 'y' WHERE number = \(Int64(all.entries - 2))")
            #expect(try await Audit.verify(postgres, newest: 5).broken == Int64(all.entries - 2))
            #expect(try await Audit.verify(postgres, newest: 1).broken == nil)
        }
    }
}
