import Channels
import Declared
import Scheduler

/// What the desk says of a dossier's appointment.
struct DeskAppointment: Sendable {
    let facts: Set<Dossier.Fact>
    let appointment: Appointment?

    init(of dossier: Dossier, web: WebRequest) async throws {
        facts = dossier.facts
        guard let id = dossier.appointment else {
            appointment = nil
            return
        }
        appointment = try await web.stories.appointments.appointment(Appointment.ID(id))
    }

    /// Expected today, by the clock of the place where it is.
    func isExpected(at now: Instant) -> Bool {
        appointment?.state == .booked && appointment?.isToday(at: now) == true
    }

    func text(_ web: WebRequest) -> String {
        guard facts.contains(.appointmentBooked) else { return web.say("desk.check.appointment_none") }
        guard let appointment else { return web.say("desk.day.booked") }
        let city = web.stories.booking.book.tour(of: appointment)?.city[web.locale]
        return [web.moment(of: appointment), city].compactMap(\.self).joined(separator: " · ")
    }
}

extension Appointment {
    func isToday(at now: Instant) -> Bool { (try? Zone(zone))?.wall(at: now).date == date }
}
