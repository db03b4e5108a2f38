import ArgumentParser
import Scheduler

/// Numbered places over posts and days: each number is another one, and neighbours are at different posts.
enum Places {
    static let service = "stamp"
    /// From 09:00 to 16:00, every ten minutes.
    static let startsADay = 42
    static let days = 88

    static func post(_ number: Int) -> String {
        let digits = String(number)
        return "p" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    static func visit(_ number: Int, posts: Int) -> Visit {
        Visit(post: post(number % posts), service: service)
    }

    /// The start of a numbered place, from tomorrow on.
    static func start(_ number: Int, posts: Int, today: LocalDate, zone: Zone) throws -> Instant {
        let round = number / posts
        let date = today + (1 + round / startsADay % days)
        let minute = 9 * 60 + round % startsADay * 10
        guard let time = LocalTime("\(two(minute / 60)):\(two(minute % 60))") else {
            throw ValidationError("no time \(minute)")
        }
        return zone.instant(of: LocalDateTime(date: date, time: time))
    }

    static func agendas(posts: Int, counters: Int) throws -> Agendas {
        Agendas(try (0..<posts).map { try agenda(post: post($0), counters: counters) })
    }

    private static func agenda(post: String, counters: Int) throws -> Agenda {
        guard let from = LocalTime("09:00"), let to = LocalTime("16:00") else {
            throw ValidationError("no hours")
        }
        return Agenda(
            post: post, zone: try Zone("Europe/Brussels"),
            groups: [
                DeskGroup(
                    id: "desk",
                    services: [DeskService(id: service, base: 5, perUnit: 5, lead: 0, horizon: 90)],
                    rules: [
                        OpeningRule(
                            days: .weekly(Set(Weekday.allCases)),
                            hours: [Hours(from: from, to: to, counters: counters)])
                    ])
            ])
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
