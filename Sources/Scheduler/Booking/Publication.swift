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
        var publication: Publication
        var closures: [DeskClosure]
        repeat {
            closures = try await deskClosures(after: now, in: postgres)
            publication = try await publish(closures, at: now)
            // One that was declared meanwhile, and published by another process, mustn't be opened again by this one.
        } while try await closures != deskClosures(after: now, in: postgres)
        return publication
    }

    /// `closures`: what the desk added to the agendas.
    func publish(_ closures: [DeskClosure], at now: Instant) async throws -> Publication {
        var publication = Publication()
        for agenda in agendas.byPost.values.sorted(by: { $0.post < $1.post }) {
            let today = agenda.zone.wall(at: now).date
            for group in agenda.groups {
                let horizon = group.services.map(\.horizon).max() ?? 0
                for date in (0...horizon).map({ today + $0 }) {
                    try await publish(agenda, group, on: date, today: today, closures, into: &publication)
                }
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
            ] + reserved,
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
