import Scheduler

/// A date and a time as offices write them: 2026-11-24 10:30, 24/11/2026 10h30, 24.11.2026T10:30:00. The day goes
/// before the month, as everywhere but in one country.
struct ImportTime: Equatable {
    let wall: LocalDateTime

    init?(_ text: String) {
        let parts = text.split { $0 == " " || $0 == "T" || $0 == "\u{A0}" || $0 == "\u{202F}" }
        guard parts.count == 2, let date = Self.date(parts[0]), let time = Self.time(parts[1]) else {
            return nil
        }
        wall = LocalDateTime(date: date, time: time)
    }

    private static func date(_ text: Substring) -> LocalDate? {
        let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        let numbers = parts.compactMap { $0.allSatisfy(\.isASCII) ? Int($0) : nil }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        if parts[0].count == 4 { return LocalDate(year: numbers[0], month: numbers[1], day: numbers[2]) }
        guard parts[2].count == 4 else { return nil }
        return LocalDate(year: numbers[2], month: numbers[1], day: numbers[0])
    }

    private static func time(_ text: Substring) -> LocalTime? {
        let parts = text.lowercased().split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "h" }
        guard (2...3).contains(parts.count), let hour = Int(parts[0]), (0..<24).contains(hour),
            let minute = parts[1].isEmpty ? 0 : Int(parts[1]), (0..<60).contains(minute),
            parts.count == 2 || parts[2] == "00"
        else { return nil }
        return LocalTime(secondOfDay: hour * 3_600 + minute * 60)
    }
}

extension LocalDateTime {
    /// Seconds since 1970 if the wall hangs in Greenwich.
    var secondsAtGreenwich: Int { date.ordinal * 86_400 + time.secondOfDay }
}
