import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler

/// What every process of one race must know; a file in its folder.
struct Course: Codable, Sendable {
    let seed: UInt64
    let redis: String
    let database: String
    let ministry: String
    let posts: Int
    let clock: RaceClock
    /// Requests of each client, and how many of them go for the single place.
    let requests: Int
    let rush: Int
    /// No new request begins after this, in ms of the machine's clock.
    let deadline: Int64
    /// A client whose driver is gone ends.
    let driver: Int32

    static let name = "course.json"

    static func read(_ folder: String) throws -> Course {
        try JSONDecoder().decode(
            Course.self, from: Data(contentsOf: URL(filePath: folder).appending(path: name)))
    }

    func write(_ folder: String) throws {
        try JSONEncoder().encode(self).write(to: URL(filePath: folder).appending(path: Self.name))
        try JSONEncoder().encode(World.limits())
            .write(to: URL(filePath: folder).appending(path: "services.json"))
    }

    static let quiet = Logger(label: "races") { _ in SwiftLogNoOpLogHandler() }

    /// The real clients of both servers, and the door on them.
    func open(connections: Int) throws -> (redis: RedisClient, postgres: PostgresClient, booking: Booking) {
        let redis = RedisClient(
            address: try RedisAddress(self.redis), timeout: .seconds(5), logger: Self.quiet)
        let postgres = PostgresClient(url: database, connections: connections, logger: Self.quiet)
        return (redis, postgres, try booking(World.agendas(posts: posts), redis, postgres))
    }

    func booking(_ agendas: [Agenda], _ redis: RedisClient, _ postgres: PostgresClient) throws -> Booking {
        guard let ministry = Ministry.ID(ministry) else { throw RaceFailure("no ministry '\(ministry)'") }
        return Booking(
            ministry: ministry, agendas: Agendas(agendas), redis: redis, postgres: postgres,
            logger: Self.quiet)
    }
}

/// Time runs faster than on the wall, so that holds lapse, days pass and places fall due within minutes.
struct RaceClock: Codable, Sendable {
    /// When the race began, in ms of the machine's clock.
    let origin: Int64
    /// What it was then for bookings.
    let start: Instant
    let speed: Int64
    /// Milliseconds of the machine's clock before time begins to run: while all go for the single place, its hold
    /// must not lapse.
    let still: Int64

    var now: Instant {
        Instant(milliseconds: start.milliseconds + max(0, Self.wall - origin - still) * speed)
    }

    /// Milliseconds of the machine's clock: the same for all processes.
    static var wall: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}

struct RaceFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
