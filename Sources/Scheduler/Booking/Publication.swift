import RedisClient

/// What writing capacity did.
package struct Publication: Sendable, Equatable, Codable {
    package var days = 0
    package var changed = 0
    /// Appointments that occupy cells which are no longer open for them.
    package var unfit: [Appointment.ID] = []
}

extension Booking {
    /// Writes every desk group's capacity from today to its horizon. Again and again: only what changed is written.
    @discardableResult
    package func publish(at now: Instant? = nil) async throws -> Publication {
        let now = now ?? ServerClock.system.now
        var publication = Publication()
        for agenda in agendas.byPost.values.sorted(by: { $0.post < $1.post }) {
            let today = agenda.zone.wall(at: now).date
            for group in agenda.groups {
                let horizon = group.services.map(\.horizon).max() ?? 0
                for date in (0...horizon).map({ today + $0 }) {
                    try await publish(agenda, group, on: date, today: today, into: &publication)
                }
            }
        }
        return publication
    }

    private func publish(
        _ agenda: Agenda, _ group: DeskGroup, on date: LocalDate, today: LocalDate,
        into publication: inout Publication
    ) async throws {
        let capacity = Capacity(group: group, on: date, zone: agenda.zone)
        // The same for the whole week: a week's counts are the sums of its days'.
        let due = agenda.zone.start(of: date.monday + 7) + .days(8)
        let reserved = Pool.allCases.map { pool -> RedisArgument in
            let counters = group.reserved.filter { $0.pool == pool && date - today > $0.untilDaysBefore }
                .reduce(0) { $0 + $1.counters }
            return counters == 0 ? .text("") : .bytes(capacity.reserved(counters))
        }
        let place = DayKey(post: agenda.post, group: group.id, date: date)
        let answer = try await call(
            .publish,
            arguments: [
                .text(place.description), .text(place.week.description), .init(due.milliseconds),
                .bytes(capacity.bytes),
            ] + reserved + [.init(group.mostBeyond)],
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
