import Scheduler

/// The changes of a zone's clock around what a file tells, each written out: no reader needs to know the rule.
struct CalendarZone {
    let zone: Zone
    private let from: Instant
    private let to: Instant

    /// Covers a year before `first` and a year after `last`.
    init(_ zone: Zone, from first: Instant, to last: Instant) {
        self.zone = zone
        from = first - .days(366)
        to = last + .days(366)
    }

    var lines: [String] {
        var observances = observance(at: from, before: zone.offset(at: from))
        var day = from
        while day < to {
            let next = day + .days(1)
            if zone.offset(at: day) != zone.offset(at: next) {
                observances += observance(at: change(after: day, upTo: next), before: zone.offset(at: day))
            }
            day = next
        }
        return ["BEGIN:VTIMEZONE", "TZID:\(zone.name)"] + observances + ["END:VTIMEZONE"]
    }

    private func change(after low: Instant, upTo high: Instant) -> Instant {
        var (low, high) = (low.milliseconds / 1_000, high.milliseconds / 1_000)
        let before = zone.offset(at: Instant(milliseconds: low * 1_000))
        while high - low > 1 {
            let middle = (low + high) / 2
            if zone.offset(at: Instant(milliseconds: middle * 1_000)) == before {
                low = middle
            } else {
                high = middle
            }
        }
        return Instant(milliseconds: high * 1_000)
    }

    /// `DTSTART` is what the wall would have shown without the change.
    private func observance(at instant: Instant, before: Int) -> [String] {
        let after = zone.offset(at: instant)
        let kind = after > before ? "DAYLIGHT" : "STANDARD"
        let wall = LocalDateTime(seconds: Int(instant.milliseconds / 1_000) + before)
        return [
            "BEGIN:\(kind)", "DTSTART:\(CalendarText.local(wall))", "TZOFFSETFROM:\(Self.offset(before))",
            "TZOFFSETTO:\(Self.offset(after))", "END:\(kind)",
        ]
    }

    /// `+0530`, with seconds only where a zone has them.
    private static func offset(_ seconds: Int) -> String {
        let size = abs(seconds)
        return (seconds < 0 ? "-" : "+") + twoDigits(size / 3_600) + twoDigits(size / 60 % 60)
            + (size % 60 == 0 ? "" : twoDigits(size % 60))
    }
}
