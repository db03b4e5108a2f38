import Declared
import PostgresClient
import Scheduler
import TestServers
import Testing

@Suite struct `A booking beyond the counters` {
    static let declared = Overbooking(most: 20, risk: 5, observations: 100)

    /// Every way in which so few people come or don't.
    @Test func `reckons with the binomial tail`() {
        for appointments in 0...10 {
            for counters in 0...10 {
                for rate in [0.0, 0.3, 0.85, 1.0] {
                    var sum = 0.0
                    for way in 0..<(1 << appointments) where way.nonzeroBitCount > counters {
                        sum += (0..<appointments).reduce(1.0) { $0 * (way >> $1 & 1 == 1 ? rate : 1 - rate) }
                    }
                    let tail = Overbooking.tail(
                        appointments: appointments, counters: counters, showRate: rate)
                    #expect(abs(tail - sum) < 1e-9, "\(appointments) at \(counters), \(rate)")
                }
            }
        }
    }

    @Test(arguments: [0.0, 0.5, 0.8, 0.9, 0.99, 1.0])
    func `keeps both bounds for any number of counters, and gives no fewer for more`(rate: Double) {
        let extras = Self.declared.extras(upTo: 127, showRate: rate)
        #expect(extras.count == 128 && extras[0] == 0)
        for (counters, extra) in extras.enumerated() {
            #expect(extra * 100 <= counters * Self.declared.most)
            let tail = Overbooking.tail(
                appointments: counters + extra, counters: counters, showRate: rate)
            #expect(tail <= 0.05)
            if counters > 0 { #expect(extras[counters - 1] <= extra) }
        }
        // Of people who come as surely as that, one too many is always too likely.
        #expect((rate >= 0.99) == (extras == Array(repeating: 0, count: 128)))
    }

    @Test func `leaves the pools that never overbook what they have, whatever was taken`() {
        let extra = [0, 0, 1, 1, 2]
        for capacity in 0...4 {
            for use in 0..<125 {
                let (pub, agents, vulnerable) = (use % 5, use / 5 % 5, use / 25)
                for kept in 0...4 {
                    let cell = Availability(
                        capacity: [UInt8(capacity)],
                        use: [
                            .public: [UInt8(pub)], .agents: [UInt8(agents)], .vulnerable: [UInt8(vulnerable)],
                        ],
                        reserved: [.vulnerable: [UInt8(kept)]])
                    let left = capacity - max(vulnerable, kept)
                    let free = cell.free(0, for: .public, extra: extra)
                    if free > 0 { #expect(left > 0 && pub + agents + free <= left + extra[left]) }
                    #expect(
                        cell.free(0, for: .vulnerable, extra: extra)
                            == max(0, capacity - pub - agents - vulnerable))
                }
            }
        }
    }

    @Test func `gives a desk its extra places once enough people were observed, and never one more`()
        async throws
    {
        try await withDesk { ground, booking in
            let nine = try Ground.at("09:00")
            #expect(
                try await booking.slots(Ground.visit, on: Ground.monday, at: Ground.now).first?.places == 20)
            try await observe(160, missed: 40, in: ground, booking)
            let later = Ground.now + .days(1)
            let rate = try #require(
                try await booking.showRates(at: "here", now: later).careful(
                    for: ["stamp"], hours: 9...9, observations: 100))
            #expect(rate > 0.80 && rate < 0.85)
            let extra = Self.declared.extras(upTo: 20, showRate: rate)[20]
            #expect(extra > 0)
            let slots = try await booking.slots(Ground.visit, on: Ground.monday, at: later)
            #expect(slots.first?.places == 20 + extra)
            // At ten nobody was observed: the rate of the whole day serves.
            #expect(slots.last?.places == 20 + extra)

            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await booking.hold(
                            Ground.visit, from: nine, for: "s\(number)", identity: nil, request: "r\(number)",
                            at: later
                        ).appointment != nil
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 20 + extra)
            let vulnerable = Visit(post: "here", service: "stamp", pool: .vulnerable)
            let refused = try await booking.hold(
                vulnerable, from: nine, for: "v", identity: nil, request: "v", at: later)
            #expect(refused.refusal?.reason == .full)
            #expect(try await booking.publish(at: later).unfit == [])
            #expect(try await booking.invariants(at: later).filter { !$0.ok } == [])
        }
    }

    @Test func `never goes beyond what the vulnerable leave`() async throws {
        try await withDesk { ground, booking in
            try await observe(160, missed: 40, in: ground, booking)
            let now = Ground.now + .days(1)
            let nine = try Ground.at("09:00")
            let vulnerable = Visit(post: "here", service: "stamp", pool: .vulnerable)
            for number in 0..<19 {
                let held = try await booking.hold(
                    vulnerable, from: nine, for: "v\(number)", identity: nil, request: "v\(number)", at: now)
                #expect(held.appointment != nil)
            }
            let first = try await booking.hold(
                Ground.visit, from: nine, for: "a", identity: nil, request: "a", at: now)
            #expect(first.appointment != nil)
            let second = try await booking.hold(
                Ground.visit, from: nine, for: "b", identity: nil, request: "b", at: now)
            #expect(second.refusal?.reason == .full)
        }
    }

    @Test func `isn't for whom only the counters are meant`() async throws {
        try await withDesk { ground, booking in
            try await observe(160, missed: 40, in: ground, booking)
            let later = Ground.now + .days(1)
            var visit = Ground.visit
            #expect(try await booking.slots(visit, on: Ground.monday, at: later).first?.places ?? 0 > 20)
            visit.room = .counters
            #expect(try await booking.slots(visit, on: Ground.monday, at: later).first?.places == 20)
            for number in 0..<21 {
                let held = try await booking.hold(
                    visit, from: Ground.at("09:00"), for: "s\(number)", identity: nil, request: "r\(number)",
                    at: later)
                #expect((held.appointment == nil) == (number == 20))
            }
        }
    }

    /// Twenty counters from nine to twelve on Mondays.
    func withDesk(
        rest: ClosedRange<Int> = 0...0, _ body: (Ground, Booking) async throws -> Void
    ) async throws {
        let ground = try await Ground()
        let booking = Booking(
            ministry: try #require(Ministry.ID(TestServers.ministry())),
            agendas: Agendas([try Self.agenda(rest: rest)]), redis: ground.redis, postgres: ground.postgres,
            logger: Ground.logger)
        try await booking.prepare(at: Ground.now)
        try await body(ground, booking)
        await ground.close()
    }

    static func agenda(
        rest: ClosedRange<Int> = 0...0, overbooking: Overbooking? = declared
    ) throws -> Agenda {
        let hours = Hours(
            from: try #require(LocalTime("09:00")), to: try #require(LocalTime("12:00")), counters: 20)
        let service = DeskService(
            id: "stamp", base: 5, perUnit: 5, step: 10, horizon: 20, rest: rest,
            absences: AbsencePolicy(overbooking: overbooking))
        return Agenda(
            post: "here", zone: try Zone("Europe/Brussels"),
            groups: [
                DeskGroup(
                    id: "desk", services: [service],
                    rules: [OpeningRule(days: .weekly([.monday]), hours: [hours])])
            ])
    }

    /// Appointments of a month ago at nine, as the journal keeps them.
    func observe(_ came: Int, missed: Int, in ground: Ground, _ booking: Booking) async throws {
        try await ground.postgres.query(
            """
            INSERT INTO scheduler.appointments (ministry, id, revision, state, post, desk_group, local_date, subject,
                starts, ends, changed, appointment)
            SELECT \(booking.ministry.value), 'old' || n, 1, CASE WHEN n <= \(came) THEN 'attended' ELSE 'missed' END,
                'here', 'desk', '2026-10-19', 's', '2026-10-19T07:00:00Z', '2026-10-19T07:10:00Z',
                '2026-10-19T07:00:00Z',
                jsonb_build_object('service', 'stamp', 'wall', '2026-10-19T09:00:00')
            FROM generate_series(1, \(came + missed)) AS n
            """)
    }

    @Test func `is declared with bounds`() {
        func read(_ line: String) -> (Overbooking?, [Finding]) {
            let text = """
                zone: Europe/Brussels
                groups:
                  desk:
                    services:
                      stamp:
                        base: 5
                        \(line)
                    hours:
                      - { days: [monday], from: "09:00", to: "12:00", counters: 2 }
                """
            let file = DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr"])
            let (agenda, findings) = AgendaFile(
                post: "here", file: file, today: LocalDate(ordinal: 20_000)
            ).read()
            return (agenda?.service("stamp")?.service.absences.overbooking, findings)
        }
        #expect(
            read("overbooking: { most: 10, risk: 5 }").0 == Overbooking(most: 10, risk: 5, observations: 200))
        #expect(read("step: 10").0 == nil)
        for wrong in ["{ most: 31, risk: 5 }", "{ most: 10, risk: 21 }", "{ most: 10 }"] {
            #expect(read("overbooking: \(wrong)").1.map(\.line) == [7], "\(wrong)")
        }
    }
}
