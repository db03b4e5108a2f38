import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `A missed appointment` {
    @Test func `is noted with its sanction, told, and counts towards the next one's`() async throws {
        try await withAppointments { ground in
            var seen: [Sanction.Name?] = []
            for day in 0..<3 { seen.append(try await ground.missed(days: day).sanction) }
            #expect(seen == [.warning, .confirmAgain, .noOnline])
            #expect(try await ground.told().count { $0 == "appointment.missed" } == 3)
            #expect(try await ground.appointments.absences(of: ground.dossier).count == 3)
            #expect(try await ground.appointments.markMissed() == 0)
            #expect(try await ground.count("casedesk.absences WHERE outcome IS NULL") == 3)
        }
    }

    @Test func `bars from booking alone after the third, for thirty days, and never an agent for them`()
        async throws
    {
        try await withAppointments { ground in
            for day in 0..<3 { _ = try await ground.missed(days: day) }
            let appointments = ground.appointments
            let end = try AppointmentGround.at("10:00", days: 2) + .days(30)
            let wish = try AppointmentGround.at("10:00", days: 6)
            let refused = try await appointments.hold(wish, for: ground.dossier, request: "alone")
            #expect(refused.refusal?.reason == .barred(until: end))
            await #expect(throws: DossierRefusal.barred) { try await appointments.wait(for: ground.dossier) }
            let visit = try await appointments.visit(of: ground.dossier)
            let identity = appointments.identity(
                of: ground.dossier, try await ground.dossiers.procedure(of: ground.dossier))
            for (pool, channel) in [
                (Pool.agents, Channel.desk), (.vulnerable, .web), (.urgent, .sms), (.public, .phone),
            ] {
                let other = Visit(post: visit.post, service: visit.service, pool: pool, channel: channel)
                #expect(try await appointments.bar(on: other, for: identity) == nil)
            }
            ground.clock.set(end)
            let later = try await appointments.hold(
                end + .days(4), for: ground.dossier, request: "later")
            #expect(later.refusal?.reason != .barred(until: end))
            #expect(try await appointments.standing(of: ground.dossier).mustConfirmAgain)
        }
    }

    @Test(arguments: ["failed", "uncertain", "expired", "recalled"])
    func `is excused by itself where no message of ours reached the person`(state: String) async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            try await ground.arrive(as: state)
            let absence = try await ground.goesBy(booked)
            #expect(absence.state == .unreached && absence.sanction == nil)
            #expect(try await ground.appointments.appointment(booked.id)?.state == .excused)
            #expect(try await ground.told() == ["appointment.confirmed"])
            #expect(try await ground.appointments.standing(of: ground.dossier) == .clear)
            #expect(try await ground.count("casedesk.audit WHERE act = 'appointment.excuse'") == 1)
            #expect(try await ground.current().facts == [])
        }
    }

    @Test func `isn't excused where the person had said that they come`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            try await ground.arrive(as: "uncertain")
            try await ground.appointments.confirmPresence(
                at: booked, of: ground.dossier, by: .citizen(ground.person))
            #expect(try await ground.goesBy(booked).sanction == .warning)
        }
    }

    @Test func `is found again by the reader when the process died before it was noted`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            ground.clock.set(booked.start + .minutes(16))
            _ = try await ground.booking.miss(
                booked.id, request: "system:unreached/miss/x", at: ground.clock.now)
            _ = try await ground.reader.pass()
            _ = try await ground.appointments.markMissed()
            #expect(try await ground.appointments.absence(booked.id)?.state == .unreached)
            #expect(try await ground.appointments.appointment(booked.id)?.state == .excused)
        }
    }

    @Test func `asks for a yes in the last two days of the next, and lets an early one not count`()
        async throws
    {
        try await withAppointments { ground in
            for day in 0..<2 { _ = try await ground.missed(days: day) }
            let booked = try await ground.booked(days: 8)
            let appointments = ground.appointments
            ground.clock.set(booked.start - .days(6))
            try await appointments.confirmPresence(
                at: booked, of: ground.dossier, by: .citizen(ground.person))
            #expect(try await !appointments.asksForPresence(at: booked))
            ground.clock.set(booked.start - .days(2))
            try await appointments.remind(booked.id, revision: booked.revision, .twoDays)
            #expect(try await ground.told().last == "appointment.answer")
            try await ground.arrive(as: "sent")
            #expect(try await appointments.asksForPresence(at: booked))
            ground.clock.set(booked.start - .hours(30))
            try await appointments.confirmPresence(
                at: booked, of: ground.dossier, by: .citizen(ground.person))
            #expect(try await !appointments.asksForPresence(at: booked))
            ground.clock.set(booked.start - .days(1))
            #expect(try await !appointments.release(booked.id, revision: booked.revision))
        }
    }

    @Test func `lets the next place go whose person says nothing in the last two days`() async throws {
        try await withAppointments { ground in
            for day in 0..<2 { _ = try await ground.missed(days: day) }
            let booked = try await ground.booked(days: 8)
            ground.clock.set(booked.start - .days(2))
            try await ground.appointments.remind(booked.id, revision: booked.revision, .twoDays)
            try await ground.arrive(as: "sent")
            ground.clock.set(booked.start - .days(1))
            #expect(try await ground.appointments.release(booked.id, revision: booked.revision))
            #expect(try await ground.told().last == "appointment.released")
        }
    }
}

