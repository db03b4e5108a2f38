import Declared
import Scheduler
import Testing

/// What a simulated year is made of: a post, and how many people want something of it.
struct YearPlan {
    let seed: UInt64
    let days: Int
    /// Counters from nine to half past twelve; two fewer from two to half past four.
    let counters: Int
    let requestsPerDay: Double
    var overbooking: Overbooking?

    static let first = LocalDate("2027-01-01") ?? LocalDate(ordinal: 0)
    static let services = ["passport", "legalisation"]
    static let minutes = 30

    /// 40,000 appointments: the post's places are just about as many as people who want one.
    static func year(_ seed: UInt64, days: Int = 365) -> Self {
        Self(seed: seed, days: days, counters: 14, requestsPerDay: 48_000 / 365)
    }

    func overbooked() -> Self {
        var plan = self
        plan.overbooking = Overbooking(most: 10, risk: 10, observations: 200)
        return plan
    }

    /// A smaller post from the same first of January on.
    static func fortnight(_ seed: UInt64) -> Self {
        Self(seed: seed, days: 14, counters: 4, requestsPerDay: 35)
    }

    func agenda() throws -> Agenda {
        func hours(_ from: String, _ to: String, _ counters: Int) throws -> Hours {
            Hours(
                from: try #require(LocalTime(from)), to: try #require(LocalTime(to)), counters: counters)
        }
        let holidays = try [
            "2027-01-01", "2027-03-29", "2027-05-06", "2027-05-17", "2027-06-30", "2027-07-21", "2027-11-01",
            "2027-11-11",
        ].map { (try #require(LocalDate($0)), LocalizedText([:])) }
        let closure = Closure(
            from: try #require(LocalDate("2027-12-24")), to: try #require(LocalDate("2027-12-31")),
            reason: LocalizedText([:]))
        let days: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
        return Agenda(
            post: "here", zone: try Zone("Europe/Brussels"),
            groups: [
                DeskGroup(
                    id: "desk", services: Self.services.map { service($0) },
                    rules: [
                        OpeningRule(
                            days: .weekly(days),
                            hours: [
                                try hours("09:00", "12:30", counters),
                                try hours("14:00", "16:30", max(1, counters - 2)),
                            ])
                    ], closures: [closure],
                    holidays: Dictionary(uniqueKeysWithValues: holidays),
                    reserved: [
                        .init(pool: .agents, counters: 1, untilDaysBefore: 2),
                        .init(pool: .vulnerable, counters: 1, untilDaysBefore: 1),
                    ])
            ])
    }

    private func service(_ id: String) -> DeskService {
        DeskService(
            id: id, base: 20, perUnit: 10, step: Self.minutes, grace: 15, lead: 60, horizon: 30, rest: 5...30,
            absences: AbsencePolicy(overbooking: overbooking))
    }
}

/// Somebody who wants a place, within a range of days.
struct YearVisit {
    let number: Int
    let person: Int
    let service: String
    let pool: Pool
    let channel: Channel
    let window: ClosedRange<LocalDate>

    var subject: String { "v\(number)" }
    var identity: String { "p\(person)" }
    var visit: Visit { Visit(post: "here", service: service, pool: pool, channel: channel) }
}
