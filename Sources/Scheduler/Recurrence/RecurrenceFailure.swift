/// Why a text is no recurrence rule: where, what, and how to mend it.
package enum RecurrenceFailure: Error, Equatable {
    /// No `NAME=VALUE`.
    case noPart(String)
    case unknownPart(String)
    case twice(RecurrencePart)
    case noFrequency
    case unknownFrequency(String)
    /// Not a number of the part's range.
    case badNumber(String, RecurrencePart)
    case badDay(String, RecurrencePart)
    case badTime(String)
    case countAndUntil
    case partWithFrequency(RecurrencePart, RecurrenceRule.Frequency)
    case ordinalWithFrequency(String, RecurrenceRule.Frequency)
    case ordinalWithWeekNumber(String)
    /// A position in a set that no other part makes.
    case positionAlone

    /// The part that is wrong, or the text that is no part.
    package var part: String {
        switch self {
        case .noPart(let text), .unknownPart(let text): text
        case .twice(let part), .badNumber(_, let part), .badDay(_, let part), .partWithFrequency(let part, _):
            part.rawValue
        case .noFrequency, .unknownFrequency: RecurrencePart.frequency.rawValue
        case .badTime: RecurrencePart.until.rawValue
        case .countAndUntil: RecurrencePart.count.rawValue
        case .ordinalWithFrequency, .ordinalWithWeekNumber: RecurrencePart.days.rawValue
        case .positionAlone: RecurrencePart.positions.rawValue
        }
    }

    package var what: String {
        switch self {
        case .noPart(let text): "'\(text)' is no part of a rule"
        case .unknownPart(let name): "there is no part '\(name)'"
        case .twice(let part): "\(part.rawValue) stands there twice"
        case .noFrequency: "the rule doesn't say how often"
        case .unknownFrequency(let text): "'\(text)' is no frequency"
        case .badNumber(let text, let part): "'\(text)' is no value of \(part.rawValue)"
        case .badDay(let text, let part): "'\(text)' is no day of the week in \(part.rawValue)"
        case .badTime(let text): "'\(text)' is no time"
        case .countAndUntil: "COUNT and UNTIL exclude each other"
        case .partWithFrequency(let part, let frequency):
            "\(part.rawValue) means nothing with FREQ=\(frequency.rawValue)"
        case .ordinalWithFrequency(let text, let frequency):
            "'\(text)' counts days, and FREQ=\(frequency.rawValue) has none to count"
        case .ordinalWithWeekNumber(let text): "'\(text)' counts days, and BYWEEKNO has chosen the weeks"
        case .positionAlone: "BYSETPOS has nothing to choose from"
        }
    }

    package var mend: String {
        switch self {
        case .noPart: "write NAME=VALUE parts with one ';' between them"
        case .unknownPart: "use " + RecurrencePart.allCases.map(\.rawValue).joined(separator: ", ")
        case .twice: "put all its values into one, with ',' between them"
        case .noFrequency: "begin with FREQ=, such as FREQ=WEEKLY"
        case .unknownFrequency:
            "write " + RecurrenceRule.Frequency.allCases.map(\.rawValue).joined(separator: ", ")
        case .badNumber(_, let part): "write \(part.range ?? "a number")"
        case .badDay(_, .days):
            "write MO, TU, WE, TH, FR, SA or SU; before it 1 to 53 or -53 to -1 if it counts"
        case .badDay: "write MO, TU, WE, TH, FR, SA or SU"
        case .badTime: "write it like 19981231, 19981231T090000 or 19981231T080000Z"
        case .countAndUntil: "keep one of them"
        case .partWithFrequency(.weekNumbers, _): "write FREQ=YEARLY, or remove BYWEEKNO"
        case .partWithFrequency(.yearDays, _): "write FREQ=YEARLY, or BYMONTH and BYMONTHDAY instead"
        case .partWithFrequency(let part, _): "write FREQ=MONTHLY, or remove \(part.rawValue)"
        case .ordinalWithFrequency: "write FREQ=MONTHLY or FREQ=YEARLY, or the day without a number"
        case .ordinalWithWeekNumber: "write the day without a number, or remove BYWEEKNO"
        case .positionAlone: "add a part such as BYDAY, or remove BYSETPOS"
        }
    }
}

extension RecurrencePart {
    fileprivate var range: String? {
        numbers.map { range in
            let positive = "\(max(1, range.lowerBound)) to \(range.upperBound)"
            return range.lowerBound < 0
                ? "\(positive), or \(range.lowerBound) to -1" : "\(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// What its numbers can be; 0 is not among them where they can be negative.
    var numbers: ClosedRange<Int>? {
        switch self {
        case .interval, .count: 1...999_999_999
        case .seconds: 0...60
        case .minutes: 0...59
        case .hours: 0...23
        case .monthDays: -31...31
        case .yearDays, .positions: -366...366
        case .weekNumbers, .days: -53...53
        case .months: 1...12
        case .frequency, .until, .weekStart: nil
        }
    }
}
