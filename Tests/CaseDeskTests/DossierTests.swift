import CaseDesk
import Foundation
import PostgresClient
import Scheduler
import Synchronization
import Testing

@Suite struct `A dossier` {
    @Test func `is taken up again where it was left`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            let again = try await sandbox.dossiers.start(
                sandbox.sample, at: sandbox.post, for: "person-1", locale: "fr")
            #expect(again.id == dossier.id)
            #expect(again.answers == dossier.answers)
            #expect(again.answers.text(try id("name")) == "Mukendi")
            #expect(again.answers[try id("school")] == nil)
        }
    }

    @Test func `is begun once by a person, however many try at once`() async throws {
        try await withDossiers { sandbox in
            let ids = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await sandbox.dossiers.start(
                            sandbox.sample, at: sandbox.post, for: "person-1", locale: "fr"
                        ).id
                    }
                }
                return try await group.reduce(into: Set<Dossier.ID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
        }
    }

    @Test func `is not handed in before form and pieces are complete`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            await #expect(throws: DossierRefusal.notReady([.piecesComplete])) {
                try await sandbox.dossiers.submit(dossier.id, by: "person-1")
            }
            let missing = try await sandbox.dossiers.completeness(of: dossier)
            #expect(missing.missingPieces.map(\.id.text) == ["proof"])
            #expect(missing.quote?.due.plain == "20.00")
        }
    }

    @Test func `is handed in once, though a hundred ask`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.complete()
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask { try await sandbox.dossiers.submit(dossier.id, by: "person-1") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 100)
            #expect(Set(answers).count == 1)
            let rows = try await sandbox.postgres.query(
                """
                SELECT (SELECT count(*) FROM casedesk.dossier_events WHERE is_submission) AS events,
                       (SELECT count(*) FROM casedesk.ledger WHERE entry LIKE 'charge/%') AS lines
                """)
            #expect(try rows[0].decode("events", as: Int.self) == 1)
            #expect(try rows[0].decode("lines", as: Int.self) == 3)
            let submitted = sandbox.recorded.names.withLock { $0 }
            #expect(Set(submitted).count == submitted.count)
            #expect(submitted.count == 2)
        }
    }

    @Test func `is decided once, though two agents press a hundred times`() async throws {
        try await withDossiers { sandbox in
            for round in 0..<20 {
                let person = "person-\(round)"
                let dossier = try await sandbox.submitted(for: person, name: "Name\(round)")
                let due = try #require(dossier.quote?.due)
                _ = try await sandbox.payments.record(due, for: dossier.id, into: "one", by: .agent("a0"))
                let outcomes = await withTaskGroup { group in
                    for try_ in 0..<5 {
                        group.addTask { () -> Result<Dossier, any Error> in
                            do {
                                let move =
                                    try_ % 2 == 0
                                    ? try sandbox.move("approve", by: "a1")
                                    : try sandbox.move("correct", by: "a2", reason: "blurred")
                                return .success(try await sandbox.dossiers.perform(move, on: dossier.id))
                            } catch {
                                return .failure(error)
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                let won = outcomes.filter { if case .success = $0 { true } else { false } }
                #expect(won.count == 1)
                for case .failure(let error) in outcomes {
                    guard case .movedOn(let event) = error as? DossierRefusal else {
                        Issue.record("\(error)")
                        continue
                    }
                    #expect(["moved:approve", "moved:correct"].contains(event.kind.code))
                    #expect([Performer.agent("a1"), .agent("a2")].contains(event.performer))
                }
            }
        }
    }

    @Test func `goes nowhere without role, reason or guard`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            await #expect(throws: DossierRefusal.notAllowed) {
                try await sandbox.dossiers.perform(
                    DossierMove(try id("approve"), by: .citizen("person-1"), as: [.citizen]), on: dossier.id)
            }
            await #expect(throws: DossierRefusal.reasonMissing) {
                try await sandbox.dossiers.perform(try sandbox.move("correct"), on: dossier.id)
            }
            await #expect(throws: DossierRefusal.notReady([.paid])) {
                try await sandbox.dossiers.perform(try sandbox.move("approve"), on: dossier.id)
            }
            await #expect(throws: DossierRefusal.unknownAction) {
                try await sandbox.dossiers.perform(try sandbox.move("fly"), on: dossier.id)
            }
            let stale = DossierMove(
                try id("correct"), by: .agent("a1"), as: [.agent], reason: try id("blurred"), revision: 0)
            do {
                _ = try await sandbox.dossiers.perform(stale, on: dossier.id)
                Issue.record("an old revision was let through")
            } catch let refusal as DossierRefusal {
                #expect(refusal.code == "moved_on")
            }
        }
    }

    @Test func `comes back for correction, asks for the piece again, and goes on`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            await #expect(throws: DossierRefusal.notEditable) {
                try await sandbox.dossiers.save(
                    ["purpose": "other"], into: try id("purpose"), of: dossier.id, by: .citizen("person-1"))
            }
            let paused = try await sandbox.dossiers.perform(
                try sandbox.move("correct", reason: "blurred", pieces: ["proof"]), on: dossier.id)
            #expect(paused.clock == .paused)
            #expect(
                try await sandbox.dossiers.completeness(of: paused).missingPieces.map(\.id.text) == ["proof"])
            _ = try await sandbox.pieces.give(
                SampleFile.png(), named: "again.png", as: try id("proof"), for: dossier.id)
            let again = try await sandbox.dossiers.perform(
                DossierMove(try id("again"), by: .citizen("person-1"), as: [.citizen]), on: dossier.id)
            #expect(again.state.text == "sent")
            #expect(again.submittedAt == dossier.submittedAt)
            let kinds = try await sandbox.dossiers.events(of: again).map(\.kind.code)
            #expect(kinds == ["started", "moved:submit", "moved:correct", "moved:again"])
        }
    }

    @Test func `is one per identity, under whatever contact it is handed in`() async throws {
        try await withDossiers { sandbox in
            _ = try await sandbox.submitted(for: "person-1", name: "Mukéndi")
            let other = try await sandbox.complete(for: "person-2", name: "mukendi ")
            await #expect(throws: DossierRefusal.sameIdentity) {
                try await sandbox.dossiers.submit(other.id, by: "person-2")
            }
        }
    }

    @Test func `is refused a second time while the first is open`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            await #expect(throws: DossierRefusal.alreadyOpen(dossier.id)) {
                try await sandbox.dossiers.start(
                    sandbox.sample, at: sandbox.post, for: "person-1", locale: "fr")
            }
        }
    }

    @Test func `stands in its post's queue from submission to its end`() async throws {
        try await withDossiers { sandbox in
            _ = try await sandbox.filled(for: "person-2", name: "Other")
            let dossier = try await sandbox.submitted()
            let filter = DossierFilter(post: sandbox.post)
            #expect(try await sandbox.dossiers.queue(filter).map(\.id) == [dossier.id])
            let done = DossierFilter(post: sandbox.post, states: [try id("done")], procedure: sandbox.sample)
            #expect(try await sandbox.dossiers.queue(done).isEmpty)
            #expect(try await sandbox.dossiers.counts(at: sandbox.post) == [try id("sent"): 1])
        }
    }

    @Test func `leaves nothing that was typed in the tables or files`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted(name: "Kasongo-Wa-Banza")
            _ = try await sandbox.dossiers.perform(
                DossierMove(
                    try id("correct"), by: .agent("a1"), as: [.agent], reason: try id("blurred"),
                    note: "Remarque-Confidentielle"), on: dossier.id)
            for table in ["dossiers", "dossier_events", "pieces", "payments", "ledger", "dossier_effects"] {
                let rows = try await sandbox.postgres.query(
                    "SELECT t::text AS row FROM casedesk.\(raw: table) t")
                let dump = try rows.map { try $0.decode("row", as: String.self) }.joined(separator: "\n")
                for typed in ["Kasongo", "Remarque", "scan.pdf", "1990-02-03"] {
                    let hex = typed.utf8.map { String($0, radix: 16) }.joined()
                    #expect(!dump.contains(typed) && !dump.contains(hex), "\(typed) in \(table)")
                }
            }
            let files = try FileManager.default.subpathsOfDirectory(atPath: sandbox.blobFolder)
            for file in files {
                let bytes = FileManager.default.contents(atPath: "\(sandbox.blobFolder)/\(file)") ?? Data()
                #expect(bytes.range(of: Data("%PDF".utf8)) == nil)
            }
        }
    }

    @Test func `keeps facts once, and lets them go`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            for _ in 0..<2 {
                _ = try await sandbox.dossiers.establish(
                    .appointmentBooked, of: dossier.id, appointment: "slot", by: .citizen("person-1"))
            }
            let booked = try #require(try await sandbox.dossiers.load(dossier.id))
            #expect(booked.appointment == "slot")
            #expect(booked.revision == dossier.revision + 1)
            let gone = try await sandbox.dossiers.withdraw(
                .appointmentBooked, of: dossier.id, by: .citizen("person-1"))
            #expect(gone.facts.isEmpty)
            #expect(gone.appointment == nil)
        }
    }
}
