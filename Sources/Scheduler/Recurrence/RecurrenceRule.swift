/// A recurrence rule as RFC 5545 §3.3.10 writes it; what a start adds to it is not here.
package struct RecurrenceRule: Sendable, Equatable {
    package let frequency: Frequency
    package var interval = 1
    package var bound: Bound?
    package var weekStart = Weekday.monday
    /// Empty where the part isn't there, like the lists below.
    package var months: [Int] = []
    package var weekNumbers: [Int] = []
    package var yearDays: [Int] = []
    package var monthDays: [Int] = []
    package var days: [Day] = []
    package var hours: [Int] = []
    package var minutes: [Int] = []
    package var seconds: [Int] = []
    package var positions: [Int] = []

    package init(_ frequency: Frequency) {
        self.frequency = frequency
    }

    package enum Frequency: String, Sendable, CaseIterable {
        case secondly = "SECONDLY"
        case minutely = "MINUTELY"
        case hourly = "HOURLY"
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// Where the rule ends; the two exclude each other.
    package enum Bound: Sendable, Equatable {
        /// So many instances from the start, excluded ones among them.
        case count(Int)
        /// The last moment that can be an instance.
        case until(CalendarTime)
    }

    /// `MO`, or `-1MO`: the last Monday of the month or year.
    package struct Day: Sendable, Hashable {
        package let weekday: Weekday
        package let ordinal: Int?

        package init(_ weekday: Weekday, ordinal: Int? = nil) {
            self.weekday = weekday
            self.ordinal = ordinal
        }
    }
}

/// The parts of a rule by the names that RFC 5545 gives them.
package enum RecurrencePart: String, Sendable, CaseIterable {
    case frequency = "FREQ"
    case interval = "INTERVAL"
    case count = "COUNT"
    case until = "UNTIL"
    case seconds = "BYSECOND"
    case minutes = "BYMINUTE"
    case hours = "BYHOUR"
    case days = "BYDAY"
    case monthDays = "BYMONTHDAY"
    case yearDays = "BYYEARDAY"
    case weekNumbers = "BYWEEKNO"
    case months = "BYMONTH"
    case positions = "BYSETPOS"
    case weekStart = "WKST"
}
