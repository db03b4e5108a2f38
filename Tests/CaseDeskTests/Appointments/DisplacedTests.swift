import Channels
import Declared
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `Who can't be received as promised` {
    /// Brussels is closed on Tuesday; who has a place then is displaced.
    private func close(_ ground: AppointmentGround) async throws {
        let cause = DisplacementCause(
            post: "bruxelles", group: "guichets", from: try AppointmentGround.at("00:00"),
            to: try AppointmentGround.at("00:00", days: 1), reason: .premises,
            words: LocalizedText(["fr": "Dégât des eaux"]))
        for _ in 0..<2 { try await ground.appointments.declare("run-0001", cause, by: .agent("chief")) }
        try await ground.appointments.passDisplacements()
    }

    private func answer(_ word: String, _ ground: AppointmentGround) async throws {
        let message = try await ground.sms(word)
        for _ in 0..<2 { try await ground.inbound.take(message) }
    }

    private func state(_ id: Appointment.ID, _ ground: AppointmentGround) async throws
        -> DisplacedPerson.State?
    {
        try await ground.appointments.settleDisplaced(ground.booking.changes(of: id))
        return try await ground.appointments.displacement.person(id)?.state
    }

    @Test func `is told once with another place, and takes it by a word`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            try await close(ground)
            for _ in 0..<3 {
                try await ground.appointments.displace(booked.id, in: "run-0001")
                _ = try await ground.reader.pass()
            }
            #expect(try await ground.told() == ["appointment.confirmed", "appointment.displaced"])
            #expect(try await ground.appointments.appointment(booked.id)?.state == .displaced)
            let kept = try #require(try await ground.appointments.kept(for: booked.id))
            #expect(kept.date == AppointmentGround.tuesday + 1 || kept.date == AppointmentGround.tuesday - 1)
            #expect(try await ground.count("casedesk.audit WHERE act = 'displacement.declared'") == 1)

            try await answer("OUI", ground)
            let again = try #require(try await ground.appointments.appointment(booked.id))
            #expect(again.state == .booked && again.start == kept.start)
            #expect(
                try await ground.told() == [
                    "appointment.confirmed", "appointment.displaced", "appointment.moved",
                ])
            #expect(try await state(booked.id, ground) == .placed)
            for check in try await ground.booking.invariants(at: AppointmentGround.saturday) {
                #expect(check.ok, "\(check)")
            }
        }
    }

    @Test func `keeps their claim when they say no, and may cancel by the other word`() async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            try await close(ground)
            try await ground.appointments.displace(booked.id, in: "run-0001")
            try await answer("NON", ground)
            #expect(try await ground.told().last == "sms.places")
            #expect(try await ground.appointments.appointment(booked.id)?.state == .displaced)
            try await answer("ANNULER", ground)
            #expect(try await ground.appointments.appointment(booked.id)?.state == .displaced)
            try await answer("ANNULER \(ground.code)", ground)
            #expect(try await ground.appointments.appointment(booked.id)?.state == .cancelled)
            #expect(try await state(booked.id, ground) == .left)
        }
    }

    @Test func `is told again when the first place wasn't taken in time, and why the post closes`()
        async throws
    {
        try await withAppointments { ground in
            let booked = try await ground.booked("10:00", days: 14)
            let cause = DisplacementCause(
                post: "bruxelles", group: "guichets", from: booked.start, to: booked.end, reason: .staff,
                words: LocalizedText(["fr": "Toute l’équipe est malade"]))
            try await ground.appointments.declare("run-0002", cause, by: .agent("chief"))
            try await ground.appointments.passDisplacements()
            try await ground.appointments.displace(booked.id, in: "run-0002")
            ground.clock.set(AppointmentGround.saturday + .hours(49))
            try await ground.appointments.displace(booked.id, in: "run-0002")
            #expect(
                try await ground.told() == [
                    "appointment.confirmed", "appointment.displaced", "appointment.another_place",
                ])
            let person = try await ground.appointments.displacement.person(booked.id)
            #expect(person?.asked == 2 && person?.state == .offered)
        }
    }
}
