import Channels
import PostgresClient
package import Scheduler

extension Appointments {
    /// The kind of job that reminds; its payload is "<appointment> <revision> <how long before>".
    package static let reminderKind = "appointment.remind"

    /// The handler of `reminderKind`.
    package func remind(_ job: Job) async throws {
        let parts = job.payload.split(separator: " ")
        guard parts.count == 3, let revision = Int(parts[1]),
            let reminder = Ahead(String(parts[2]))
        else { throw JobFailure.permanent("not the name of a reminder") }
        try await remind(Appointment.ID(String(parts[0])), revision: revision, reminder)
    }

    /// Only if it is still booked as it was, and still to come.
    package func remind(_ id: Appointment.ID, revision: Int, _ reminder: Ahead) async throws {
        guard let appointment = try await appointment(id), appointment.state == .booked,
            appointment.revision == revision, appointment.start > clock.now,
            let dossierID = Dossier.ID(appointment.subject),
            let dossier = try await dossiers.load(dossierID)
        else { return }
        let procedure = try await dossiers.procedure(of: dossier)
        let deadline = try await answerIsDue(for: appointment)
        let messages = try await postgres.transaction { transaction in
            try await news.remind(
                reminder, of: appointment, answerBy: deadline, dossier, procedure, in: transaction)
        }
        try await news.letters.messages.deliver(messages)
    }

    /// After the loss of Redis: the reminders of everything that is to come. Answers how many appointments that is.
    @discardableResult
    package func rebuild() async throws -> Int {
        var count = 0
        var last: Appointment.ID?
        while true {
            let coming = try await booking.coming(after: moment() ?? clock.now, beyond: last)
            guard let final = coming.last else { return count }
            try await enqueueReminders(of: coming)
            count += coming.count
            last = final.id
        }
    }

    /// Those whose time is over are left out. By their keys, however often they are put in, each stands once.
    func enqueueReminders(of appointments: [Appointment]) async throws {
        let now = moment() ?? clock.now
        var work = appointments.flatMap { appointment in
            booking.agendas.absences(of: appointment).reminders.compactMap { reminder -> NewJob? in
                let due = reminder.instant(before: appointment)
                guard due > now else { return nil }
                let payload = "\(appointment.id) \(appointment.revision) \(reminder)"
                return NewJob(
                    kind: Self.reminderKind, payload: payload,
                    key: "\(Self.reminderKind)/\(payload)", due: due, priority: .reminder)
            }
        }
        for appointment in appointments {
            if let release = try await releaseJob(for: appointment) { work.append(release) }
        }
        guard !work.isEmpty else { return }
        try await jobs.enqueue(work, at: moment())
    }

    /// Booked ones past their service's grace become missed; at once excused where nothing of ours reached the person.
    /// Answers how many.
    @discardableResult
    package func markMissed() async throws -> Int {
        var count = 0
        var last: Appointment.ID?
        while true {
            let begun = try await booking.begun(by: moment() ?? clock.now, beyond: last)
            guard let final = begun.last else {
                try await settleExcuses()
                return count
            }
            for appointment in begun where try await isMissed(appointment) { count += 1 }
            last = final.id
        }
    }

    private func isMissed(_ appointment: Appointment) async throws -> Bool {
        let performer = try await wasReached(appointment) ? Performer.system("appointments") : .unreached
        // A refusal is remembered too: what is too early now is asked anew later.
        let request = AppointmentRequest(
            performer, "miss", "\(appointment.id)/\(clock.now.milliseconds)")
        let decision = try await recorded(.miss, by: performer) {
            try await booking.miss(appointment.id, request: request.text, at: moment())
        }
        return decision.appointment != nil
    }
}
