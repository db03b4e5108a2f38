package import Scheduler

/// A day as somebody wishes it.
package enum TextingDay: Hashable, Sendable, Codable {
    case weekday(Weekday)
    /// Without a year: the next one of that name.
    case date(day: Int, month: Int, year: Int?)
    case ahead(Int)
    /// Numbers stand there that are no day.
    case unreadable

    /// Nil for a day that no calendar shows, and for one that is over. The weekday of today means the next one.
    package func date(today: LocalDate) -> LocalDate? {
        switch self {
        case .weekday(let weekday): return (1...7).map { today + $0 }.first { $0.weekday == weekday }
        case .ahead(let days): return today + days
        case .unreadable: return nil
        case .date(let day, let month, let year):
            let years = year.map { [$0 < 100 ? 2_000 + $0 : $0] } ?? [today.year, today.year + 1]
            return years.compactMap { LocalDate(year: $0, month: month, day: day) }.first { $0 >= today }
        }
    }
}

extension TextingVocabulary {
    /// The day that these words name, wherever it stands among them; nil when they hold none, and no numbers either.
    func day(in words: ArraySlice<String>, spoken: String) -> TextingDay? {
        var weekday: TextingDay?
        var rest = words
        while let word = rest.first {
            if let date = date(at: rest, spoken: spoken) { return date }
            let match = match(rest, spoken: spoken)
            switch match?.meaning {
            case .weekday(let day): weekday = weekday ?? .weekday(day)
            case .ahead(let days): weekday = weekday ?? .ahead(days)
            default: if weekday == nil, Int(word) != nil { weekday = .unreadable }
            }
            rest = rest.dropFirst(match?.count ?? 1)
        }
        return weekday
    }

    /// 12/12, 12.12.2026, 2026-12-12, 12 décembre, 12 décembre 2026.
    private func date(at words: ArraySlice<String>, spoken: String) -> TextingDay? {
        let numbers = words.prefix(3).prefix { Int($0) != nil && $0.count <= 4 }.compactMap { Int($0) }
        guard let first = numbers.first else { return nil }
        if numbers.count == 3, first >= 1_000 {
            return .date(day: numbers[2], month: numbers[1], year: first)
        }
        if numbers.count >= 2 {
            return .date(day: first, month: numbers[1], year: numbers.count == 3 ? numbers[2] : nil)
        }
        let after = words.dropFirst()
        guard let match = match(after, spoken: spoken), case .month(let month) = match.meaning else {
            return nil
        }
        let year = after.dropFirst(match.count).first.flatMap { Int($0) }.flatMap { $0 >= 2_000 ? $0 : nil }
        return .date(day: first, month: month, year: year)
    }
}
