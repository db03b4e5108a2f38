/// The days that BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY leave, whatever the interval.
///
/// They depend only on a year's first weekday and on the leap years around it: there are 28 kinds of years.
struct RecurrenceDays: Sendable {
    private let months, weekNumbers, yearDays, monthDays: Set<Int>
    private let weekdays: Set<RecurrenceRule.Day>
    private let weekShift: Int
    private let countsInMonth: Bool
    /// Days from the year's first that the rule allows, by the kind of year.
    private var kinds = [[Int]?](repeating: nil, count: 28)
    private var last: (asked: Int, found: Int)?

    /// A rule that says all it takes from its start.
    init(_ rule: RecurrenceRule) {
        months = Set(rule.months)
        weekNumbers = Set(rule.weekNumbers)
        yearDays = Set(rule.yearDays)
        monthDays = Set(rule.monthDays)
        weekdays = Set(rule.days)
        weekShift = rule.weekStart.number
        countsInMonth = rule.frequency == .monthly || !rule.months.isEmpty
    }

    /// `nil` where no year has such a day.
    mutating func first(onOrAfter day: Int) -> Int? {
        if let last, (last.asked...last.found).contains(day) { return last.found }
        let year = LocalDate(ordinal: day).year
        // After 400 years the calendar repeats itself.
        for year in year...year + 400 {
            let begin = LocalDate.ordinal(year: year, month: 1, day: 1)
            let days = days(of: year)
            let index = days.firstIndex(atLeast: day - begin)
            if index < days.count {
                last = (day, begin + days[index])
                return begin + days[index]
            }
        }
        return nil
    }

    mutating func all(in span: ClosedRange<Int>) -> [Int] {
        var found: [Int] = []
        var next = first(onOrAfter: span.lowerBound)
        while let day = next, day <= span.upperBound {
            found.append(day)
            next = first(onOrAfter: day + 1)
        }
        return found
    }

    private mutating func days(of number: Int) -> [Int] {
        let year = Year(number)
        if let known = kinds[year.kind] { return known }
        let days = allowed(in: year)
        kinds[year.kind] = days
        return days
    }

    private func allowed(in year: Year) -> [Int] {
        var days: [Int] = []
        var before = 0
        for month in 1...12 {
            let length = LocalDate.length(ofMonth: month, year: year.number)
            if months.isEmpty || months.contains(month) {
                days += (1...length).filter { day in
                    allows(Self.places(of: day, in: length), monthDays)
                        && allows(Self.places(of: before + day, in: year.length), yearDays)
                        && allowsWeek(of: before + day, in: year)
                        && allowsWeekday(of: before + day, monthDay: day, monthLength: length, in: year)
                }.map { before + $0 - 1 }
            }
            before += length
        }
        return days
    }

    private func allows(_ places: (fromBegin: Int, fromEnd: Int), _ numbers: Set<Int>) -> Bool {
        numbers.isEmpty || numbers.contains(places.fromBegin) || numbers.contains(places.fromEnd)
    }

    /// A week belongs to the year in which it has four days, and with them its middle.
    private func allowsWeek(of yearDay: Int, in year: Year) -> Bool {
        if weekNumbers.isEmpty { return true }
        let weekday = (year.firstWeekday + yearDay - 1 - weekShift + 7) % 7
        var middle = yearDay + 3 - weekday
        var length = year.length
        if middle < 1 {
            length = Year.length(year.number - 1)
            middle += length
        } else if middle > length {
            middle -= length
            length = Year.length(year.number + 1)
        }
        return allows(Self.sevenths(of: middle, in: length), weekNumbers)
    }

    private func allowsWeekday(of yearDay: Int, monthDay: Int, monthLength: Int, in year: Year) -> Bool {
        if weekdays.isEmpty { return true }
        let weekday = Weekday.allCases[(year.firstWeekday + yearDay - 1) % 7]
        if weekdays.contains(.init(weekday)) { return true }
        let ordinals =
            countsInMonth
            ? Self.sevenths(of: monthDay, in: monthLength) : Self.sevenths(of: yearDay, in: year.length)
        return weekdays.contains(.init(weekday, ordinal: ordinals.fromBegin))
            || weekdays.contains(.init(weekday, ordinal: ordinals.fromEnd))
    }

    private static func places(of day: Int, in length: Int) -> (fromBegin: Int, fromEnd: Int) {
        (day, day - length - 1)
    }

    private static func sevenths(of day: Int, in length: Int) -> (fromBegin: Int, fromEnd: Int) {
        ((day - 1) / 7 + 1, -((length - day) / 7) - 1)
    }

    private struct Year {
        let number, length, firstWeekday, kind: Int

        init(_ number: Int) {
            self.number = number
            length = Self.length(number)
            firstWeekday =
                LocalDate(ordinal: LocalDate.ordinal(year: number, month: 1, day: 1)).weekday.number
            let leap = [number, number - 1, number + 1].firstIndex { Self.length($0) == 366 }
            kind = firstWeekday * 4 + (leap ?? 3)
        }

        static func length(_ year: Int) -> Int { 337 + LocalDate.length(ofMonth: 2, year: year) }
    }
}
