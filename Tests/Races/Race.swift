import Foundation
import PostgresClient
import RedisClient
import Scheduler
import TestServers

/// The servers, what goes on beside the clients, and the end.
struct Race {
    let course: Course
    let server: OwnRedis
    let redis: RedisClient
    let postgres: PostgresClient
    let booking: Booking
    private let folder: String
    private let publisher: Publisher

    struct Counts {
        let clients: Int
        let redis: Int
        let changes: Int
        /// From the clients' start to their end.
        let seconds: Double
    }

    init(_ course: Course, folder: String, server: OwnRedis) async throws {
        (self.course, self.folder, self.server) = (course, folder, server)
        (redis, postgres, booking) = try course.open(connections: 4)
        try await Booking.migrate(postgres)
        try await booking.prepare(at: course.clock.now)
        publisher = try Publisher(course, redis: redis, postgres: postgres, folder: folder)
    }

    func close() async {
        await redis.close()
        await postgres.close()
    }

    /// Until every client is through: agendas change, Redis dies, the witness writes.
    func run(_ fleet: @Sendable () throws -> Fleet, killRedis: Duration?) async throws -> Counts {
        let witness = try await Witness(course, redis: redis, folder: folder)
        for post in World.posts(course.posts) + [World.single] { _ = try await publisher.publish(post) }
        let killer = RedisKiller(server, every: killRedis, Dice(course.seed, 3_000))
        let begun = RaceClock.wall
        let fleet = try fleet()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await killer.run() }
            group.addTask { try await witness.run() }
            async let clerk: Void = publisher.run(pause: .milliseconds(600))
            try await fleet.run()
            await publisher.stop()
            try await clerk
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let failure) = result, !(failure is CancellationError) { throw failure }
            }
        }
        let seconds = Double(RaceClock.wall - begun) / 1_000
        try await settle(witness)
        return Counts(
            clients: fleet.kills, redis: await killer.kills, changes: await publisher.changes,
            seconds: seconds)
    }

    /// Lets everybody who no longer fits be displaced and every hold and rest that stands in the way run out; then
    /// all that was decided is journalled and witnessed.
    private func settle(_ witness: Witness) async throws {
        let limit = ContinuousClock.now + .seconds(90)
        while try await publisher.settle() > 0 {
            guard ContinuousClock.now < limit else { throw RaceFailure("some still don't fit the agendas") }
            try await booking.sweep(at: course.clock.now)
            try await Task.sleep(for: .milliseconds(200))
        }
        let end = course.clock.now
        while true {
            let swept = try await booking.sweep(at: end)
            if swept.lapsed + swept.forgotten == 0 { break }
        }
        let reader = JournalReader(booking, patience: .zero, logger: Course.quiet)
        while try await reader.pass() > 0 {}
        while try await witness.pass() > 0 {}
        try JSONEncoder().encode(end).write(to: URL(filePath: "\(folder)/end.json"))
    }

    /// What the product itself says of its promises, at the moment when everything ended.
    func checks() async throws -> [InvariantCheck] {
        let end = try JSONDecoder().decode(
            Instant.self, from: Data(contentsOf: URL(filePath: "\(folder)/end.json")))
        return try await booking.invariants(at: end)
    }
}

/// Ends Redis as a power cut would, and starts it again on the same data.
actor RedisKiller {
    private let server: OwnRedis
    private let pause: Duration?
    private var dice: Dice
    private(set) var kills = 0

    init(_ server: OwnRedis, every pause: Duration?, _ dice: Dice) {
        (self.server, self.pause, self.dice) = (server, pause, dice)
    }

    func run() async throws {
        guard let pause else { return }
        while true {
            try await Task.sleep(for: pause * -log(Double.random(in: 0.001..<1, using: &dice)))
            server.kill9()
            kills += 1
            try? await Task.sleep(for: .milliseconds(dice.below(400)))
            try await server.start()
        }
    }
}
