import RedisClient
import TestServers
import Testing

@Suite struct `A Redis function` {
    static let add = RedisFunction(
        name: "add",
        sources: [
            Array("local function sum(a, b) return a + b end".utf8),
            Array(
                "return function(keys, args) return redis.call('INCRBY', keys[1], sum(args[1], args[2])) end"
                    .utf8),
        ])

    @Test(arguments: [OwnRedis.Mode.single, .cluster])
    func `is loaded when a server doesn't know it, whoever asks first`(mode: OwnRedis.Mode) async throws {
        let own = try await TestServers.ownRedis(mode)
        let client = try redis(own.address)
        for round in 1...2 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        _ = try await client.call(Self.add, keys: ["{a}:n"], arguments: [1, "2"])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.send(["GET", "{a}:n"]).int == round * 150)
            try await client.send(["FUNCTION", "FLUSH"])
        }
    }

    @Test func `of another text has another name`() {
        let other = RedisFunction(name: "add", source: Array("return function() return 1 end".utf8))
        #expect(other.name.hasPrefix("add_"))
        #expect(other.name != Self.add.name)
    }

    @Test func `that touches two ministries at once is refused by a cluster`() async throws {
        let both = RedisFunction(
            name: "both",
            source: Array(
                "return function(k) redis.call('SET', k[1], 1) return redis.call('GET', '{b}:x') end".utf8))
        let client = try await redis(TestServers.clusterRedis())
        let refusal = await failure { () throws(RedisFailure) in
            try await client.call(both, keys: ["{a}:x"], arguments: [])
        }
        #expect(refusal?.sort == "refused")
        let crossed = await failure { () throws(RedisFailure) in
            try await client.call(Self.add, keys: ["{a}:x", "{b}:x"], arguments: [1, 1])
        }
        #expect(crossed?.sort == "refused")
    }

    @Test func `of an error in its text says so`() async throws {
        let broken = RedisFunction(name: "broken", source: Array("this is not Lua".utf8))
        let client = try await redis(TestServers.redis())
        let refusal = await failure { () throws(RedisFailure) in
            try await client.call(broken, keys: [], arguments: [])
        }
        #expect(refusal?.sort == "refused")
    }
}
