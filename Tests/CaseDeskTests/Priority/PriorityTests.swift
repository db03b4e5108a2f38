import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

/// Two counters, one of which is kept for the vulnerable until the day itself.
func withKeptPlaces(_ body: (AppointmentGround) async throws -> Void) async throws {
    let edited = try EditedRepository(
        "ministries/cd/posts/bruxelles/agenda.yaml", below: "# Other hours on one day",
        add: "reserved: [{pool: vulnerable, counters: 1, until_days_before: 0}]")
    defer { edited.remove() }
    try await withAppointments(root: edited.root, body)
}

extension AppointmentGround {
    var priorities: Priorities {
        Priorities(
            dossiers: dossiers, appointments: appointments, postgres: postgres, vault: appointments.vault,
            clock: ServerClock { [clock] in clock.now })
    }

    func give(_ priority: DossierPriority?, _ reason: String, request: String = OpaqueID.random())
        async throws
    {
        try await priorities.set(
            priority, of: dossier, for: id(reason), note: "Vient en fauteuil", by: .agent("a1"),
            request: request)
    }

    /// Everybody else's places at ten are taken.
    func fill(_ time: String = "10:00") async throws {
        let visit = try await appointments.visit(of: dossier)
        let taken = try await booking.hold(
            visit, from: Self.at(time), for: "x", identity: nil, request: OpaqueID.random(), at: clock.now)
        try #require(taken.appointment != nil)
    }

    func offers(_ time: String = "10:00", asked: Asking = .web) async throws -> Bool {
        let start = try Self.at(time)
        return try await appointments.slots(for: dossier, on: Self.tuesday, asked: asked)
            .contains { $0.start == start }
    }
}

