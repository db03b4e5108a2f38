/// A time of day on the wall, from 00:00 to 24:00 (which only an end can be).
package struct LocalTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let secondOfDay: Int

    package init?(secondOfDay: Int) {
        guard (0...86_400).contains(secondOfDay) else { return nil }
        self.secondOfDay = secondOfDay
    }

    /// `HH:MM` or `HH:MM:SS`.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }), let hour = digits(parts[0]),
            let minute = digits(parts[1]), let second = parts.count == 3 ? digits(parts[2]) : 0,
            minute < 60, second < 60
        else { return nil }
        self.init(secondOfDay: hour * 3_600 + minute * 60 + second)
    }

    package static let midnight = LocalTime(trusted: 0)

    package static func < (left: Self, right: Self) -> Bool { left.secondOfDay < right.secondOfDay }

    package var description: String {
        let clock = "\(padded(secondOfDay / 3_600, 2)):\(padded(secondOfDay / 60 % 60, 2))"
        return secondOfDay % 60 == 0 ? clock : "\(clock):\(padded(secondOfDay % 60, 2))"
    }

    init(trusted secondOfDay: Int) {
        self.secondOfDay = secondOfDay
    }
}

/// A date and a time on the wall; only a `Zone` makes an `Instant` of it.
package struct LocalDateTime: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let date: LocalDate
    package let time: LocalTime

    package init(date: LocalDate, time: LocalTime) {
        self.date = date
        self.time = time
    }

    /// `YYYY-MM-DDTHH:MM[:SS]`.
    package init?(_ text: String) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = LocalDate(String(parts[0])), let time = LocalTime(String(parts[1]))
        else { return nil }
        self.init(date: date, time: time)
    }

    package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

    /// Always with seconds, as RFC 3339 writes a local time.
    package var description: String {
        "\(date)T\(time)" + (time.secondOfDay % 60 == 0 ? ":00" : "")
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a local date and time")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Seconds since 1970-01-01T00:00 on the same wall.
    var seconds: Int { date.ordinal * 86_400 + time.secondOfDay }

    package init(seconds: Int) {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        self.init(date: LocalDate(ordinal: day), time: LocalTime(trusted: seconds - day * 86_400))
    }
}
