import RedisClient

/// A stretch of a desk group's day in which nothing changes.
package struct DayInterval: Sendable, Equatable {
    package let from: Instant
    package let to: Instant
    /// Counters open.
    package let counters: Int
    /// Counters taken, held ones included, per pool; only those that have any.
    package let used: [Pool: Int]
    /// Of these, only held so far.
    package let held: Int

    /// Never below none, also where more are used than are open any more.
    package var free: Int { max(0, counters - used.values.reduce(0, +)) }
}

extension Booking {
    /// What a desk group's day opens and how much of it is used, in order; nothing while it is closed and unused.
    /// `held`: the appointments of that day that are only held.
    package func intervals(
        post: String, group: String, date: LocalDate, held: [Appointment]
    ) async throws -> [DayInterval] {
        guard let agenda = agendas.byPost[post] else { return [] }
        let place = DayKey(post: post, group: group, date: date)
        let answer = try await read(["MGET"] + keys.cells(place).prefix(2)).list?.map(\.bytes) ?? []
        guard answer.count == 2 else { throw BookingFailure.malformed("MGET") }
        return DayInterval.list(
            capacity: answer[0] ?? [], use: PoolCells(bytes: answer[1] ?? []), held: held,
            midnight: agenda.zone.start(of: date))
    }
}

extension DayInterval {
    /// Cells that are alike, put together; a sitting's end always ends an interval.
    static func list(
        capacity: [UInt8], use: PoolCells, held: [Appointment], midnight: Instant
    ) -> [DayInterval] {
        var intervals: [DayInterval] = []
        var ended = true
        for cell in 0..<max(capacity.count, use.count) {
            let byte = cell < capacity.count ? capacity[cell] : 0
            var used: [Pool: Int] = [:]
            for pool in Pool.ordered where use[cell, pool] > 0 { used[pool] = use[cell, pool] }
            let next = DayInterval(
                from: midnight + Cell.duration * cell, to: midnight + Cell.duration * (cell + 1),
                counters: Int(byte & ~Capacity.sittingEnds), used: used,
                held: held.count { ($0.first..<$0.first + $0.cells).contains(cell) })
            if let last = intervals.last, !ended, last.isLike(next) {
                intervals[intervals.count - 1] = last.until(next.to)
            } else if next.counters > 0 || !used.isEmpty {
                intervals.append(next)
            }
            ended = byte >= Capacity.sittingEnds
        }
        return intervals
    }

    private func isLike(_ next: DayInterval) -> Bool {
        to == next.from && counters == next.counters && used == next.used && held == next.held
    }

    private func until(_ end: Instant) -> DayInterval {
        DayInterval(from: from, to: end, counters: counters, used: used, held: held)
    }
}
