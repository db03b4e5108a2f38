import Channels
import Logging
import PostgresClient
package import Scheduler

/// One change, and who brought it about.
struct AppointmentChange {
    let kind: Change.Kind
    let appointment: Appointment
    let performer: Performer
    /// Why an agent did it, where they said so.
    let reason: DeskReason.ID?

    init(
        kind: Change.Kind, appointment: Appointment, performer: Performer, reason: DeskReason.ID? = nil
    ) {
        self.kind = kind
        self.appointment = appointment
        self.performer = performer
        self.reason = reason
    }

    init(_ change: Change) {
        kind = change.kind
        appointment = change.appointment
        performer = AppointmentRequest.performer(in: change.request) ?? .system("scheduler")
        reason = AppointmentRequest.reason(in: change.request)
    }
}

// What a change means for its dossier: fact, history, audit entry, link and message, in one transaction.
extension Appointments {
    /// Twice is once: called after each decision, and by the reader of the ministry's stream.
    package func record(_ changes: [Change]) async throws {
        for change in changes { try await record(AppointmentChange(change)) }
    }

    func record(_ change: AppointmentChange) async throws {
        switch change.kind {
        case .hold, .expire, .rest, .free: return
        case .move where change.appointment.state == .held: return
        case .confirm, .move, .cancel, .attend, .miss, .displace, .excuse: break
        }
        guard try await concerns(change), let id = Dossier.ID(change.appointment.subject) else { return }
        let settlement = try await postgres.transaction(retries: 2) {
            transaction -> Dossiers.Settlement? in
            guard try await claim(change, for: id, in: transaction) else { return nil }
            let settlement = try await settle(change, of: id, in: transaction)
            let absence = try await noteAbsence(change, of: settlement.dossier, in: transaction)
            try await news.record(change, settlement.dossier, absence, in: dossiers, transaction)
            return settlement
        }
        guard let settlement else { return }
        if let written = settlement.change { await dossiers.witness.follow(written) }
        await follow(change)
    }

    /// Whether anybody was ever told: a hold that is given up concerns nobody.
    private func concerns(_ change: AppointmentChange) async throws -> Bool {
        guard let id = Dossier.ID(change.appointment.subject), try await dossiers.load(id) != nil else {
            logger.notice(
                "an appointment belongs to no dossier",
                metadata: ["appointment": "\(change.appointment.id)"])
            return false
        }
        guard change.kind == .cancel else { return true }
        return try await booking.changes(of: change.appointment.id).contains {
            $0.appointment.state == .booked && $0.appointment.revision < change.appointment.revision
        }
    }

    /// False when it was recorded before, or a later one was. The row is locked until the record stands.
    private func claim(
        _ change: AppointmentChange, for dossier: Dossier.ID, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let appointment = change.appointment
        let rows = try await transaction.query(
            """
            INSERT INTO casedesk.appointments (id, dossier, revision)
            VALUES (\(appointment.id.value), \(dossier.text), \(appointment.revision))
            ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, presence_confirmed_at = NULL,
                presence_again_at = NULL
            WHERE appointments.revision < excluded.revision
            RETURNING id
            """)
        return !rows.isEmpty
    }

    private func settle(
        _ change: AppointmentChange, of id: Dossier.ID, in transaction: PostgresTransaction
    ) async throws -> Dossiers.Settlement {
        let appointment = change.appointment
        switch appointment.state {
        case .booked:
            return try await dossiers.establish(
                .appointmentBooked, of: id, appointment: appointment.id.value, by: change.performer,
                in: transaction)
        case .attended:
            return try await dossiers.establish(
                .appointmentAttended, of: id, appointment: appointment.id.value, by: change.performer,
                in: transaction)
        case .cancelled, .missed, .displaced:
            let dossier = try await dossiers.locked(id, in: transaction)
            // Another appointment may stand for the dossier by now.
            guard dossier.appointment == appointment.id.value else {
                return Dossiers.Settlement(dossier: dossier, change: nil)
            }
            return try await dossiers.withdraw(
                .appointmentBooked, of: id, by: change.performer, in: transaction)
        case .held, .lapsed, .excused, .resting, .freed:
            return Dossiers.Settlement(
                dossier: try await dossiers.locked(id, in: transaction), change: nil)
        }
    }

    /// What is lost here is found again: messages by their sweep, reminders by `rebuild`.
    private func follow(_ change: AppointmentChange) async {
        do {
            try await news.letters.messages.deliver(subject: change.appointment.subject)
            if change.appointment.state == .booked { try await enqueueReminders(of: [change.appointment]) }
        } catch {
            logger.warning(
                "news of an appointment are left to the sweep", metadata: ["why": "\(type(of: error))"])
        }
    }
}
