import Scheduler

/// What is raced for: posts in several zones with two desk groups each, and one with a single place.
enum World {
    static let horizon = 10
    static let counters = 3
    /// The post with one place on one day, for everybody at once.
    static let single = "single"

    /// Two of them change their clocks while a long race runs.
    static let zones = [
        "Europe/Brussels", "Africa/Kinshasa", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu",
    ]

    static let services: [String: [DeskService]] = [
        "wide": [
            DeskService(
                id: "long", base: 20, perUnit: 0, step: 20, lead: 60, horizon: horizon, rest: 5...30,
                quotas: [
                    Quota(of: "long", most: 60, per: .day),
                    Quota(of: "long", most: 9, per: .day, share: .pool(.agents)),
                ]),
            DeskService(
                id: "short", base: 0, perUnit: 5, step: 10, lead: 0, horizon: horizon,
                quotas: [Quota(of: "short", most: 60, per: .week, share: .channel(.sms))]),
        ],
        "narrow": [
            DeskService(
                id: "other", base: 5, perUnit: 5, step: 10, lead: 0, horizon: horizon - 2, rest: 5...30)
        ],
    ]

    /// Service and its group, in a fixed order.
    static let offers = services.keys.sorted().flatMap { group in (services[group] ?? []).map { ($0, group) }
    }

    static func posts(_ count: Int) -> [String] { (0..<count).map { "p\($0)" } }

    static func zone(of post: String) throws -> Zone {
        try Zone(zones[(Int(post.dropFirst()) ?? 0) % zones.count])
    }

    /// As clerks first wrote them.
    static func agendas(posts count: Int) throws -> [Agenda] {
        try posts(count).map { try agenda($0, [:]) } + [
            Agenda(post: single, zone: Zone("UTC"), groups: [lone()])
        ]
    }

    static func agenda(_ post: String, _ openings: [String: Opening]) throws -> Agenda {
        let groups = try services.keys.sorted().map { group in
            let opening = openings[group] ?? Opening()
            return DeskGroup(
                id: group, services: services[group] ?? [],
                rules: [OpeningRule(days: .weekly(Set(Weekday.allCases)), hours: try hours(counters))],
                exceptions: opening.exceptions, reserved: opening.reserved)
        }
        return Agenda(post: post, zone: try zone(of: post), groups: groups)
    }

    /// By night too: that is when clocks change.
    static func hours(_ counters: Int) throws -> [Hours] {
        [try sitting("00:00", "06:00", counters), try sitting("07:00", "20:00", counters)]
    }

    static func sitting(_ from: String, _ to: String, _ counters: Int) throws -> Hours {
        guard let from = LocalTime(from), let to = LocalTime(to) else { throw RaceFailure("\(from), \(to)") }
        return Hours(from: from, to: to, counters: counters)
    }

    /// The limits of each service, for the checker.
    static func limits() throws -> [String: Limits] {
        let all = offers.map(\.0) + (try lone().services)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, Limits($0)) })
    }

    struct Limits: Encodable {
        let step: Int
        let lead: Int
        let horizon: Int
        let quotas: [[String: String]]

        init(_ service: DeskService) {
            (step, lead, horizon) = (service.step, service.lead, service.horizon)
            quotas = service.quotas.map { quota in
                var words = ["most": "\(quota.most)", "per": quota.per.rawValue]
                switch quota.share {
                case .everybody: break
                case .pool(let pool): words["pool"] = pool.rawValue
                case .channel(let channel): words["channel"] = channel.rawValue
                }
                return words
            }
        }
    }

    private static func lone() throws -> DeskGroup {
        let hours = [try sitting("09:00", "09:10", 1)]
        return DeskGroup(
            id: "lone",
            services: [DeskService(id: "only", base: 10, perUnit: 0, step: 10, lead: 0, horizon: horizon)],
            rules: [OpeningRule(days: .weekly(Set(Weekday.allCases)), hours: hours)])
    }
}

/// What a version of an agenda changes for one desk group.
struct Opening: Sendable {
    var exceptions: [LocalDate: [Hours]] = [:]
    var reserved: [DeskGroup.Reservation] = [.init(pool: .agents, counters: 1, untilDaysBefore: 1)]

    /// A day is closed, shortened, or gets more or fewer counters; or the shares of the pools change. Never today or
    /// tomorrow: who was served can't be displaced.
    mutating func change(after today: LocalDate, _ dice: inout Dice) throws {
        let date = today + 2 + dice.below(World.horizon - 1)
        switch dice.below(6) {
        case 0: exceptions[date] = []
        case 1: exceptions[date] = [try World.sitting("08:30", "12:00", 1 + dice.below(World.counters))]
        case 2: exceptions[date] = try World.hours(1 + dice.below(World.counters - 1))
        case 3: exceptions[date] = try World.hours(World.counters + dice.below(3))
        case 4: exceptions[date] = nil
        default:
            reserved = [Pool.agents, .sms, .vulnerable].compactMap { pool in
                let counters = dice.below(3)
                return counters == 0
                    ? nil : .init(pool: pool, counters: counters, untilDaysBefore: dice.below(World.horizon))
            }
        }
        exceptions = exceptions.filter { $0.key > today - 2 }
    }
}