@Suite struct `The priority of a dossier` {
    @Test func `offers the places of its pool from then on, on the web, by SMS and to agents`() async throws {
        try await withKeptPlaces { ground in
            try await ground.fill()
            let desk = Asking(.desk, by: .agent("a1"))
            for asked in [Asking.web, .sms, desk] { #expect(try await !ground.offers(asked: asked)) }
            try await ground.give(.vulnerable, "illness")
            for asked in [Asking.web, .sms, desk] { #expect(try await ground.offers(asked: asked)) }
            let openings = try await ground.appointments.openings(
                for: ground.dossier, moving: nil, from: AppointmentGround.tuesday)
            #expect(openings.contains { $0.start == (try? AppointmentGround.at("10:00")) })
            let booked = try await ground.booked()
            #expect(booked.pool == .vulnerable && booked.channel == .web)
            #expect(try await ground.told() == ["appointment.confirmed"])
            for check in try await ground.booking.invariants(at: ground.clock.now) {
                #expect(check.ok, "\(check)")
            }
        }
    }

    @Test func `counts for who has a telephone only`() async throws {
        try await withKeptPlaces { ground in
            try await ground.isKnown()
            try await ground.give(.urgent, "journey")
            try await ground.give(.vulnerable, "age")
            #expect(try await ground.texts("RDV 24/11") == "sms.places")
            #expect(try await ground.texts("1") == "appointment.confirmed")
            let booked = try #require(try await ground.place())
            #expect(booked.pool == .vulnerable && booked.channel == .sms)
            #expect(try await ground.texts("CHANGER") == "sms.code")
            #expect(try await ground.texts(ground.code) == "sms.places")
            #expect(try await ground.texts("3") == "appointment.moved")
            #expect(try await ground.place()?.pool == .vulnerable)
        }
    }

    @Test func `changes nothing of an appointment that stands, and counts when it is moved`() async throws {
        try await withKeptPlaces { ground in
            let booked = try await ground.booked("11:00")
            try await ground.give(.vulnerable, "age")
            #expect(try await ground.appointments.appointment(booked.id) == booked)
            #expect(try await ground.told() == ["appointment.confirmed"])
            try await ground.fill()
            let moved = try await ground.appointments.move(
                booked.id, to: AppointmentGround.at("10:00"), by: .citizen(ground.person), request: "m")
            #expect(moved.appointment?.pool == .vulnerable)
            try await ground.give(nil, "over")
            #expect(try await ground.appointments.appointment(booked.id) == moved.appointment)
            let back = try await ground.appointments.move(
                booked.id, to: AppointmentGround.at("10:20"), by: .citizen(ground.person), request: "n")
            #expect(back.appointment?.pool == .public)
        }
    }

    @Test func `is written once with a sealed reason, and audited`() async throws {
        try await withKeptPlaces { ground in
            for _ in 0..<2 { try await ground.give(.vulnerable, "pregnancy", request: "r1") }
            #expect(try await ground.priorities.current(of: ground.dossier) == .vulnerable)
            try await ground.give(.urgent, "care")
            #expect(try await ground.priorities.current(of: ground.dossier) == .urgent)
            try await ground.give(nil, "mistake")
            #expect(try await ground.priorities.current(of: ground.dossier) == nil)
            let history = try await ground.priorities.history(of: ground.dossier)
            #expect(history.map(\.priority) == [nil, .urgent, .vulnerable])
            #expect(history.map(\.reason.text) == ["mistake", "care", "pregnancy"])
            #expect(history.allSatisfy { $0.performer == .agent("a1") && $0.note == "Vient en fauteuil" })
            #expect(try await ground.count("casedesk.audit WHERE act = 'priority.given'") == 2)
            #expect(try await ground.count("casedesk.audit WHERE act = 'priority.taken_back'") == 1)
            let rows = try await ground.postgres.query(
                """
                SELECT row_to_json(p)::text AS line FROM casedesk.dossier_priorities p
                UNION ALL SELECT row_to_json(a)::text FROM casedesk.audit a
                """)
            for row in rows {
                let line: String = try row.decode("line")
                #expect(!line.contains("pregnancy") && !line.contains("fauteuil"))
            }
        }
    }

    @Test func `is refused without a declared reason, beyond measure, for a closed dossier and for nothing`()
        async throws
    {
        try await withKeptPlaces { ground in
            func refusal(_ priority: DossierPriority?, _ reason: String?, note: String = "") async throws
                -> PriorityRefusal?
            {
                do {
                    try await ground.priorities.set(
                        priority, of: ground.dossier, for: reason.flatMap { DeskReason.ID($0) }, note: note,
                        by: .agent("a1"), request: OpaqueID.random())
                    return nil
                } catch let refusal as PriorityRefusal { return refusal }
            }
            #expect(try await refusal(.urgent, nil) == .reasonMissing)
            #expect(try await refusal(.urgent, "pregnancy") == .reasonMissing)
            #expect(try await refusal(nil, "over") == .nothing)
            let long = String(repeating: "x", count: Priorities.longestNote + 1)
            #expect(try await refusal(.urgent, "care", note: long) == .tooLong)
            try await ground.postgres.query("UPDATE casedesk.dossiers SET closed_at = now()")
            #expect(try await refusal(.urgent, "care") == .closed)
            #expect(try await ground.count("casedesk.dossier_priorities") == 0)
        }
    }

    @Test func `spares its person every sanction, and lets them book alone`() async throws {
        try await withAppointments { ground in
            for day in 0..<3 { _ = try await ground.missed(days: day) }
            let wish = try AppointmentGround.at("10:00", days: 6)
            let barred = try await ground.appointments.hold(wish, for: ground.dossier, request: "b")
            #expect(barred.appointment == nil)
            let booked = try await bookedByAgent(ground, days: 6)
            try await ground.give(.vulnerable, "illness")
            try await ground.arrive(as: "sent")
            #expect(try await ground.goesBy(booked).sanction == nil)
            #expect(try await ground.appointments.barred(ground.dossier, asked: .sms) == nil)
            let own = try await ground.booked(days: 8)
            #expect(own.pool == .vulnerable)
        }
    }

    @Test func `puts who waits in front, and back again`() async throws {
        try await withAppointments { ground in
            let other = try await ground.submitted("+32470000002")
            for dossier in [other, ground.dossier] { try await ground.appointments.wait(for: dossier) }
            #expect(try await ground.appointments.waiting(ground.dossier)?.position == 2)
            try await ground.give(.urgent, "journey")
            #expect(try await ground.appointments.waiting(ground.dossier)?.position == 1)
            try await ground.give(nil, "over")
            #expect(try await ground.appointments.waiting(ground.dossier)?.position == 2)
        }
    }

    private func bookedByAgent(_ ground: AppointmentGround, days: Int) async throws -> Appointment {
        let asked = Asking(.phone, by: .agent("a1"))
        let held = try await ground.appointments.hold(
            AppointmentGround.at("10:00", days: days), for: ground.dossier, asked: asked, request: "h")
        let hold = try #require(held.appointment)
        #expect(hold.pool == .agents && hold.channel == .phone)
        let booked = try await ground.appointments.confirm(
            hold.id, for: ground.dossier, asked: asked, request: "c")
        return try #require(booked.appointment)
    }
}
