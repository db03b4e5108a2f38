import Channels
import Scheduler

/// Times and titles as short as an SMS needs them: "mar 24/11 10:00".
struct TextingPhrases {
    let words: Words
    let vocabulary: TextingVocabulary
    let locale: String
    /// The post's.
    let zone: Zone?

    /// How long a procedure's name may be.
    static let title = 24

    let numbers = ["1", "2", "3"]

    var letters: [String] {
        words.declared(TextingVocabulary.letters, in: locale).map(TextingVocabulary.list) ?? ["A", "B", "C"]
    }

    /// Weekday, day and month, and the time on the post's wall.
    func moment(_ start: Instant) -> String {
        guard let wall = zone?.wall(at: start) else { return "" }
        return "\(day(wall.date)) \(two(wall.date.day))/\(two(wall.date.month)) \(wall.time)"
    }

    func date(_ instant: Instant) -> String {
        guard let date = zone?.wall(at: instant).date else { return "" }
        return "\(two(date.day))/\(two(date.month))/\(date.year)"
    }

    /// Of a time in the next hours.
    func hour(_ instant: Instant) -> String {
        guard let wall = zone?.wall(at: instant) else { return "" }
        let minutes = wall.time.secondOfDay / 60
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    func when(_ standing: TextingSubject.Standing) -> String? {
        switch standing {
        case .booked(_, let start), .offered(_, let start, _): moment(start)
        case .free, .missed, .waiting, .displaced, .settled: nil
        }
    }

    func list(_ items: [String], named names: [String]) -> String {
        zip(names, items).map { "\($0): \($1)" }.joined(separator: ", ")
    }

    /// In whole words; in Latin script without what would make every letter of the SMS cost double.
    func short(_ text: String, to length: Int) -> String {
        let text = SMSText.plain(text)
        guard text.count > length else { return text }
        let cut = text.prefix(length)
        return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)])
    }

    /// As the locale abbreviates it: the first word of its list.
    private func day(_ date: LocalDate) -> String {
        words.declared("sms.days.\(date.weekday.rawValue)", in: locale)
            .flatMap { TextingVocabulary.list($0).first } ?? ""
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
