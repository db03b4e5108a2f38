import Declared
import Foundation
import Scheduler
import TestServers
import Testing

/// Random agendas over two years: what people are offered is what somebody would write down who goes through the
/// sittings day by day, without cells.
@Suite struct `Places by brute force` {
    private static let zones = [
        "Europe/Brussels", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca", "America/St_Johns",
        "Asia/Kathmandu",
    ]
    private static let rules = [
        "FREQ=MONTHLY;BYDAY=1SA", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=DAILY;INTERVAL=3", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,WE",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-2",
        "FREQ=DAILY;COUNT=40", "FREQ=WEEKLY;UNTIL=20270601;BYDAY=SU",
    ]
    /// A thousand in a long run.
    private static let count =
        ProcessInfo.processInfo.environment["GUICHET_LONG_TESTS"] == nil ? 12 : 1_000

    @Test func `are the places that are offered`() async throws {
        let ground = try await Ground()
        let seed = UInt64.random(in: .min ... .max)
        var dice = SeededDice(seed)
        for number in 0..<Self.count {
            let agenda = try Self.agenda(Self.zones[number % Self.zones.count], &dice)
            let booking = Booking(
                ministry: try #require(Ministry.ID(TestServers.ministry())), agendas: Agendas([agenda]),
                redis: ground.redis, postgres: ground.postgres, logger: Ground.logger)
            let first = try #require(LocalDate("2026-11-23"))
            let now = agenda.zone.start(of: first) - .days(1)
            try await booking.prepare(at: now)
            let offered = try await booking.slots(
                Visit(post: "here", service: "s"), from: first, days: 730, at: now)
            let expected = Self.places(agenda, from: first, days: 730)
            #expect(offered.map(\.start) == expected.map(\.start), "seed \(seed), agenda \(number)")
            #expect(offered.map(\.places) == expected.map(\.counters), "seed \(seed), agenda \(number)")
        }
        await ground.close()
    }

    private static func places(
        _ agenda: Agenda, from first: LocalDate, days: Int
    ) -> [(start: Instant, counters: Int)] {
        let (group, zone) = (agenda.groups[0], agenda.zone)
        let service = group.services[0]
        let length = Cell.duration * service.cells(units: 1)
        var places: [(start: Instant, counters: Int)] = []
        for date in (0..<days).map({ first + $0 }) {
            for sitting in sittings(of: group, on: date) {
                let end = zone.instant(of: LocalDateTime(date: date, time: sitting.to))
                var start = zone.instant(of: LocalDateTime(date: date, time: sitting.from))
                while start + length <= end {
                    places.append((start, sitting.counters))
                    start = start + .minutes(Int64(service.step))
                }
            }
        }
        return places.sorted { $0.start < $1.start }
    }

    /// From the rules' own instances, one after the other from their start: nothing is asked about a single day.
    private static func sittings(of group: DeskGroup, on date: LocalDate) -> [Hours] {
        if group.closures.contains(where: { $0.from <= date && date <= $0.to }) { return [] }
        if let exception = group.exceptions[date] { return exception }
        if group.holidays.keys.contains(date) { return [] }
        return group.rules.filter { rule in
            switch rule.days {
            case .weekly(let days): return days.contains(date.weekday)
            case .rule(let rule, let from):
                let start = LocalDateTime(date: from, time: .midnight)
                for instance in Recurrence(rule, start: start).instances() {
                    if instance.date >= date { return instance.date == date }
                }
                return false
            }
        }.flatMap(\.hours)
    }

