import Foundation
import TestServers
import Testing

@Suite struct `The shared test servers` {
    @Test func `are one Redis, one cluster and one PostgreSQL, each told once`() async throws {
        async let redis = (TestServers.redis(), TestServers.redis())
        async let cluster = (TestServers.clusterRedis(), TestServers.clusterRedis())
        async let databases = (TestServers.database(), TestServers.database())
        #expect(try await redis.0 == redis.1)
        #expect(try await redis.0.hasPrefix("unix:///"))
        #expect(try await cluster.0 == cluster.1)
        #expect(try await databases.0 != databases.1)
        #expect(TestServers.ministry() != TestServers.ministry())
    }

    @Test func `come back on the same address after being killed`() async throws {
        let redis = try await TestServers.ownRedis()
        let postgres = try await TestServers.ownPostgres()
        try await postgres.execute("CREATE TABLE kept AS SELECT 1")
        for _ in 0..<3 {
            redis.kill9()
            postgres.kill9()
            try await redis.start()
            try await postgres.start()
        }
        try await postgres.execute("DROP TABLE kept")
    }
}