@Suite struct `An appeal` {
    @Test func `suspends the sanction until somebody decides, is sealed, and is taken once`() async throws {
        try await withAppointments { ground in
            for day in 0..<3 { _ = try await ground.missed(days: day) }
            let appointments = ground.appointments
            #expect(try await appointments.appeal(ground.dossier, "  ") == .wordsMissing)
            let long = String(repeating: "x", count: Appointments.longestAppeal + 1)
            #expect(try await appointments.appeal(ground.dossier, long) == .tooLong)
            guard case .taken(let absence) = try await appointments.appeal(ground.dossier, "Train supprimé")
            else {
                Issue.record("not taken")
                return
            }
            #expect(absence.state == .appealed)
            #expect(try await appointments.standing(of: ground.dossier).barredUntil == nil)
            #expect(try await appointments.words(of: absence, ground.dossier) == "Train supprimé")
            guard case .closed = try await appointments.appeal(ground.dossier, "Encore") else {
                Issue.record("taken twice")
                return
            }
            let sealed = try await ground.postgres.query(
                "SELECT sealed_appeal AS s FROM casedesk.absences WHERE sealed_appeal IS NOT NULL")
            let bytes: [UInt8] = try #require(try sealed.first?.decode("s"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("Train"))
        }
    }

    @Test func `that is upheld lets the miss count again; one that is excused doesn't`() async throws {
        try await withAppointments { ground in
            for day in 0..<3 { _ = try await ground.missed(days: day) }
            let appointments = ground.appointments
            let last = try #require(try await appointments.absences(of: ground.dossier).first)
            _ = try await appointments.appeal(ground.dossier, "Train supprimé")
            let upheld = try await appointments.decide(
                last.id, of: ground.dossier, .upheld, because: "Aucun retard ce jour-là", by: .agent("a1"))
            #expect(upheld?.state == .upheld)
            #expect(try await appointments.standing(of: ground.dossier).barredUntil != nil)
            #expect(try await ground.told().last == "absence.decided")
            let again = try await appointments.decide(
                last.id, of: ground.dossier, .excused, because: "non", by: .agent("a2"))
            #expect(again == nil)

            let first = try #require(try await appointments.absences(of: ground.dossier).last)
            let excused = try await appointments.decide(
                first.id, of: ground.dossier, .excused, because: "Erreur de notre part", by: .agent("a1"))
            #expect(excused?.state == .excused)
            #expect(try await appointments.appointment(first.id)?.state == .excused)
            #expect(try await appointments.standing(of: ground.dossier).barredUntil == nil)
            #expect(try await ground.count("casedesk.audit WHERE act LIKE 'absence.%'") == 3)
            #expect(try await ground.count("casedesk.absences WHERE excused_at IS NOT NULL") == 1)
        }
    }

    @Test func `needs a miss`() async throws {
        try await withAppointments { ground in
            #expect(try await ground.appointments.appeal(ground.dossier, "Pardon") == .nothingMissed)
            let other = try await ground.submitted("+32470000002")
            let absence = try await ground.missed(days: 0)
            #expect(try await ground.appointments.appeal(absence.id, of: other, "Pardon") == .nothingMissed)
        }
    }
}

extension AppointmentGround {
    /// What waits about appointments came to this end.
    func arrive(as state: String) async throws {
        try await postgres.query(
            """
            UPDATE channels.messages SET state = \(state), ended_at = created_at, next_try_at = NULL
            WHERE ended_at IS NULL
            """)
    }

    /// Booked and told, and nobody comes.
    func missed(days: Int) async throws -> Absence {
        let place = try await booked(days: days)
        try await arrive(as: "sent")
        return try await goesBy(place)
    }

    func goesBy(_ place: Appointment) async throws -> Absence {
        clock.set(place.start + .minutes(16))
        #expect(try await appointments.markMissed() == 1)
        return try #require(try await appointments.absence(place.id))
    }
}
