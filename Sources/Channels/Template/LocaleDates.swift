internal import Declared
internal import Scheduler

/// Dates as `locales/<locale>/locale.yaml` declares them, where ICU's names aren't those that people write.
struct LocaleDates: Sendable, Hashable {
    /// From Monday on.
    private let weekdays: [String]
    /// From January on.
    private let months: [String]
    /// "{weekday} {day} {month} {year}"
    private let date: String
    /// "{day} {month} {year}"
    private let day: String

    /// Nil, and reported, when a name is missing.
    init?(node: DeclaredNode) {
        weekdays = Self.names("weekdays", count: 7, in: node)
        months = Self.names("months", count: 12, in: node)
        date = node.text("date")
        day = node.text("day")
        guard weekdays.count == 7, months.count == 12 else { return nil }
    }

    func date(_ date: LocalDate) -> String { fill(self.date, with: date) }

    func day(_ date: LocalDate) -> String { fill(day, with: date) }

    private func fill(_ pattern: String, with date: LocalDate) -> String {
        let weekday = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        return pattern.replacing("{weekday}", with: weekdays[weekday])
            .replacing("{day}", with: "\(date.day)")
            .replacing("{month}", with: months[date.month - 1])
            .replacing("{year}", with: "\(date.year)")
    }

    private static func names(_ key: String, count: Int, in node: DeclaredNode) -> [String] {
        let names = node.requiredList(key).map(\.textValue)
        if names.count != count {
            node.required(key).report("'\(key)' has \(names.count) names", mend: "write \(count)")
        }
        return names
    }
}
