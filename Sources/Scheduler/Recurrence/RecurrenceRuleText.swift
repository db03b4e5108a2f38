extension RecurrenceRule {
    /// `FREQ=MONTHLY;BYDAY=-1FR`, in capitals or not, with or without `RRULE:` before it.
    package init(_ text: String) throws(RecurrenceFailure) {
        let text = text.uppercased()
        let parts = try RecurrenceParts(text.hasPrefix("RRULE:") ? text.dropFirst(6) : text[...])
        self.init(try parts.frequency())
        interval = try parts.number(.interval) ?? 1
        bound = try parts.bound()
        weekStart = try parts.weekStart()
        months = try parts.numbers(.months)
        weekNumbers = try parts.numbers(.weekNumbers)
        yearDays = try parts.numbers(.yearDays)
        monthDays = try parts.numbers(.monthDays)
        days = try parts.days(frequency: frequency)
        hours = try parts.numbers(.hours)
        minutes = try parts.numbers(.minutes)
        seconds = try parts.numbers(.seconds)
        positions = try parts.numbers(.positions)
        try parts.checkTogether(frequency: frequency)
    }
}

/// The parts of a rule's text, each once.
private struct RecurrenceParts {
    private var values: [RecurrencePart: Substring] = [:]

    init(_ text: Substring) throws(RecurrenceFailure) {
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else { throw .noPart(String(part)) }
            let name = String(sides[0])
            guard let known = RecurrencePart(rawValue: name) else { throw .unknownPart(name) }
            guard values.updateValue(sides[1], forKey: known) == nil else { throw .twice(known) }
        }
    }

    func frequency() throws(RecurrenceFailure) -> RecurrenceRule.Frequency {
        guard let text = values[.frequency].map(String.init) else { throw .noFrequency }
        guard let frequency = RecurrenceRule.Frequency(rawValue: text) else { throw .unknownFrequency(text) }
        return frequency
    }

    func bound() throws(RecurrenceFailure) -> RecurrenceRule.Bound? {
        if let count = try number(.count) {
            if values[.until] != nil { throw .countAndUntil }
            return .count(count)
        }
        guard let text = values[.until].map(String.init) else { return nil }
        guard let time = CalendarTime(text) else { throw .badTime(text) }
        return .until(time)
    }

    func weekStart() throws(RecurrenceFailure) -> Weekday {
        guard let text = values[.weekStart] else { return .monday }
        guard let weekday = weekdays[text] else { throw .badDay(String(text), .weekStart) }
        return weekday
    }

    func number(_ part: RecurrencePart) throws(RecurrenceFailure) -> Int? {
        guard let text = values[part] else { return nil }
        return try number(text, of: part)
    }

    func numbers(_ part: RecurrencePart) throws(RecurrenceFailure) -> [Int] {
        var numbers: [Int] = []
        for item in items(of: part) { numbers.append(try number(item, of: part)) }
        return numbers
    }

    func days(frequency: RecurrenceRule.Frequency) throws(RecurrenceFailure) -> [RecurrenceRule.Day] {
        var days: [RecurrenceRule.Day] = []
        for item in items(of: .days) {
            guard let weekday = weekdays[item.suffix(2)] else { throw .badDay(String(item), .days) }
            let count = item.dropLast(2)
            guard !count.isEmpty else {
                days.append(.init(weekday))
                continue
            }
            guard let ordinal = try? number(count, of: .days) else { throw .badDay(String(item), .days) }
            guard frequency == .monthly || frequency == .yearly else {
                throw .ordinalWithFrequency(String(item), frequency)
            }
            if values[.weekNumbers] != nil { throw .ordinalWithWeekNumber(String(item)) }
            days.append(.init(weekday, ordinal: ordinal))
        }
        return days
    }

    /// What RFC 5545's table calls N/A.
    func checkTogether(frequency: RecurrenceRule.Frequency) throws(RecurrenceFailure) {
        let excluded: [RecurrencePart] =
            switch frequency {
            case .secondly, .minutely, .hourly: [.weekNumbers]
            case .daily, .monthly: [.weekNumbers, .yearDays]
            case .weekly: [.weekNumbers, .yearDays, .monthDays]
            case .yearly: []
            }
        if let part = excluded.first(where: { values[$0] != nil }) {
            throw .partWithFrequency(part, frequency)
        }
        let choices = values.keys.filter { $0.rawValue.hasPrefix("BY") }
        if choices == [.positions] { throw .positionAlone }
    }

    private func items(of part: RecurrencePart) -> [Substring] {
        values[part]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    }

    private func number(_ text: Substring, of part: RecurrencePart) throws(RecurrenceFailure) -> Int {
        guard let range = part.numbers, let number = Int(text), range.contains(number),
            number != 0 || range.lowerBound == 0
        else { throw .badNumber(String(text), part) }
        return number
    }
}

private let weekdays: [Substring: Weekday] = [
    "MO": .monday, "TU": .tuesday, "WE": .wednesday, "TH": .thursday, "FR": .friday, "SA": .saturday,
    "SU": .sunday,
]
