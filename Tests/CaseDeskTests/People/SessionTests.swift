import Logging
import RedisClient
import Scheduler
import Synchronization
import TestServers
import Testing

@testable import CaseDesk

@Suite struct `A session` {
    let redis: RedisClient
    let keys: Keys
    let start = Instant(milliseconds: 1_790_000_000_000)

    init() async throws {
        redis = RedisClient(
            address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60),
            logger: Logger(label: "test"))
        keys = Keys(ministry: try #require(Ministry.ID(TestServers.ministry())))
    }

    @Test func `is found by its token and by nothing else`() async throws {
        let sessions = Sessions(redis: redis, keys: keys, clock: .fixed(start))
        let token = try await sessions.open(.citizen(person: "p1"))
        let session = try #require(try await sessions.find(token))
        #expect(session.subject == .citizen(person: "p1"))
        #expect(try await sessions.find(Token()) == nil)
    }

    @Test func `has a form token of its own`() async throws {
        let sessions = Sessions(redis: redis, keys: keys, clock: .fixed(start))
        let first = try await sessions.find(try await sessions.open(.agent(id: "a")))
        let second = try await sessions.find(try await sessions.open(.agent(id: "a")))
        #expect(first?.formToken != second?.formToken)
    }

    @Test func `ends when it is closed`() async throws {
        let sessions = Sessions(redis: redis, keys: keys, clock: .fixed(start))
        let token = try await sessions.open(.agent(id: "a1"))
        try await sessions.close(token)
        #expect(try await sessions.find(token) == nil)
    }

    @Test func `ends after twelve hours, however busy it was`() async throws {
        let token = try await Sessions(redis: redis, keys: keys, clock: .fixed(start))
            .open(.agent(id: "a1"))
        func found(after wait: Duration) async throws -> Bool {
            try await Sessions(redis: redis, keys: keys, clock: .fixed(start + wait)).find(token) != nil
        }
        #expect(try await found(after: .hours(12) - .milliseconds(1)))
        #expect(try await found(after: .hours(12)) == false)
        #expect(try await found(after: .seconds(1)) == false, "an ended session doesn't come back")
    }

    @Test func `keeps its token out of Redis`() async throws {
        let token = try await Sessions(redis: redis, keys: keys, clock: .fixed(start))
            .open(.citizen(person: "p2"))
        let names = try await redis.send(["KEYS", "*"]).list ?? []
        #expect(names.contains { $0.text?.contains(token.text) == true } == false)
    }
}
