import Channels
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

    /// Expected on that day at the post.
    func isExpected(on today: LocalDate) -> Bool {
        appointment?.state == .booked && appointment?.date == today
    }

    func text(_ shown: Shown, say: Phrases) -> String {
        guard facts.contains(.appointmentBooked) else { return say("desk.check.appointment_none") }
        return appointment.map { shown.moment($0.start) } ?? say("desk.day.booked")
    }
}