    /// Sittings in windows of their own, from five in the morning: on no day does a clock change within them but by
    /// night, and those are tried too.
    private static func agenda(_ zone: String, _ dice: inout SeededDice) throws -> Agenda {
        func hours(_ window: ClosedRange<Int>) throws -> Hours {
            let from = Int.random(in: window.lowerBound..<(window.upperBound - 1), using: &dice)
            let to = Int.random(in: (from + 1)...window.upperBound, using: &dice)
            return Hours(
                from: try #require(LocalTime(secondOfDay: from * 300)),
                to: try #require(LocalTime(secondOfDay: to * 300)),
                counters: Int.random(in: 1...9, using: &dice))
        }
        func date() throws -> LocalDate {
            try #require(LocalDate("2026-11-01")) + Int.random(in: 0...760, using: &dice)
        }
        let windows = [0...70, 80...140, 150...200, 210...287].shuffled(using: &dice)
            .prefix(Int.random(in: 1...4, using: &dice))
        let rules = try windows.map { window -> OpeningRule in
            let days: OpeningRule.Days
            if Bool.random(using: &dice) {
                days = .weekly(
                    Set(
                        Weekday.allCases.shuffled(using: &dice)
                            .prefix(Int.random(in: 1...6, using: &dice))))
            } else {
                let text = try #require(Self.rules.randomElement(using: &dice))
                days = .rule(try RecurrenceRule(text), from: try date())
            }
            return OpeningRule(days: days, hours: [try hours(window)])
        }
        var exceptions: [LocalDate: [Hours]] = [:]
        for _ in 0..<Int.random(in: 0...5, using: &dice) {
            exceptions[try date()] = Bool.random(using: &dice) ? [] : [try hours(90...180)]
        }
        let closures = try (0..<Int.random(in: 0...3, using: &dice)).map { _ -> Closure in
            let from = try date()
            return Closure(
                from: from, to: from + Int.random(in: 0...10, using: &dice), reason: LocalizedText([:]))
        }
        var holidays: [LocalDate: LocalizedText] = [:]
        for _ in 0..<Int.random(in: 0...12, using: &dice) { holidays[try date()] = LocalizedText([:]) }
        return Agenda(
            post: "here", zone: try Zone(zone),
            groups: [
                DeskGroup(
                    id: "g",
                    services: [
                        DeskService(
                            id: "s", base: Int.random(in: 1...50, using: &dice), perUnit: 0,
                            step: 5 * Int.random(in: 1...8, using: &dice), lead: 0, horizon: 800)
                    ], rules: rules, exceptions: exceptions, closures: closures, holidays: holidays)
            ])
    }
}

/// SplitMix64: the same seed draws the same agendas.
struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct `The places left for a pool` {
    /// Every cell with up to four counters, every use and every share of three pools, against a search: a pool may
    /// take one more when, after it, the others can still fill their shares one by one.
    @Test func `leave every other pool its share, whatever was taken`() {
        let pools: [Pool] = [.public, .agents, .urgent]
        for capacity in 0...4 {
            for state in 0..<125 {
                for share in 0..<125 {
                    let use = digits(state)
                    let reserved = digits(share)
                    guard use.reduce(0, +) <= capacity else { continue }
                    let availability = Availability(
                        capacity: [UInt8(capacity)], use: cells(pools, use), reserved: cells(pools, reserved))
                    for (index, pool) in pools.enumerated() {
                        var taken = 0
                        var after = use
                        while fits(after, plusOneFor: index, reserved, capacity) {
                            after[index] += 1
                            taken += 1
                        }
                        #expect(
                            availability.free(0, for: pool) == taken,
                            "capacity \(capacity), use \(use), reserved \(reserved), \(pool)")
                    }
                }
            }
        }
    }

    private func digits(_ number: Int) -> [Int] { [number % 5, number / 5 % 5, number / 25] }

    private func cells(_ pools: [Pool], _ values: [Int]) -> PoolCells {
        PoolCells(Dictionary(uniqueKeysWithValues: zip(pools, values.map { [UInt8($0)] })))
    }

    /// Seats people one by one: first the one who asks, then every other pool's until its share is full.
    private func fits(_ use: [Int], plusOneFor asking: Int, _ reserved: [Int], _ capacity: Int) -> Bool {
        var seats = [Int?](repeating: nil, count: capacity)
        var people = use.enumerated().flatMap { pool, count in Array(repeating: pool, count: count) }
        people.append(asking)
        for (pool, share) in reserved.enumerated() where pool != asking && share > use[pool] {
            people += Array(repeating: pool, count: share - use[pool])
        }
        for person in people {
            guard let free = seats.firstIndex(of: nil) else { return false }
            seats[free] = person
        }
        return true
    }
}
