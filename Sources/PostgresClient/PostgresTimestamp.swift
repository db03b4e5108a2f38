/// Reads `2026-11-21 01:02:03.004567+00`, the form of `timestamptz` in a session whose zone is UTC.
enum PostgresTimestamp {
    /// Microseconds from 1970 to 2000, where PostgreSQL's binary form starts to count.
    static let epochOffset: Int64 = 946_684_800_000_000

    /// Microseconds since 1970; `nil` for infinities, years before Christ, and what isn't a timestamp.
    static func microseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        var rest = text
        guard let year = number(&rest, until: "-"), let month = number(&rest, until: "-"),
            let day = number(&rest, until: " "), let hour = number(&rest, until: ":"),
            let minute = number(&rest, until: ":"), rest.suffix(3).elementsEqual("+00".utf8),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        rest.removeLast(3)
        let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard var seconds = parts.first, let second = number(&seconds),
            let fraction = microsecondFraction(parts.count == 2 ? parts[1] : [])
        else { return nil }
        let time = (hour * 60 + minute) * 60 + second
        return (daysSince1970(year, month, day) * 86_400 + time) * 1_000_000 + fraction
    }

    private static func microsecondFraction(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard digits.count <= 6 else { return nil }
        var padded = ArraySlice(
            Array(digits) + [UInt8](repeating: UInt8(ascii: "0"), count: 6 - digits.count))
        return number(&padded)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, until end: Unicode.Scalar? = nil) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 9 {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            digits += 1
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        guard let end else { return rest.isEmpty ? value : nil }
        guard rest.popFirst() == UInt8(ascii: end) else { return nil }
        return value
    }

    /// Days of the proleptic Gregorian calendar; years are counted from March so that a leap day ends one.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
