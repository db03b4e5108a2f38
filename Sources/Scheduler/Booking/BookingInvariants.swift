import RedisClient

/// A promise of the whole system, and whether it holds right now.
package struct InvariantCheck: Sendable, Codable, Equatable {
    package let name: String
    package let ok: Bool
    package let detail: String

    package init(name: String, ok: Bool, detail: String) {
        self.name = name
        self.ok = ok
        self.detail = detail
    }
}

extension Booking {
    /// Checks that appointments keep their promises; safe beside running traffic.
    package func invariants(at now: Instant? = nil) async throws -> [InvariantCheck] {
        let appointments = try await appointmentsInRedis()
        let counts = try await counts(appointments, at: now ?? ServerClock.system.now)
        let differences = try await reconcile(at: now)
        return [
            InvariantCheck(
                name: "cells-within-capacity", ok: counts.oversold == 0 && counts.miscounted == 0,
                detail: "\(counts.appointments) appointments, \(counts.oversold) cells oversold, "
                    + "\(counts.miscounted) miscounted"),
            try await onePlaceEach(appointments),
            InvariantCheck(
                name: "quotas-equal-what-they-count", ok: counts.quotas == 0,
                detail: "\(counts.quotas) differ"),
            try await holdsExpire(appointments, at: now),
            InvariantCheck(
                name: "journal-agrees", ok: differences.isEmpty,
                detail: differences.isEmpty
                    ? "no difference"
                    : "\(differences.count) differ: "
                        + differences.prefix(5).map(\.appointment.value).joined(separator: " ")),
        ]
    }

    private struct Count: Decodable {
        var appointments = 0
        var oversold = 0
        var miscounted = 0
        var quotas = 0
    }

    /// Each day is counted in one step of Redis.
    private func counts(_ appointments: [Appointment], at now: Instant) async throws -> Count {
        var places = Set(
            appointments.filter { $0.end > now - .days(1) }
                .map { DayKey(post: $0.post, group: $0.group, date: $0.date) })
        for agenda in agendas.byPost.values {
            for group in agenda.allGroups {
                let today = agenda.zone(of: group.id).wall(at: now).date
                let horizon = group.services.map(\.horizon).max() ?? 0
                places.formUnion(
                    (0...horizon).map { DayKey(post: agenda.post, group: group.id, date: today + $0) })
            }
        }
        var sum = Count()
        for place in places {
            let count = try await call(
                .count, arguments: [.text(place.description), .init(mostBeyond(place))], at: now,
                as: Count.self)
            sum.appointments += count.appointments
            sum.oversold += count.oversold
            sum.miscounted += count.miscounted
            sum.quotas += count.quotas
        }
        for week in Set(places.map(\.week)) {
            let days = week.days.map { RedisArgument.text($0.description) }
            let count = try await call(
                .count, arguments: [.text(week.description), .init(0)] + days, at: now, as: Count.self)
            sum.quotas += count.quotas
        }
        return sum
    }

    /// What the agenda allows beyond the counters, in percent of them.
    private func mostBeyond(_ place: DayKey) -> Int {
        agendas.byPost[place.post]?.group(place.group)?.mostBeyond ?? 0
    }

    /// Candidates are read again: between two reads a place may have changed hands.
    private func onePlaceEach(_ appointments: [Appointment]) async throws -> InvariantCheck {
        let locking = appointments.filter { $0.identity != nil && $0.state.locks }
        let owners = Dictionary(grouping: locking) { "\($0.service)/\($0.identity ?? "")" }
        var wrong = 0
        for (field, all) in owners {
            let owner = try await read(["HGET", keys.identities, field]).text
            guard all.count > 1 || owner != all.first?.id.value else { continue }
            var active = 0
            var locked = false
            for old in all {
                guard let current = try await appointment(old.id), current.state.locks else { continue }
                active += 1
                let owner = try await read(["HGET", keys.identities, field]).text
                locked = locked || owner == current.id.value
            }
            if active > 1 || (active == 1 && !locked) { wrong += 1 }
        }
        return InvariantCheck(
            name: "one-place-per-person-and-service", ok: wrong == 0,
            detail: "\(owners.count) people, \(wrong) with several places or without their lock")
    }

    private func holdsExpire(_ appointments: [Appointment], at now: Instant?) async throws -> InvariantCheck {
        let limit: Instant
        if let now {
            limit = now
        } else {
            let time = try await read(["TIME"]).list ?? []
            guard let seconds = time.first?.integer else { throw BookingFailure.malformed("TIME") }
            limit = Instant(milliseconds: seconds * 1_000)
        }
        let late =
            try await read(["ZCOUNT", keys.holds, "-inf", "\((limit - .seconds(1)).milliseconds)"]).int ?? 0
        var lost = 0
        for hold in appointments where hold.state == .held {
            guard try await read(["ZSCORE", keys.holds, hold.id.value]).isNull else { continue }
            if try await appointment(hold.id)?.state == .held { lost += 1 }
        }
        return InvariantCheck(
            name: "holds-expire", ok: late == 0 && lost == 0, detail: "\(late) late, \(lost) without expiry")
    }
}
