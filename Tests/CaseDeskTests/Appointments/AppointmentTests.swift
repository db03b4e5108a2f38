import CaseDesk
import Channels
import PostgresClient
import Scheduler
import Testing

@Suite struct `The appointment of a dossier` {
    @Test func `takes as long as its documents ask, among the post's own places`() async throws {
        try await withAppointments { ground in
            let days = try await ground.appointments.days(
                for: ground.dossier, from: AppointmentGround.tuesday, count: 5)
            #expect(days.map { $0.starts > 0 } == [true, true, true, true, false])
            let slot = try #require(
                try await ground.appointments.slots(for: ground.dossier, on: AppointmentGround.tuesday).first)
            #expect(slot.end - slot.start == .minutes(15))
        }
    }

    @Test func `is told once, however often it is confirmed and whoever records it`() async throws {
        try await withAppointments { ground in
            let hold = try #require(
                try await ground.appointments.hold(
                    AppointmentGround.at("10:00"), for: ground.dossier, request: "r"
                ).appointment)
            try await withThrowingTaskGroup(of: Void.self) { [ground] group in
                for _ in 0..<10 {
                    group.addTask {
                        let done = try await ground.appointments.confirm(
                            hold.id, for: ground.dossier, request: "r")
                        #expect(done.appointment?.state == .booked)
                    }
                    group.addTask { _ = try await ground.reader.pass() }
                }
                try await group.waitForAll()
            }
            _ = try await ground.reader.pass()
            #expect(try await ground.told() == ["appointment.confirmed"])
            #expect(try await ground.count("casedesk.audit WHERE act = 'appointment.confirm'") == 1)
            #expect(try await ground.count("casedesk.narrow_links") == 1)
            let dossier = try await ground.current()
            #expect(dossier.facts == [.appointmentBooked] && dossier.appointment == hold.id.value)
            #expect(try await ground.jobs.stats(at: ground.clock.now).due == 2)
            let performers = try await ground.dossiers.events(of: dossier).map(\.performer)
            #expect(performers.last == .citizen(ground.person))
        }
    }

    @Test func `is told after a crash that came between its booking and its record`() async throws {
        try await withAppointments { ground in
            let hold = try #require(
                try await ground.appointments.hold(
                    AppointmentGround.at("10:00"), for: ground.dossier, request: "r"
                ).appointment)
            _ = try await ground.booking.confirm(hold.id, request: "x", at: ground.clock.now)
            #expect(try await ground.told() == [])
            _ = try await ground.reader.pass()
            #expect(try await ground.told() == ["appointment.confirmed"])
            #expect(try await ground.current().facts == [.appointmentBooked])
        }
    }

    @Test func `isn't told of a booking once its cancellation is known`() async throws {
        try await withAppointments { ground in
            let hold = try #require(
                try await ground.appointments.hold(
                    AppointmentGround.at("10:00"), for: ground.dossier, request: "r"
                ).appointment)
            _ = try await ground.booking.confirm(hold.id, request: "x", at: ground.clock.now)
            _ = try await ground.appointments.cancel(hold.id, by: .agent("a1"), request: "y")
            _ = try await ground.reader.pass()
            #expect(try await ground.told() == ["appointment.cancelled"])
            #expect(try await ground.current().facts == [])
        }
    }

    @Test func `tells nothing of a hold that is given up`() async throws {
        try await withAppointments { ground in
            let hold = try #require(
                try await ground.appointments.hold(
                    AppointmentGround.at("10:00"), for: ground.dossier, request: "r"
                ).appointment)
            _ = try await ground.appointments.cancel(
                hold.id, by: .citizen(ground.person), request: "c")
            _ = try await ground.reader.pass()
            #expect(try await ground.told() == [])
            #expect(try await ground.count("casedesk.audit WHERE act LIKE 'appointment.%'") == 0)
        }
    }

    @Test func `moves with its link and its file, and the news before are recalled`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let moved = try #require(
                try await ground.appointments.move(
                    booked.id, to: AppointmentGround.at("11:00", days: 1), by: .citizen(ground.person),
                    request: "m"
                ).appointment)
            #expect(moved.id == booked.id && moved.revision > booked.revision)
            let history = try await ground.messages.history(subject: ground.dossier.id.text)
            #expect(history.map(\.template) == ["appointment.confirmed", "appointment.moved"])
            #expect(history.map(\.state) == [.recalled, .waiting])
            let file = try await ground.appointments.calendarFile(of: moved, dossier: ground.current())
            #expect(file.contains("SEQUENCE:\(moved.revision)\r\n"))
            #expect(file.contains("UID:\(moved.id)@"))
            #expect(file.contains("DTSTART;TZID=Europe/Brussels:20261125T110000\r\n"))
        }
    }

    @Test func `is another person's to take: one dossier can't confirm the hold of the next`() async throws {
        try await withAppointments { ground in
            let other = try await ground.submitted("+32470000002")
            let hold = try #require(
                try await ground.appointments.hold(
                    AppointmentGround.at("10:00"), for: ground.dossier, request: "r"
                ).appointment)
            let decision = try await ground.appointments.confirm(hold.id, for: other, request: "r")
            #expect(decision.refusal?.reason == .unknown)
            #expect(try await ground.appointments.appointment(hold.id)?.state == .held)
        }
    }

    @Test func `is missed after the grace, and another one may be had`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            try await ground.arrive(as: "sent")
            ground.clock.set(booked.start + .minutes(10))
            #expect(try await ground.appointments.markMissed() == 0)
            ground.clock.set(booked.start + .minutes(16))
            #expect(try await ground.appointments.markMissed() == 1)
            #expect(try await ground.appointments.markMissed() == 0)
            #expect(try await ground.told().last == "appointment.missed")
            #expect(try await ground.current().facts == [])
            #expect(try await ground.appointments.current(of: ground.dossier) == nil)
            let next = try await ground.booked("10:00", days: 2)
            #expect(try await ground.appointments.current(of: ground.dossier) == next)
        }
    }

    @Test func `is attended at the counter`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            ground.clock.set(booked.start - .minutes(5))
            let found = try await ground.appointments.arrival(ground.appointments.arrivalText(booked))
            let here = try await ground.appointments.attend(
                try #require(found).id, by: .agent("a1"), request: "q")
            #expect(here.appointment?.state == .attended)
            #expect(try await ground.current().facts == [.appointmentBooked, .appointmentAttended])
            #expect(try await ground.told() == ["appointment.confirmed"])
        }
    }
}
