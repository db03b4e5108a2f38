import Scheduler

/// The three that are offered of all that is free: spread, so that one of them suits.
enum TextingPlaces {
    static let count = 3

    /// On the first day with places its first one, on the second one in the middle, on the third the last; a wished
    /// day gives as many as it has before the days after it. `next` is the day after the last one offered.
    static func choose(_ slots: [Slot], wished: LocalDate?) -> (chosen: [Slot], next: LocalDate?) {
        var days: [[Slot]] = []
        for slot in slots {
            if days.last?.first?.wall.date == slot.wall.date {
                days[days.count - 1].append(slot)
            } else {
                days.append([slot])
            }
        }
        var chosen: [Slot] = []
        if let wished, let day = days.first, day[0].wall.date == wished {
            chosen = spread(day)
            days.removeFirst()
        }
        for day in days.prefix(count - chosen.count) {
            chosen.append(day[(day.count - 1) * min(chosen.count, count - 1) / (count - 1)])
        }
        return (chosen, chosen.last.map { $0.wall.date + 1 })
    }

    /// Its first, its middle and its last place.
    private static func spread(_ day: [Slot]) -> [Slot] {
        guard day.count > count else { return day }
        return [day[0], day[(day.count - 1) / 2], day[day.count - 1]]
    }
}
