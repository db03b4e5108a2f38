import CaseDesk
import Channels
import Declared
import PostgresClient
import Scheduler
import Testing

@Suite struct `A place that nobody confirmed` {
    private static let agenda = "ministries/cd/posts/bruxelles/agenda.yaml"

    private func withRelease(_ body: (AppointmentGround) async throws -> Void) async throws {
        let edited = try EditedRepository(
            Self.agenda, below: "grace: 15", add: "unconfirmed: { release: 1d }")
        defer { edited.remove() }
        try await withAppointments(root: edited.root, body)
    }

    /// Runs what is due then, as a worker does.
    private func work(_ ground: AppointmentGround, at instant: Instant) async throws {
        ground.clock.set(instant)
        for lease in try await ground.jobs.take(50, lease: .seconds(10), at: ground.clock.now).leases {
            switch lease.job.kind {
            case Appointments.reminderKind: try await ground.appointments.remind(lease.job)
            case Appointments.releaseKind: try await ground.appointments.release(lease.job)
            default: break
            }
            try await ground.jobs.finish(lease, at: ground.clock.now)
        }
    }

    private func arrive(_ template: String, as state: String, in ground: AppointmentGround)
        async throws
    {
        try await ground.postgres.query(
            """
            UPDATE channels.messages SET state = \(state), ended_at = created_at, next_try_at = NULL
            WHERE template = \(template) AND ended_at IS NULL
            """)
    }

    @Test func `goes back a day before, is told, and rests for those who wait`() async throws {
        try await withRelease { ground in
            let booked = try await ground.booked(days: 3)
            try await work(ground, at: booked.start - .days(2))
            #expect(try await ground.told() == ["appointment.confirmed", "appointment.answer"])
            try await arrive("appointment.answer", as: "sent", in: ground)
            try await work(ground, at: booked.start - .days(1))
            #expect(try await ground.appointments.appointment(booked.id)?.state == .cancelled)
            #expect(try await ground.told().last == "appointment.released")
            #expect(try await ground.current().facts == [])
            #expect(try await ground.count("casedesk.audit WHERE performer = 'system:unconfirmed'") == 1)
            _ = try await ground.reader.pass()
            #expect(try await ground.count("scheduler.appointments WHERE state = 'resting'") == 1)
            #expect(try await ground.told().count { $0 == "appointment.released" } == 1)
        }
    }

    @Test func `stays with whoever says that they come`() async throws {
        try await withRelease { ground in
            let booked = try await ground.booked(days: 3)
            try await work(ground, at: booked.start - .days(2))
            try await arrive("appointment.answer", as: "delivered", in: ground)
            try await ground.appointments.confirmPresence(
                at: booked, of: ground.dossier, by: .citizen(ground.person))
            try await work(ground, at: booked.start - .days(1))
            try await work(ground, at: booked.start - .hours(3))
            #expect(try await ground.appointments.appointment(booked.id)?.state == .booked)
            #expect(try await ground.told().last == "appointment.reminder")
        }
    }

    @Test(arguments: ["failed", "uncertain", "expired"])
    func `stays with whom the question didn't reach`(state: String) async throws {
        try await withRelease { ground in
            let booked = try await ground.booked(days: 3)
            try await work(ground, at: booked.start - .days(2))
            try await arrive("appointment.answer", as: state, in: ground)
            try await work(ground, at: booked.start - .days(1))
            #expect(try await ground.appointments.appointment(booked.id)?.state == .booked)
        }
    }

    @Test func `stays where the service doesn't say otherwise`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked(days: 3)
            for before in [Duration.days(2), .days(1), .hours(3)] {
                try await work(ground, at: booked.start - before)
            }
            #expect(try await ground.appointments.appointment(booked.id)?.state == .booked)
            #expect(!(try await ground.told().contains("appointment.answer")))
        }
    }
}

@Suite struct `The templates about absences` {
    @Test(arguments: ["appointment.answer", "appointment.released", "absence.decided"])
    func `stand there without a fault and ask for nothing that isn't given`(name: String) throws {
        let words = Words(directory: "\(repository)/locales")
        let templates = MessageTemplates(directory: "\(repository)/message-templates", words: words)
        #expect(templates.findings.filter { $0.file.contains(name) } == [])
        let given: Set = [
            "reference", "procedure", "post", "place", "link", "when", "until", "outcome", "reason", "where",
            "city",
        ]
        #expect(given.isSuperset(of: try templates.template(name).variables.keys))
    }
}
