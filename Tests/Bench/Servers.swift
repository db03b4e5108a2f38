import ArgumentParser
import Logging
import PostgresClient
import RedisClient
import Scheduler

/// Where the servers are and whose keys are used.
struct Servers: ParsableArguments {
    @Option(help: "The address of Redis.")
    var redis: String

    @Option(help: "A connection string of PostgreSQL; scenarios that need no database leave it out.")
    var database = ""

    @Option(help: "The ministry whose keys are used.")
    var ministry = "bench"

    static let logger = Logger(label: "bench") { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = .warning
        return handler
    }

    func redisClient() throws -> RedisClient {
        RedisClient(address: try RedisAddress(redis), timeout: .seconds(60), logger: Self.logger)
    }

    /// A booking door on agendas of `posts` posts with so many counters each, its capacity published. Until
    /// `durable()` Redis doesn't wait for its disk: what is only prepared isn't what is measured.
    func booking(posts: Int, counters: Int, connections: Int = 8) async throws -> Booking {
        try await fsync("no")
        let postgres = PostgresClient(url: database, connections: connections, logger: Self.logger)
        try await Booking.migrate(postgres)
        let booking = Booking(
            ministry: try ministryID(), agendas: try Places.agendas(posts: posts, counters: counters),
            redis: try redisClient(), postgres: postgres, logger: Self.logger)
        if try await booking.prepare() == nil { try await booking.publish() }
        return booking
    }

    /// From now on Redis answers when what it wrote is on disk.
    func durable() async throws { try await fsync("always") }

    private func fsync(_ when: String) async throws {
        let redis = try redisClient()
        try await redis.send(["CONFIG", "SET", "appendfsync", when])
        await redis.close()
    }

    func jobs() throws -> Jobs { Jobs(redis: try redisClient(), ministry: try ministryID()) }

    private func ministryID() throws -> Ministry.ID {
        guard let id = Ministry.ID(ministry) else { throw ValidationError("\(ministry) is no ministry's id") }
        return id
    }
}
