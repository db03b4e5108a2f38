import Logging
import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing

@testable import CaseDesk

/// A year of a post on the real functions: only the people and the clock are made up.
final class SimulatedYear {
    let plan: YearPlan
    let agenda: Agenda
    let booking: Booking
    let waitlist: Waitlist
    let jobs: Jobs
    let redis: RedisClient
    let postgres: PostgresClient
    private let reader: JournalReader

    var dice: YearDice
    var queue = YearQueue<Event>()
    var tally = YearTally()
    var now: Instant
    var visits = 0
    /// What a page showed not long ago, by service and pool.
    var seen: [String: (at: Instant, slots: [Slot])] = [:]
    /// When each person missed something; the rules are those of the repository's ministry.
    var misses: [Int: [Instant]] = [:]
    let rules: AbsenceRules

    enum Event {
        case day(LocalDate)
        case tick
        case request(YearVisit)
        case confirm(Appointment.ID, YearVisit)
        case change(Appointment.ID, YearVisit)
        case time(Appointment.ID, revision: Int, YearVisit)
        case graceOver(Appointment.ID, YearVisit)
        case leaveList(YearVisit)
    }

    init(_ plan: YearPlan) async throws {
        self.plan = plan
        let logger = Logger(label: "year") { _ in SwiftLogNoOpLogHandler() }
        agenda = try plan.agenda()
        redis = RedisClient(
            address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60), logger: logger)
        postgres = PostgresClient(url: try await TestServers.database(), connections: 4, logger: logger)
        try await Booking.migrate(postgres)
        let ministry = try #require(Ministry.ID(TestServers.ministry()))
        booking = Booking(
            ministry: ministry, agendas: Agendas([agenda]), redis: redis, postgres: postgres, logger: logger)
        waitlist = Waitlist(booking)
        jobs = Jobs(redis: redis, ministry: ministry)
        reader = JournalReader(booking, logger: logger) { [waitlist] in try await waitlist.settle($0) }
        dice = YearDice(plan.seed)
        now = agenda.zone.start(of: YearPlan.first)
        let catalogue = try Catalogue.load(root: repository, ministry: CaseDeskTests.ministry())
        rules = try #require(catalogue.absences(at: "bruxelles"))
    }

    func close() async {
        await redis.close()
        await postgres.close()
    }

    func run() async throws -> YearTally {
        try await booking.prepare(at: now)
        for day in 0..<plan.days {
            let start = agenda.zone.start(of: YearPlan.first + day)
            queue.add(.day(YearPlan.first + day), at: start.milliseconds)
        }
        queue.add(.tick, at: now.milliseconds)
        let end = agenda.zone.start(of: YearPlan.first + plan.days)
        while let (at, event) = queue.next(), at < end.milliseconds {
            now = Instant(milliseconds: max(at, now.milliseconds))
            try await handle(event)
        }
        now = end
        try await check()
        return tally
    }

    private func handle(_ event: Event) async throws {
        switch event {
        case .day(let date):
            try await booking.publish(at: now)
            if date > YearPlan.first { try await check() }
            open(date)
        case .tick: try await tick()
        case .request(let visit): try await ask(visit)
        case .confirm(let id, let visit): try await confirm(id, visit)
        case .change(let id, let visit): try await change(id, visit)
        case .time(let id, let revision, let visit): try await come(id, revision, visit)
        case .graceOver(let id, let visit): try await miss(id, visit)
        case .leaveList(let visit):
            let entry = try await waitlist.entry(visit.service, subject: visit.subject)
            guard entry?.state == .waiting || entry?.state == .offered else { return }
            try await waitlist.leave(
                visit.service, subject: visit.subject, request: "leave/\(visit.subject)", at: now)
            tally.note(.leftWithout)
        }
    }

    /// The places of a day, and the people who will want something that day: most in the evening, few at weekends.
    private func open(_ date: LocalDate) {
        let zone = agenda.zone
        for hours in agenda.groups[0].hours(on: date) {
            let starts = (hours.to.secondOfDay - hours.from.secondOfDay) / (YearPlan.minutes * 60)
            let first = zone.instant(of: LocalDateTime(date: date, time: hours.from))
            for index in 0..<starts {
                tally.places[first + .minutes(Int64(index * YearPlan.minutes))] = hours.counters
            }
        }
        let weekend = [Weekday.saturday, .sunday].contains(date.weekday)
        for _ in 0..<dice.poisson(plan.requestsPerDay * (weekend ? 0.6 : 1.16)) {
            let evening = dice.chance(0.4)
            let minute = Int64.random(in: evening ? 18 * 60...23 * 60 - 1 : 7 * 60...18 * 60, using: &dice)
            let at = zone.start(of: date) + .minutes(minute)
            queue.add(.request(visit(on: date)), at: at.milliseconds)
        }
    }

    /// What the workers do every few seconds, here every ten minutes.
    private func tick() async throws {
        queue.add(.tick, at: (now + .minutes(10)).milliseconds)
        tally.counts[.lapsed, default: 0] += try await booking.sweep(at: now).lapsed
        while try await reader.pass() > 0 {}
        for offer in try await waitlist.offer(at: now) { answer(offer) }
        let due = try await jobs.take(1_000, lease: .minutes(1), at: now)
        for lease in due.leases { try await remind(lease.job) }
        if !due.leases.isEmpty { _ = try await jobs.finish(due.leases, at: now) }
    }

    /// Every night: nothing oversold, nobody twice, no hold left behind, and the journal says the same as Redis.
    private func check() async throws {
        let checks = try await booking.invariants(at: now)
        let broken = checks.filter { !$0.ok }
        try #require(checks.count == 5 && broken.isEmpty, "\(broken) at \(agenda.zone.wall(at: now))")
        tally.soundNights += 1
    }
}
