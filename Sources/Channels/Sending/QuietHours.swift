package import Scheduler

/// When telephones should stay silent, on the wall of whoever would be woken.
package struct QuietHours: Sendable, Hashable {
    package let from: LocalTime
    package let to: LocalTime
    /// What waits until they are over; alerts and login codes never do.
    package let lanes: Set<Lane>

    package init(from: LocalTime, to: LocalTime, lanes: Set<Lane>) {
        self.from = from
        self.to = to
        self.lanes = lanes.subtracting([.lifeSafety, .loginCode])
    }

    /// When they are over, if it is quiet now; nil when it isn't.
    package func end(at now: Instant, in zone: Zone) -> Instant? {
        guard from != to else { return nil }
        let wall = zone.wall(at: now)
        let isQuiet =
            from < to ? from <= wall.time && wall.time < to : wall.time >= from || wall.time < to
        guard isQuiet else { return nil }
        let day = wall.time < to ? wall.date : wall.date + 1
        return zone.instant(of: LocalDateTime(date: day, time: to))
    }
}
