package import Declared

/// When a post receives people, and for what: its desk groups, declared in `posts/<post>/agenda.yaml`.
package struct Agenda: Sendable, Equatable {
    package let post: String
    package let zone: Zone
    /// Those of the post itself.
    package let groups: [DeskGroup]
    package let tours: [Tour]
    /// The holidays of its lists that nobody has confirmed or refused, by date; only those with an id.
    package let estimates: [Holidays.Day]

    package init(
        post: String, zone: Zone, groups: [DeskGroup], tours: [Tour] = [], estimates: [Holidays.Day] = []
    ) {
        self.post = post
        self.zone = zone
        self.groups = groups
        self.tours = tours
        self.estimates = estimates
    }

    /// The group that serves a service at the post itself, and the service.
    package func service(_ id: String) -> (group: DeskGroup, service: DeskService)? {
        for group in groups {
            if let service = group.services.first(where: { $0.id == id }) { return (group, service) }
        }
        return nil
    }
}

/// The counters that a set of services share.
package struct DeskGroup: Sendable, Equatable {
    package let id: String
    package let services: [DeskService]
    package let rules: [OpeningRule]
    /// Days with other hours than the rules give; no hours: closed.
    package let exceptions: [LocalDate: [Hours]]
    package let closures: [Closure]
    /// Days on which nobody is received unless an exception says so, with their names.
    package let holidays: [LocalDate: LocalizedText]
    /// Places kept for a pool until so many days before.
    package let reserved: [Reservation]

    package init(
        id: String, services: [DeskService], rules: [OpeningRule], exceptions: [LocalDate: [Hours]] = [:],
        closures: [Closure] = [], holidays: [LocalDate: LocalizedText] = [:], reserved: [Reservation] = []
    ) {
        self.id = id
        self.services = services
        self.rules = rules
        self.exceptions = exceptions
        self.closures = closures
        self.holidays = holidays
        self.reserved = reserved
    }

    package struct Reservation: Sendable, Equatable {
        package let pool: Pool
        package let counters: Int
        package let untilDaysBefore: Int

        package init(pool: Pool, counters: Int, untilDaysBefore: Int) {
            self.pool = pool
            self.counters = counters
            self.untilDaysBefore = untilDaysBefore
        }
    }
}

/// What people come for, and how long it takes.
package struct DeskService: Sendable, Equatable {
    package let id: String
    /// Minutes whatever the number of units.
    package let base: Int
    /// Minutes more for each document or person.
    package let perUnit: Int
    /// Minutes between the starts that people are offered, from the beginning of each sitting.
    package let step: Int
    /// Minutes after the start when an absence becomes a miss.
    package let grace: Int
    /// Minutes between the choice and the start, at least.
    package let lead: Int
    /// Days ahead that people may choose.
    package let horizon: Int
    /// Minutes that a place given back rests, chosen at random between these: who cancels can't hand it to a friend.
    package let rest: ClosedRange<Int>
    /// Where less is taken than the counters allow.
    package let quotas: [Quota]
    package let absences: AbsencePolicy

    package init(
        id: String, base: Int, perUnit: Int, step: Int = 10, grace: Int = 15, lead: Int = 60,
        horizon: Int = 60, rest: ClosedRange<Int> = 0...0, quotas: [Quota] = [],
        absences: AbsencePolicy = .usual
    ) {
        self.id = id
        self.base = base
        self.perUnit = perUnit
        self.step = step
        self.grace = grace
        self.lead = lead
        self.horizon = horizon
        self.rest = rest
        self.quotas = quotas
        self.absences = absences
    }

    package func cells(units: Int) -> Int {
        Cell.count(minutes: base + perUnit * max(1, units))
    }

    /// Cells between the starts that people are offered.
    var stepCells: Int { max(1, step * 60 / Cell.seconds) }
}

/// Hours that come again.
package struct OpeningRule: Sendable, Equatable {
    package let days: Days
    package let hours: [Hours]

    package init(days: Days, hours: [Hours]) {
        self.days = days
        self.hours = hours
    }

    package enum Days: Sendable, Equatable {
        case weekly(Set<Weekday>)
        /// A rule of RFC 5545, from its first day on.
        case rule(RecurrenceRule, from: LocalDate)

        package func includes(_ date: LocalDate) -> Bool {
            switch self {
            case .weekly(let days): return days.contains(date.weekday)
            case .rule(let rule, let from):
                let recurrence = Recurrence(rule, start: LocalDateTime(date: from, time: .midnight))
                return !recurrence.days(in: date...date).isEmpty
            }
        }
    }
}

/// A sitting, with as many counters from its begin to its end.
package struct Hours: Sendable, Equatable {
    package let from: LocalTime
    package let to: LocalTime
    package let counters: Int

    package init(from: LocalTime, to: LocalTime, counters: Int) {
        self.from = from
        self.to = to
        self.counters = counters
    }
}

package struct Closure: Sendable, Equatable {
    package let from: LocalDate
    /// Closed on this day too.
    package let to: LocalDate
    package let reason: LocalizedText

    package init(from: LocalDate, to: LocalDate, reason: LocalizedText) {
        self.from = from
        self.to = to
        self.reason = reason
    }

    package func includes(_ date: LocalDate) -> Bool { (from...to).contains(date) }
}

extension DeskGroup {
    /// The sittings of a day: a holiday goes before the rules, an exception before both, a closure before everything.
    package func hours(on date: LocalDate) -> [Hours] {
        if closure(on: date) != nil { return [] }
        if let exception = exceptions[date] { return exception }
        if holidays[date] != nil { return [] }
        return rules.filter { $0.days.includes(date) }.flatMap(\.hours)
    }

    package func closure(on date: LocalDate) -> Closure? {
        closures.first { $0.includes(date) }
    }
}
