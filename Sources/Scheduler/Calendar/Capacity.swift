/// The cells of a desk group's day: how many counters are open in each, and where a sitting ends.
package struct Capacity: Sendable, Equatable {
    /// A byte per cell: counters open, and `sittingEnds` added in the last cell of a sitting.
    package private(set) var bytes: [UInt8]

    /// No appointment goes on past a cell marked so: its counter closes.
    package static let sittingEnds: UInt8 = 128
    /// What fits beside the mark.
    package static let most = 127

    package init(group: DeskGroup, on date: LocalDate, zone: Zone) {
        bytes = [UInt8](repeating: 0, count: zone.cells(in: date))
        let start = zone.start(of: date)
        for hours in group.hours(on: date) {
            let cells = Self.cells(of: hours, on: date, from: start, in: zone, count: bytes.count)
            for cell in cells {
                let sum = Int(bytes[cell] & ~Self.sittingEnds) + hours.counters
                bytes[cell] = bytes[cell] & Self.sittingEnds | UInt8(min(sum, Self.most))
            }
            if let last = cells.last { bytes[last] |= Self.sittingEnds }
        }
    }

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func clear(_ cell: Int) { bytes[cell] = 0 }

    /// What is kept for pools on that day, so many counters for each, and never more for one than are open.
    package func kept(_ counters: [Pool: Int]) -> PoolCells {
        PoolCells(
            counters.mapValues { most in
                bytes.map { min($0 & ~Self.sittingEnds, UInt8(min(most, Self.most))) }
            })
    }

    /// Whole cells between the two wall times; one that the clock skips moves forward by the gap.
    private static func cells(
        of hours: Hours, on date: LocalDate, from start: Instant, in zone: Zone, count: Int
    ) -> Range<Int> {
        func seconds(_ time: LocalTime) -> Int {
            let instant =
                time.secondOfDay == 86_400
                ? zone.start(of: date + 1) : zone.instant(of: LocalDateTime(date: date, time: time))
            return instant.wholeSeconds - start.wholeSeconds
        }
        let first = (seconds(hours.from) + Cell.seconds - 1) / Cell.seconds
        let end = min(seconds(hours.to) / Cell.seconds, count)
        return first < end ? max(first, 0)..<end : 0..<0
    }
}
