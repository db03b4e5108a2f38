import Channels
import Logging
import PostgresClient
package import Scheduler

// Whom the post can't receive as it had promised: each is told once and offered another place.
extension Appointments {
    /// The kind of job that deals with one person of a run; its payload is "<run> <appointment>".
    package static let displacementKind = "displacement.person"
    /// The kind of job that finds out what is to be done, after a crash too.
    package static let displacementPassKind = "displacement.pass"

    static let displacer = Performer.system("displacement")
    package var displacement: Displacement { Displacement(booking) }

    /// Writes a run down with its audit entry, and has it begun at once. The same id again changes nothing.
    /// - Throws: `DisplacementRefusal`
    package func declare(_ run: String, _ cause: DisplacementCause, by performer: Performer) async throws {
        let entry = AuditEntry(
            performer: performer, act: "displacement.declared", object: "displacement/\(run)",
            detail: [
                "post": cause.post, "group": cause.group, "reason": cause.reason.rawValue,
                "from": String(cause.from.milliseconds), "to": String(cause.to.milliseconds),
            ], at: clock.now)
        try await displacement.declare(run, cause, by: performer.code, at: moment()) { transaction in
            try await Audit.record(entry, in: transaction)
        }
        try await jobs.enqueue(
            NewJob(kind: Self.displacementPassKind, payload: run, key: "displacement.pass/\(run)"))
    }

    /// Begins what was declared, and puts in the work that the rows ask for. By their keys each job stands once.
    package func passDisplacements() async throws {
        for run in try await displacement.unbegun() { try await displacement.begin(run, at: moment()) }
        try await enqueue(try await displacement.outstanding(at: moment()))
    }

    /// The handler of `displacementKind`. People are dealt with one after the other: who goes first has the choice.
    package func displace(_ job: Job) async throws {
        let parts = job.payload.split(separator: " ").map(String.init)
        guard parts.count == 2 else { throw JobFailure.permanent("not the name of a displaced person") }
        let (run, id) = (parts[0], Appointment.ID(parts[1]))
        do {
            let notice = try await displace(id, in: run)
            if let notice, !notice.isFirst {
                try await enqueue(try await displacement.outstanding(at: moment()))
            }
        } catch {
            // Nobody waits behind one whom we can't tell: an agent does it.
            guard job.tries >= job.maximumTries, !(error is CancellationError) else { throw error }
            try await displacement.setAside(run, id, at: moment())
            logger.error("a displaced person couldn't be told", metadata: ["appointment": "\(id)"])
        }
        if let next = try await displacement.next(in: run) { try await enqueue([next]) }
    }

    /// Killed anywhere it goes on where the rows say; answers what the person was told, nil when nothing.
    @discardableResult
    func displace(_ id: Appointment.ID, in run: String) async throws -> DisplacementNotice? {
        if try await appointment(id)?.state == .booked {
            let request = AppointmentRequest(Self.displacer, "displace", "\(run)/\(id)").text
            _ = try await recorded(.displace, by: Self.displacer) {
                try await booking.displace(id, request: request, at: moment())
            }
        }
        let words = try await displacement.run(run)?.words
        let notice = try await displacement.offer(run, id, at: moment()) { notice, transaction in
            guard let dossierID = Dossier.ID(notice.person.subject) else { return }
            let dossier = try await dossiers.locked(dossierID, in: transaction)
            let procedure = try await dossiers.procedure(of: dossier)
            try await news.displaced(notice, why: words, dossier, procedure, in: transaction)
        }
        if let notice { try await news.letters.messages.deliver(subject: notice.person.subject) }
        return notice
    }

    /// The place that is kept for a displaced appointment.
    package func kept(for id: Appointment.ID) async throws -> Appointment? {
        try await displacement.offered(to: id, at: moment())
    }

    /// Takes the place that is kept: the appointment stands again, at its new time. Pressed twice, it counts once.
    package func takeKept(_ id: Appointment.ID, by performer: Performer) async throws -> Decision {
        guard let place = try await displacement.person(id)?.place else { return .unknown }
        let request = AppointmentRequest(performer, "take", "\(id)/\(place)").text
        return try await recorded(.move, by: performer) {
            try await displacement.take(id, request: request, at: moment())
        }
    }

    /// What changes mean for those who were displaced; the same changes again do nothing more.
    package func settleDisplaced(_ changes: [Change]) async throws {
        try await displacement.settle(changes, at: moment())
    }

    private func enqueue(_ people: [DisplacedPerson]) async throws {
        try await jobs.enqueue(
            people.map { person in
                NewJob(
                    kind: Self.displacementKind, payload: "\(person.run) \(person.appointment)",
                    key: "displacement/\(person.run)/\(person.appointment)", maximumTries: 5, keepKey: .zero)
            })
    }
}
