/// Time cut into a frequency's periods, numbered so that those of a rule lie an interval apart.
struct RecurrencePeriods: Sendable {
    let frequency: RecurrenceRule.Frequency
    /// Days from Monday to the day on which weeks begin.
    let weekShift: Int

    init(_ rule: RecurrenceRule) {
        frequency = rule.frequency
        weekShift = rule.weekStart.number
    }

    /// Seconds of a period shorter than a day.
    var seconds: Int? {
        switch frequency {
        case .secondly: 1
        case .minutely: 60
        case .hourly: 3_600
        case .daily, .weekly, .monthly, .yearly: nil
        }
    }

    /// Periods in the 400 years after which the Gregorian calendar, weekdays included, repeats itself.
    var perCycle: Int {
        switch frequency {
        case .yearly: 400
        case .monthly: 4_800
        case .weekly: 146_097 / 7
        case .daily: 146_097
        case .hourly, .minutely, .secondly: 146_097 * 86_400 / (seconds ?? 1)
        }
    }

    /// The period in which a second of the wall lies.
    func period(of second: Int) -> Int {
        if let seconds { return second.dividedDown(by: seconds) }
        let day = second.dividedDown(by: 86_400)
        switch frequency {
        case .weekly: return (day + Self.thursday - weekShift).dividedDown(by: 7)
        case .monthly:
            let date = LocalDate(ordinal: day)
            return date.year * 12 + date.month - 1
        case .yearly: return LocalDate(ordinal: day).year
        default: return day
        }
    }

    /// The days that a period touches.
    func days(of period: Int) -> ClosedRange<Int> {
        if let seconds {
            let day = (period * seconds).dividedDown(by: 86_400)
            return day...day
        }
        switch frequency {
        case .weekly:
            let first = period * 7 - Self.thursday + weekShift
            return first...first + 6
        case .monthly:
            let (year, month) = (period / 12, period % 12 + 1)
            let first = LocalDate.ordinal(year: year, month: month, day: 1)
            return first...first + LocalDate.length(ofMonth: month, year: year) - 1
        case .yearly:
            let first = LocalDate.ordinal(year: period, month: 1, day: 1)
            return first...LocalDate.ordinal(year: period, month: 12, day: 31)
        default: return period...period
        }
    }

    /// The weekday of 1970-01-01, the day 0, counted from Monday.
    private static let thursday = 3
}

extension Weekday {
    /// From 0 on Monday to 6 on Sunday.
    var number: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}

extension Int {
    /// Before zero too, to the lower neighbour.
    func dividedDown(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
