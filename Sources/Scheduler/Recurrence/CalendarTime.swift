/// A date or a time as iCalendar writes it (RFC 5545 §3.3.4 and §3.3.5): `19980101`, `19980101T090000` or
/// `19980101T090000Z`; `1998-01-01T09:00:00` means the same.
package enum CalendarTime: Sendable, Hashable {
    case date(LocalDate)
    case local(LocalDateTime)
    case utc(LocalDateTime)

    package init?(_ text: String) {
        let isUTC = text.hasSuffix("Z")
        let parts = text.dropLast(isUTC ? 1 : 0).split(separator: "T", omittingEmptySubsequences: false)
        guard let date = Self.date(parts[0]) else { return nil }
        guard parts.count == 2 else {
            if parts.count > 2 || isUTC { return nil }
            self = .date(date)
            return
        }
        guard let time = Self.time(parts[1]), time.secondOfDay < 86_400 else { return nil }
        let moment = LocalDateTime(date: date, time: time)
        self = isUTC ? .utc(moment) : .local(moment)
    }

    /// What the wall shows then, at the beginning of a date; without a zone the wall shows UTC.
    package func wall(in zone: Zone?) -> LocalDateTime {
        switch self {
        case .date(let date): LocalDateTime(date: date, time: .midnight)
        case .local(let wall): wall
        case .utc(let wall): zone?.wall(at: Instant(seconds: wall.seconds)) ?? wall
        }
    }

    private static func date(_ text: Substring) -> LocalDate? {
        guard text.utf8.count == 8, let number = digits(text.utf8) else { return LocalDate(String(text)) }
        return LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    private static func time(_ text: Substring) -> LocalTime? {
        guard text.utf8.count == 6, let number = digits(text.utf8) else { return LocalTime(String(text)) }
        let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100)
        guard minute < 60, second < 60 else { return nil }
        return LocalTime(secondOfDay: hour * 3_600 + minute * 60 + second)
    }
}
