import ArgumentParser
import Foundation
import PostgresClient
import RedisClient
import Scheduler
import TestServers

struct Drive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Starts servers and clients, then checks.")

    @Option(help: "Requests of all clients together.")
    var operations = 1_000_000
    @Option(help: "Client processes.")
    var clients = 20
    @Option(help: "Requests that a client has on their way at a time.")
    var lanes = 3
    @Option(help: "Posts that are raced for.")
    var posts = 4
    @Option(help: "Holds on the single place.")
    var rush = 1_000
    @Option(help: "Draws the same requests and changes again; who comes first differs.")
    var seed: UInt64?
    @Option(help: "Seconds between two kills of a client, on the average; 0: none.")
    var killClients = 3.0
    @Option(help: "Seconds between two kills of Redis, on the average; 0: none.")
    var killRedis = 45.0
    @Option(help: "How much faster than the wall time runs.")
    var speed: Int64 = 900
    @Option(help: "Begin nothing new after so many minutes.")
    var minutes = 600.0
    @Option(help: "Where the logs go; kept only when this is given, or when something is wrong.")
    var folder: String?
    @Option(help: "Break something on purpose: the checker must find it (capacity, journal).")
    var sabotage: Sabotage?
    @Flag(help: "Also show that the checker finds what is wrong in copies of the logs.")
    var mutants = false

    func run() async throws {
        let seed = seed ?? .random(in: .min ... .max)
        print("seed of the race: \(seed)")
        // Told even if this process is killed.
        fflush(nil)
        let folder = try makeFolder()
        let (server, database) = (try await TestServers.ownRedis(), try await TestServers.ownPostgres())
        let course = course(seed, redis: server.address, database: try await database.database())
        try course.write(folder)
        let race = try await Race(course, folder: folder, server: server)
        let sound = try await judged(race, folder)
        await race.close()
        withExtendedLifetime(database) {}
        guard sound else {
            print("something is wrong; the logs lie in \(folder)")
            throw ExitCode.failure
        }
        if self.folder == nil { try FileManager.default.removeItem(atPath: folder) }
    }

    private func course(_ seed: UInt64, redis: String, database: String) -> Course {
        let begun = RaceClock.wall
        return Course(
            seed: seed, redis: redis, database: database, ministry: "race", posts: posts,
            // Six days before clocks change in Europe and, two weeks on, in America.
            clock: RaceClock(
                origin: begun, start: Instant(milliseconds: 1_792_368_000_000), speed: speed,
                still: rush > 0 ? Int64(max(5_000, 10 * rush)) : 0),
            requests: max(1, operations / clients), rush: rush / clients,
            deadline: begun + Int64(minutes * 60_000), driver: getpid())
    }

    /// Races, then asks the product itself and the checker whether all is well.
    private func judged(_ race: Race, _ folder: String) async throws -> Bool {
        if sabotage == .capacity { try await race.forgetCapacity() }
        let (clients, lanes, dice) = (clients, lanes, Dice(race.course.seed, 2_000))
        let pause = killClients > 0 ? Duration.seconds(killClients) : nil
        let counts = try await race.run(
            { try Fleet(folder: folder, clients: clients, lanes: lanes, pause: pause, dice: dice) },
            killRedis: killRedis > 0 ? .seconds(killRedis) : nil)
        if sabotage == .journal { try await race.loseBooking() }
        let checks = try await race.checks()
        for check in checks { print("\(check.ok ? "ok " : "BAD") \(check.name): \(check.detail)") }
        print(
            "\(counts.clients) clients and \(counts.redis) times Redis killed, \(counts.changes) agendas changed"
        )
        fflush(nil)
        let sound = try await Checker(folder: folder).run(seconds: counts.seconds, mutants: mutants)
        return sound && checks.allSatisfy(\.ok)
    }

    private func makeFolder() throws -> String {
        let folder = self.folder ?? NSTemporaryDirectory() + "guichet-race-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// The program that judges: it reads the logs, asks Redis and PostgreSQL itself, and says what it found.
struct Checker {
    let folder: String

    func run(seconds: Double, mutants: Bool) async throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Checker").path
        process.arguments =
            ["python3", "-B", program, folder, "--seconds", "\(seconds)"] + (mutants ? ["--mutants"] : [])
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}
