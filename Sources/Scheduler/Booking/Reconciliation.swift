import PostgresClient
import RedisClient

/// An appointment on which Redis and the journal don't agree.
package struct Difference: Sendable, Hashable, Codable {
    package let appointment: Appointment.ID
    /// Nil: it isn't there.
    package let inRedis: Side?
    package let inJournal: Side?

    package struct Side: Sendable, Hashable, Codable {
        package let revision: Int
        package let state: Appointment.State
    }
}

extension Booking {
    /// Brings the journal up to the end of the stream, then compares both sides. What changes while they are being
    /// read is looked at again; only what persists is told.
    package func reconcile(at now: Instant? = nil) async throws -> [Difference] {
        var last: Set<Difference> = []
        for attempt in 0..<5 {
            if attempt > 0 { try await Task.sleep(for: .milliseconds(100)) }
            try await catchUp { _ = try await journal.write($0, in: postgres) }
            let found = try await differences(at: now ?? ServerClock.system.now)
            if found.isEmpty || (attempt > 0 && found == last) {
                return found.sorted { $0.appointment.value < $1.appointment.value }
            }
            last = attempt == 0 ? found : found.intersection(last)
        }
        return last.sorted { $0.appointment.value < $1.appointment.value }
    }

    private func differences(at now: Instant) async throws -> Set<Difference> {
        let remembered = try await journal.remembered(at: now, in: postgres)
        let journalled = sides(try remembered.map { try decoded(Appointment.self, Array($0.utf8)) })
        let held = sides(try await appointmentsInRedis())
        var differences: Set<Difference> = []
        for id in Set(journalled.keys).union(held.keys) where journalled[id] != held[id] {
            differences.insert(Difference(appointment: id, inRedis: held[id], inJournal: journalled[id]))
        }
        return differences
    }

    private func sides(_ appointments: [Appointment]) -> [Appointment.ID: Difference.Side] {
        Dictionary(
            appointments.map { ($0.id, Difference.Side(revision: $0.revision, state: $0.state)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// All that Redis remembers.
    func appointmentsInRedis() async throws -> [Appointment] {
        let ids = try await read(["ZRANGE", keys.index, "0", "-1"]).list?.compactMap(\.text) ?? []
        var appointments: [Appointment] = []
        for part in ids.parts(of: 500) {
            let values =
                try await read(["MGET"] + part.map { keys.appointment(Appointment.ID($0)) }).list ?? []
            appointments += try values.compactMap(\.bytes).map { try decoded(Appointment.self, $0) }
        }
        return appointments
    }
}
