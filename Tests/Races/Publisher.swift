import PostgresClient
import RedisClient
import Scheduler

/// A clerk who changes agendas amid the traffic, and displaces who no longer fits.
actor Publisher {
    let course: Course
    let redis: RedisClient
    let postgres: PostgresClient
    private let versions: RaceLog
    private let log: RaceLog
    private var openings: [String: [String: Opening]] = [:]
    private var dice: Dice
    private var asked = 0
    private var stopped = false
    private(set) var changes = 0

    init(_ course: Course, redis: RedisClient, postgres: PostgresClient, folder: String) throws {
        (self.course, self.redis, self.postgres) = (course, redis, postgres)
        versions = try RaceLog("\(folder)/versions.log")
        log = try RaceLog("\(folder)/client-clerk.log")
        dice = Dice(course.seed, 1_000)
    }

    /// One post after the other, every so often with a change of its agenda.
    func run(pause: Duration) async throws {
        while !stopped {
            for post in World.posts(course.posts) where !stopped {
                try await Task.sleep(for: pause)
                if dice.percent(70) { try change(post) }
                var rounds = 3
                while try await publish(post) > 0, rounds > 0 { rounds -= 1 }
            }
        }
    }

    /// It ends what it is about.
    func stop() { stopped = true }

    /// Publishes everything as it stands and displaces; answers how many didn't fit.
    func settle() async throws -> Int {
        var unfit = 0
        for post in World.posts(course.posts) { unfit += try await publish(post) }
        return unfit
    }

    private func change(_ post: String) throws {
        let today = try World.zone(of: post).wall(at: course.clock.now).date
        let group = dice.pick(World.services.keys.sorted())
        var opening = openings[post]?[group] ?? Opening()
        try opening.change(after: today, &dice)
        openings[post, default: [:]][group] = opening
        changes += 1
    }

    /// Between the two ids of the stream that are written down, the old version may rule or the new one.
    func publish(_ post: String) async throws -> Int {
        let agenda =
            post == World.single
            ? try World.agendas(posts: 0)[0] : try World.agenda(post, openings[post] ?? [:])
        let before = try await insist { try await lastID() }
        let now = course.clock.now
        let (course, redis, postgres) = (course, redis, postgres)
        let publication = try await insist {
            try await course.booking([agenda], redis, postgres).publish(at: now)
        }
        let after = try await insist { try await lastID() }
        for group in agenda.groups {
            try versions.write(Version(agenda, group, before: before, after: after, at: now))
        }
        for id in publication.unfit.shuffled(using: &dice) where dice.percent(60) { try await displace(id) }
        return publication.unfit.count
    }

    private func displace(_ id: Appointment.ID) async throws {
        asked += 1
        var request = Request("clerk-\(asked)", .displace)
        request.appointments = [id]
        try log.write(LogLine(ask: request))
        let (course, redis, postgres) = (course, redis, postgres)
        let booking = try course.booking(World.agendas(posts: course.posts), redis, postgres)
        let displacing = request
        let answer = try await insist { try await displacing.ask(booking, at: course.clock.now) }
        try log.write(LogLine(told: answer))
    }

    private func lastID() async throws -> String {
        let fields = try await redis.send(["XINFO", "STREAM", Witness.stream(course)]).list ?? []
        guard let at = fields.firstIndex(where: { $0.text == "last-generated-id" }),
            let id = fields[at + 1].text
        else { throw RaceFailure("XINFO STREAM") }
        return id
    }

    /// Redis may just be dead: the same again.
    private func insist<Value: Sendable>(_ step: @Sendable () async throws -> Value) async throws -> Value {
        while true {
            do {
                return try await step()
            } catch BookingFailure.unavailable, is RedisFailure {
                try await Task.sleep(for: .milliseconds(30))
            }
        }
    }
}

/// What was published for one desk group, as a clerk would tell it: hours, not cells.
private struct Version: Encodable {
    let post: String
    let group: String
    let zone: String
    let before: String
    let after: String
    let at: Instant
    let horizon: Int
    let rules: [[String]]
    let exceptions: [String: [[String]]]
    let reserved: [[String]]

    init(_ agenda: Agenda, _ group: DeskGroup, before: String, after: String, at: Instant) {
        (post, self.group, zone) = (agenda.post, group.id, agenda.zone.name)
        (self.before, self.after, self.at) = (before, after, at)
        horizon = group.services.map(\.horizon).max() ?? 0
        rules = group.rules.flatMap(\.hours).map(Self.words)
        exceptions = Dictionary(
            uniqueKeysWithValues: group.exceptions.map { ($0.key.description, $0.value.map(Self.words)) })
        reserved = group.reserved.map { [$0.pool.rawValue, "\($0.counters)", "\($0.untilDaysBefore)"] }
    }

    private static func words(_ hours: Hours) -> [String] {
        [hours.from.description, hours.to.description, "\(hours.counters)"]
    }
}
