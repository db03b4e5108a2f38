import Logging
import RedisClient
import TestServers
import Testing

@testable import Scheduler

@Suite struct `A rate limit` {
    let limits: RateLimits

    init() async throws {
        let redis = RedisClient(
            address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60),
            logger: Logger(label: "test"))
        let ministry = try #require(Ministry.ID(TestServers.ministry()))
        limits = RateLimits(redis: redis, keys: Keys(ministry: ministry))
    }

    @Test func `lets exactly so many pass, however many come at once`() async throws {
        let limit = RateLimit("door", allowed: 7, in: .minutes(10))
        let passed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { try await limits.use(limit, for: "someone") == nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 7)
    }

    @Test func `tells how long to wait, within its window`() async throws {
        let limit = RateLimit("door", allowed: 1, in: .minutes(10))
        #expect(try await limits.use(limit, for: "a") == nil)
        let wait = try #require(try await limits.use(limit, for: "a"))
        #expect(wait > .minutes(9) && wait <= .minutes(10))
    }

    @Test func `counts each subject and each name by itself`() async throws {
        let limit = RateLimit("door", allowed: 1, in: .minutes(10))
        #expect(try await limits.use(limit, for: "a") == nil)
        #expect(try await limits.use(limit, for: "b") == nil)
        #expect(try await limits.use(RateLimit("gate", allowed: 1, in: .minutes(10)), for: "a") == nil)
    }
}
