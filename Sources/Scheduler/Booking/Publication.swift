import PostgresClient
import RedisClient

/// What writing capacity did.
package struct Publication: Sendable, Equatable, Codable {
    package var days = 0
    package var changed = 0
    /// Appointments that occupy cells which are no longer open for them.
    package var unfit: [Appointment.ID] = []
}

extension Booking {
    /// Writes every desk group's capacity from today to its horizon, by the agendas and the desk's closures that count at
    /// that moment, and of the days beyond on which somebody has a place. Again and again: only what changed is written.
    @discardableResult
    package func publish(at now: Instant? = nil) async throws -> Publication {
        do {
            return try await postgres.transaction { try await publish(at: now, in: $0) }
        } catch let failure as PostgresFailure {
            throw BookingFailure.unavailable("agendas: \(failure)")
        }
    }

    /// Processes wait for one another: what an older agenda opens is never written over a newer one's.
    func publish(at now: Instant?, in transaction: PostgresTransaction) async throws -> Publication {
        try await AgendaVersions(ministry: ministry).lock(in: transaction)
        try await refreshAgendas(at: now, in: transaction)
        let now = now ?? ServerClock.system.now
        // Read under the lock: who declares one publishes after us.
        let closures = try await deskClosures(after: now, in: transaction)
        var publication = Publication()
        for agenda in agendas.byPost.values.sorted(by: { $0.post < $1.post }) {
            let today = agenda.zone.wall(at: now).date
            var beyond = try await occupiedDays(post: agenda.post, from: today, in: transaction)
            for group in agenda.groups {
                let horizon = group.services.map(\.horizon).max() ?? 0
                for date in (0...horizon).map({ today + $0 }) {
                    try await publish(agenda, group, on: date, today: today, closures, into: &publication)
                    beyond.remove(DayKey(post: agenda.post, group: group.id, date: date))
                }
            }
            for day in beyond {
                let group = agenda.groups.first { $0.id == day.group } ?? .gone(day.group)
                try await publish(agenda, group, on: day.date, today: today, closures, into: &publication)
            }
        }
        return publication
    }

    private func publish(
        _ agenda: Agenda, _ group: DeskGroup, on date: LocalDate, today: LocalDate,
        _ closures: [DeskClosure], into publication: inout Publication
    ) async throws {
        var capacity = Capacity(group: group, on: date, zone: agenda.zone)
        for closure in closures where closure.post == agenda.post && closure.group == group.id {
            capacity.close(closure.starts..<closure.ends, from: agenda.zone.start(of: date))
        }
        // The same for the whole week: a week's counts are the sums of its days'.
        let due = agenda.zone.start(of: date.monday + 7) + .days(8)
        var reserved: [Pool: Int] = [:]
        for share in group.reserved where date - today > share.untilDaysBefore {
            reserved[share.pool, default: 0] += share.counters
        }
        let place = DayKey(post: agenda.post, group: group.id, date: date)
        let answer = try await call(
            .publish,
            arguments: [
                .text(place.description), .text(place.week.description), .init(due.milliseconds),
                .bytes(capacity.bytes), .bytes(capacity.kept(reserved).bytes), .init(group.mostBeyond),
            ],
            at: nil, as: PublishAnswer.self)
        publication.days += 1
        publication.changed += answer.changed
        publication.unfit += answer.unfit ?? []
    }

    private struct PublishAnswer: Decodable {
        let changed: Int
        let unfit: [Appointment.ID]?
    }
}

extension DeskGroup {
    /// One that the agenda doesn't know any more: it never opens.
    fileprivate static func gone(_ id: String) -> DeskGroup {
        DeskGroup(id: id, services: [], rules: [])
    }
}
