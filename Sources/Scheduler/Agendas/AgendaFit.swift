/// Whose places are left when a desk group's day opens otherwise.
package enum AgendaFit {
    /// The fewest that must go, in the order in which they lose their places: what has happened stays, then urgent and
    /// vulnerable people, then who comes first; what nobody was promised goes first. All of one group and day.
    package static func unfit(
        _ appointments: [Appointment], of group: String, on date: LocalDate, by agenda: Agenda
    ) -> [Appointment] {
        let zone = agenda.zone(of: group)
        let group = agenda.known(group)
        let capacity = Capacity(group: group, on: date, zone: zone)
        let counters = capacity.bytes.map { Int($0 & ~Capacity.sittingEnds) }
        let most = counters.map(group.most)
        var use = [Int](repeating: 0, count: counters.count)
        var certain = use
        var unfit: [Appointment] = []
        for appointment in appointments.sorted(by: { rank($0) < rank($1) }) {
            let cells = appointment.first..<appointment.first + appointment.cells
            let overbooks = appointment.pool.overbooks
            if isOpen(cells, in: capacity), cells.allSatisfy({ use[$0] < most[$0] }),
                overbooks || cells.allSatisfy({ certain[$0] < counters[$0] })
            {
                for cell in cells {
                    use[cell] += 1
                    if !overbooks { certain[cell] += 1 }
                }
            } else {
                unfit.append(appointment)
            }
        }
        return unfit.sorted { ($0.start, $0.id.value) < ($1.start, $1.id.value) }
    }

    /// Within the day, and no sitting ends amid them.
    private static func isOpen(_ cells: Range<Int>, in capacity: Capacity) -> Bool {
        guard cells.upperBound <= capacity.bytes.count, cells.lowerBound >= 0 else { return false }
        return cells.dropLast().allSatisfy { capacity.bytes[$0] < Capacity.sittingEnds }
    }

    private static func rank(_ appointment: Appointment) -> (Int, Instant, String) {
        let place =
            switch (appointment.state, appointment.pool) {
            case (.attended, _), (.missed, _), (.excused, _): 0
            case (.booked, .vulnerable): 1
            case (.booked, .urgent): 2
            case (.booked, _): 3
            default: 4
            }
        return (place, appointment.start, appointment.id.value)
    }
}

extension Capacity {
    /// How many appointments of so many cells fit, one after another at each counter, beginning where people are
    /// offered a start: every `step` cells from the beginning of each sitting.
    package func places(cells: Int, step: Int) -> Int {
        let pace = (max(1, cells) + max(1, step) - 1) / max(1, step) * max(1, step)
        var places = 0
        for sitting in sittings {
            var start = sitting.lowerBound
            while start + cells <= sitting.upperBound {
                places += bytes[start..<start + cells].map { Int($0 & ~Self.sittingEnds) }.min() ?? 0
                start += pace
            }
        }
        return places
    }

    /// The cells of each sitting, in order.
    package var sittings: [Range<Int>] {
        var sittings: [Range<Int>] = []
        var begin: Int?
        for (cell, byte) in bytes.enumerated() {
            let isOpen = byte & ~Self.sittingEnds > 0
            if isOpen, begin == nil { begin = cell }
            if !isOpen, let first = begin {
                sittings.append(first..<cell)
                begin = nil
            }
            if byte >= Self.sittingEnds, let first = begin {
                sittings.append(first..<cell + 1)
                begin = nil
            }
        }
        if let first = begin { sittings.append(first..<bytes.count) }
        return sittings
    }
}
