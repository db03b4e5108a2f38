import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `An import of appointments` {
    /// The first post, a service, and its free starts from the day after tomorrow on.
    struct Base {
        let workspace: Workspace
        let order: AppointmentImport.Order
        let slots: [Slot]

        init() async throws {
            workspace = try await TestWorkspace.make()
            let post = try #require(workspace.catalogue.posts.first)
            let procedure = try #require(
                workspace.catalogue.procedures(at: post).first { $0.appointment != nil })
            let service = try #require(procedure.appointment?.service)
            order = .init(post: post, service: service, procedure: procedure, columns: ImportColumns())
            let today = post.zone.wall(at: ServerClock.system.now).date
            slots = try await workspace.booking.slots(
                Visit(post: post.id.text, service: service), from: today + 2, days: 30)
        }

        func run(_ text: String, _ mode: AppointmentImport.Mode = .commit) async throws -> ImportReport {
            try await AppointmentImport(workspace, order).run(
                Array(text.utf8), named: "base.csv", as: .csv, mode)
        }

        func start(_ index: Int) -> String { slots[index].wall.description.replacing("T", with: " ") }

        func count(_ condition: SQL) async throws -> Int {
            try await workspace.postgres.query("SELECT count(*) AS n FROM \(condition)").first?.decode("n")
                ?? 0
        }

        static func open(_ body: (Base) async throws -> Void) async throws {
            let base = try await Base()
            try await body(base)
            await base.workspace.postgres.close()
        }
    }

    @Test func `makes a draft and a place of each row, once, and tells the person`() async throws {
        try await Base.open { base in
            let text =
                "id,start,email,language\n1,\(base.start(0)),a@example.org,ar\n2,\(base.start(1)),b@example.org,\n"
            let tried = try await base.run(text, .dryRun)
            #expect(tried.imported == 2 && tried.dryRun)
            #expect(try await base.count("casedesk.people") == 0)
            #expect(try await base.count("scheduler.appointments") == 0)

            #expect(try await base.run(text).imported == 2)
            let again = try await base.run(text)
            #expect(
                again.imported == 0 && again.alreadyThere == 2
                    && again.lines.allSatisfy { $0.reference != nil })
            #expect(try await base.count("scheduler.appointments WHERE state = 'booked'") == 2)
            #expect(try await base.count("casedesk.audit WHERE act = 'appointment.imported'") == 2)

            let reference = try #require(again.lines[0].reference.flatMap { Reference($0) })
            let dossier = try #require(try await base.workspace.dossiers.find(reference))
            #expect(
                dossier.submittedAt == nil && dossier.locale == "ar" && dossier.facts == [.appointmentBooked])
            let told = try await base.workspace.messages.history(subject: dossier.id.text).map(\.template)
            #expect(told.sorted() == ["appointment.confirmed", "dossier.saved"])
            let checks = try await base.workspace.booking.invariants().filter { !$0.ok }
            #expect(checks.isEmpty, "\(checks)")
        }
    }

    @Test func `loses nobody who finds no place, and takes them once there is one`() async throws {
        try await Base.open { base in
            let places = base.slots[0].places
            let rows = (0...places).map { "\($0),\(base.start(0)),p\($0)@example.org" }
            let text = (["id,start,email"] + rows).joined(separator: "\n")
            for mode in [AppointmentImport.Mode.dryRun, .commit] {
                let report = try await base.run(text, mode)
                #expect(report.imported == places && report.refused == 1)
                #expect(report.lines.last?.reason == "full" && report.lines.last?.line == places + 2)
                #expect(report.lines.last?.mend?.contains(String(base.start(1).dropLast(3))) == true)
            }
            #expect(try await base.count("casedesk.dossiers") == places)
            let reference = try #require(
                try await base.run(text).lines[0].reference.flatMap { Reference($0) })
            let first = try #require(try await base.workspace.dossiers.find(reference))
            let place = try #require(try await base.workspace.appointments.current(of: first))
            _ = try await base.workspace.appointments.move(
                place.id, to: base.slots[3].start, by: .agent("a"), request: "m")
            let later = try await base.run(text)
            #expect(later.imported == 1 && later.alreadyThere == places && later.refused == 0)
        }
    }

    @Test func `goes on where it was cut short, whichever step that was`() async throws {
        try await Base.open { base in
            // Every place of the hour, so that the rows themselves are all that fills it.
            let places = base.slots[0].places
            let rows = (0..<places).map { "\($0),\(base.start(0)),p\($0)@example.org" }
            let text = (["id,start,email"] + rows).joined(separator: "\n")
            #expect(try await base.run(text).imported == places)
            // As if it had died before it wrote that the rows are done.
            try await base.workspace.postgres.query(
                "UPDATE casedesk.imported_appointments SET appointment = NULL, done_at = NULL")
            #expect(try await base.run(text, .dryRun).imported == places)
            #expect(try await base.run(text).imported == places)
            #expect(try await base.count("scheduler.appointments WHERE state = 'booked'") == places)
            #expect(try await base.count("casedesk.dossiers") == places)
            #expect(try await base.count("channels.messages") == 2 * places)
        }
    }

    @Test func `gives nobody two places, and keeps a draft for as long as its place stands`() async throws {
        try await Base.open { base in
            let text = "id,start,email\n1,\(base.start(0)),a@example.org\n2,\(base.start(1)),A@example.org\n"
            let report = try await base.run(text)
            #expect(report.imported == 1 && report.lines.last?.reason == "has another")
            let old = base.workspace.clock.now - Dossier.draftLife - .days(1)
            try await base.workspace.postgres.query("UPDATE casedesk.dossiers SET changed_at = \(old)")
            #expect(try await base.workspace.pieces.eraseStaleDrafts() == 0)
            #expect(try await base.count("casedesk.dossiers") == 1)
        }
    }

    @Test func `reads a file whole or not at all`() async throws {
        try await Base.open { base in
            for (text, word) in [("", "empty"), ("a,b\n1,2\n", "when"), ("start\n2026", "reach")] {
                await #expect { _ = try await base.run(text) } throws: { error in
                    "\(error)".contains(word)
                }
            }
        }
    }
}
