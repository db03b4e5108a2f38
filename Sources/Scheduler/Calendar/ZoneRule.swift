/// The footer of a TZif file: a POSIX TZ rule with RFC 8536's hours from -167 to 167.
struct ZoneRule: Sendable {
    private let standard: Int
    private let summer: Summer?

    private struct Summer {
        let offset: Int
        let begin: Day
        let end: Day
    }

    private struct Day {
        enum Form {
            case month(Int, week: Int, weekday: Int)
            case julian(Int)
            case zeroBased(Int)
        }
        let form: Form
        let second: Int
    }

    init?(_ text: String) {
        var parser = Parser(bytes: Array(text.utf8))
        guard parser.name(), let west = parser.time() else { return nil }
        standard = -west
        guard !parser.isAtEnd else {
            summer = nil
            return
        }
        guard parser.name() else { return nil }
        var offset = standard + 3_600
        if !parser.isAt(",") {
            guard let west = parser.time() else { return nil }
            offset = -west
        }
        guard let begin = parser.day(), let end = parser.day(), parser.isAtEnd else { return nil }
        summer = Summer(offset: offset, begin: begin, end: end)
    }

    func offset(at second: Int) -> Int {
        guard let summer else { return standard }
        let year = LocalDateTime(seconds: second + standard).date.year
        let begin = Self.second(of: summer.begin, year: year) - standard
        let end = Self.second(of: summer.end, year: year) - summer.offset
        let isSummer = begin < end ? (begin..<end).contains(second) : !(end..<begin).contains(second)
        return isSummer ? summer.offset : standard
    }

    private static func second(of day: Day, year: Int) -> Int {
        let first = LocalDate.ordinal(year: year, month: 1, day: 1)
        let ordinal: Int
        switch day.form {
        case .zeroBased(let count): ordinal = first + count
        case .julian(let count):
            // 29 February is never counted.
            let leap = LocalDate.length(ofMonth: 2, year: year) == 29
            ordinal = first + count - 1 + (leap && count >= 60 ? 1 : 0)
        case .month(let month, let week, let weekday):
            let start = LocalDate.ordinal(year: year, month: month, day: 1)
            let startWeekday = ((start + 4) % 7 + 7) % 7
            var candidate = start + (weekday - startWeekday + 7) % 7 + (week - 1) * 7
            if candidate >= start + LocalDate.length(ofMonth: month, year: year) { candidate -= 7 }
            ordinal = candidate
        }
        return ordinal * 86_400 + day.second
    }
}

extension ZoneRule {
    private struct Parser {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        func isAt(_ character: Unicode.Scalar) -> Bool {
            position < bytes.count && bytes[position] == UInt8(ascii: character)
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard isAt(character) else { return false }
            position += 1
            return true
        }

        mutating func name() -> Bool {
            let start = position
            if take("<") {
                while !isAtEnd && !isAt(">") { position += 1 }
                return take(">")
            }
            while position < bytes.count,
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[position] & 0xDF)
            {
                position += 1
            }
            return position - start >= 3
        }

        mutating func number() -> Int? {
            var value: Int?
            while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
                value = (value ?? 0) * 10 + Int(bytes[position] - UInt8(ascii: "0"))
                guard let value, value <= 1_000 else { return nil }
                position += 1
            }
            return value
        }

        /// `[+-]h[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let sign = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3_600
            for unit in [60, 1] where take(":") {
                guard let value = number(), value < 60 else { return nil }
                seconds += value * unit
            }
            return sign * seconds
        }

        mutating func day() -> Day? {
            guard take(",") else { return nil }
            let form: Day.Form
            if take("M") {
                guard let month = number(), (1...12).contains(month), take("."), let week = number(),
                    (1...5).contains(week), take("."), let weekday = number(), (0...6).contains(weekday)
                else { return nil }
                form = .month(month, week: week, weekday: weekday)
            } else if take("J") {
                guard let count = number(), (1...365).contains(count) else { return nil }
                form = .julian(count)
            } else {
                guard let count = number(), (0...365).contains(count) else { return nil }
                form = .zeroBased(count)
            }
            guard take("/") else { return Day(form: form, second: 7_200) }
            guard let second = time() else { return nil }
            return Day(form: form, second: second)
        }
    }
}
