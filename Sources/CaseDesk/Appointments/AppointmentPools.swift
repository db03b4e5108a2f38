import PostgresClient
import Scheduler

// Whose share of the places a dossier may have.
extension Appointments {
    /// What the dossier comes for, once for each pool, the one to try first in front. Whoever has a priority takes the
    /// places of its pool before those of everybody, and of those never one beyond the counters.
    func visits(of dossier: Dossier, _ asked: Asking) async throws -> [Visit] {
        let usual = try visit(of: dossier, try await dossiers.procedure(of: dossier), asked)
        guard let priority = try await priority(of: dossier.id.text) else { return [usual] }
        var (kept, rest) = (usual, usual)
        kept.pool = priority.pool
        rest.room = .counters
        return [kept, rest]
    }

    /// By a dossier's opaque id.
    package func priority(of dossier: String) async throws -> DossierPriority? {
        try await Priorities.current(of: dossier, in: postgres)
    }

    /// Whether its person can't wait or come like others: no sanction touches them, and no place goes back unasked.
    func isSheltered(_ place: Appointment, in session: some PostgresSession) async throws -> Bool {
        if place.pool == .urgent || place.pool == .vulnerable { return true }
        return try await Priorities.current(of: place.subject, in: session) != nil
    }

    /// Who waits for a place waits in front of everybody while they have a priority.
    func prefer(_ dossier: Dossier, _ priority: DossierPriority?) async throws {
        guard let entry = try await waiting(dossier)?.entry else { return }
        let most = Self.highestPriority
        guard priority != nil || entry.priority == most else { return }
        _ = try await Waitlist(booking).prefer(entry.id, priority: priority == nil ? 0 : most, at: moment())
    }
}
