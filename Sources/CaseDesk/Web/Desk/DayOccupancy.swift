import Channels
import Scheduler

/// How full a desk group's day is, interval by interval.
struct DayOccupancy: Sendable {
    let group: String
    let intervals: [DayInterval]
    let shown: Shown

    func html(_ say: Phrases) -> HTML {
        let title = say("desk.post_day.occupancy", ["group": .text(group)])
        guard !intervals.isEmpty else { return "<h2>\(title)</h2><p>\(say("desk.post_day.closed"))</p>" }
        let pools = Pool.allCases.filter { pool in intervals.contains { $0.used[pool] != nil } }
        let columns =
            [say("desk.post_day.hours"), say("desk.post_day.open")]
            + pools.map { say("desk.post_day.pool.\($0.rawValue)") }
            + [say("desk.post_day.held"), say("desk.post_day.free")]
        return Table(
            caption: title,
            columns: columns.enumerated().map { .init(title: $1, isAmount: $0 > 0) },
            rows: intervals.map { interval in
                let used = pools.map { "\(interval.used[$0] ?? 0)" as HTML }
                return [
                    Isolated("\(shown.time(interval.from))–\(shown.time(interval.to))").html,
                    "\(interval.counters)",
                ] + used + ["\(interval.held)", "\(interval.free)"]
            }
        ).html
    }
}
