import CaseDesk
import Channels
import Scheduler
import Testing

@Suite struct `A reminder of an appointment` {
    @Test func `is told once, seven days, two days and three hours before`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked(days: 8)
            for before in [Duration.days(7), .days(2), .hours(3)] {
                ground.clock.set(booked.start - before)
                let jobs = try await ground.jobs.take(10, lease: .seconds(10), at: ground.clock.now)
                let reminders = jobs.leases.filter { $0.job.kind == Appointments.reminderKind }
                #expect(reminders.count == 1)
                for reminder in reminders {
                    try await ground.appointments.remind(reminder.job)
                    try await ground.appointments.remind(reminder.job)
                    try await ground.jobs.finish(reminder, at: ground.clock.now)
                }
            }
            #expect(
                try await ground.told()
                    == ["appointment.confirmed"] + Array(repeating: "appointment.reminder", count: 3))
        }
    }

    @Test func `isn't told of a time that was moved, nor of a cancelled one`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let moved = try #require(
                try await ground.appointments.move(
                    booked.id, to: AppointmentGround.at("11:00", days: 1), by: .agent("a1"), request: "m"
                ).appointment)
            ground.clock.set(booked.start - .days(2))
            try await ground.appointments.remind(booked.id, revision: booked.revision, .twoDays)
            #expect(try await ground.told() == ["appointment.confirmed", "appointment.moved"])
            try await ground.appointments.remind(moved.id, revision: moved.revision, .twoDays)
            #expect(try await ground.told().last == "appointment.reminder")
            _ = try await ground.appointments.cancel(moved.id, by: .agent("a1"), request: "c")
            try await ground.appointments.remind(moved.id, revision: moved.revision, .threeHours)
            let history = try await ground.messages.history(subject: ground.dossier.id.text)
            #expect(history.filter { $0.template == "appointment.reminder" }.map(\.state) == [.recalled])
        }
    }

    @Test func `whose time is over isn't put in`() async throws {
        try await withAppointments { ground in
            ground.clock.set(try AppointmentGround.at("06:00"))
            _ = try await ground.booked("10:00")
            #expect(try await ground.jobs.stats(at: ground.clock.now).due == 1)
        }
    }

    @Test func `is put in again after the loss of the queue`() async throws {
        try await withAppointments { ground in
            _ = try await ground.booked()
            let other = try await ground.submitted("+32470000002")
            let hold = try await ground.appointments.hold(
                AppointmentGround.at("11:00"), for: other, request: "h")
            _ = try await ground.appointments.confirm(
                try #require(hold.appointment).id, for: other, request: "c")
            let (appointments, jobs) = try ground.withEmptyQueue()
            #expect(try await appointments.rebuild() == 2)
            #expect(try await appointments.rebuild() == 2)
            #expect(try await jobs.stats(at: ground.clock.now).due == 4)
        }
    }
}
