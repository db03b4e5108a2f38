import RedisClient
import TestServers
import Testing

@Suite struct `A Redis client` {
    @Test func `gives each of many concurrent callers its own answer`() async throws {
        let client = try await redis(TestServers.redis())
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<5_000 {
                group.addTask { try await client.send(["ECHO", "\(number)"]).text == "\(number)" }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(right == 5_000)
    }

    @Test func `sends what one task asks in the order in which it asks`() async throws {
        let list = "{\(TestServers.ministry())}:order"
        let client = try await redis(TestServers.redis())
        for number in 0..<500 { try await client.send(["RPUSH", list, "\(number)"]) }
        let order = try await client.send(["LRANGE", list, "0", "-1"]).list?.compactMap(\.int)
        #expect(order == Array(0..<500))
    }

    @Test func `puts the calls of concurrent callers into fewer writes`() async throws {
        func reads(_ client: RedisClient) async throws -> Int {
            let info = try await client.send(["INFO", "stats"]).text ?? ""
            let line = info.split(separator: "\r\n").first { $0.hasPrefix("total_reads_processed:") }
            return try #require(line.flatMap { Int($0.split(separator: ":")[1]) })
        }
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address)
        let before = try await reads(client)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2_000 { group.addTask { _ = try? await client.send(["PING"]) } }
        }
        #expect(try await reads(client) - before < 1_500)
    }

    @Test func `carries any bytes, and values larger than one read`() async throws {
        let key = "{\(TestServers.ministry())}:bytes"
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let client = try await redis(TestServers.redis())
        try await client.send([Array("SET".utf8), Array(key.utf8), large])
        #expect(try await client.send(["GET", key]) == .bytes(large))
    }

    @Test func `reads every sort of reply`() async throws {
        let client = try await redis(TestServers.redis())
        #expect(try await client.send(["PING"]) == .status("PONG"))
        #expect(try await client.send(["EVAL", "return 7", "0"]) == .integer(7))
        #expect(try await client.send(["EVAL", "return false", "0"]) == .null)
        let script = "return {1, 'a', {false, redis.error_reply('E x')}}"
        #expect(
            try await client.send(["EVAL", script, "0"])
                == .array([.integer(1), .bytes([97]), .array([.null, .error("E x")])]))
        let refusal = await failure { () throws(RedisFailure) in try await client.send(["NONSENSE"]) }
        #expect(refusal?.sort == "refused")
    }

    @Test func `talks over TCP as over a unix socket`() async throws {
        for address in [try await TestServers.redis(), try await TestServers.clusterRedis()] {
            #expect(try await redis(address).send(["PING"]).text == "PONG")
        }
    }

    @Test func `signs in and chooses its database`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address)
        try await client.send(["SET", "where", "0"])
        try await client.send(["ACL", "SETUSER", "alice", "on", ">se:cr/et", "~*", "+@all"])
        try await client.send(["CONFIG", "SET", "requirepass", "open"])
        let alice = try redis("\(server.address)?user=alice&password=se%3Acr%2Fet")
        #expect(try await alice.send(["ACL", "WHOAMI"]).text == "alice")
        let third = try redis("\(server.address)?password=open&db=3")
        #expect(try await third.send(["GET", "where"]).isNull)
        for wrong in [server.address, "\(server.address)?password=wrong"] {
            let client = try redis(wrong)
            let failure = await failure { () throws(RedisFailure) in try await client.send(["PING"]) }
            #expect(failure?.sort == "refused")
        }
    }
}

@Suite struct `A Redis address` {
    @Test(arguments: [
        ("redis://h", "redis://h:6379/0"), ("redis://u:p@h:7000/2", "redis://h:7000/2"),
        ("redis://[::1]:1", "redis://::1:1/0"), ("unix:///a/b?password=p", "unix:///a/b"),
    ])
    func `never shows its password`(url: String, shown: String) throws {
        let address = try RedisAddress(url)
        #expect(address.description == shown)
        var dumped = ""
        dump(try RedisAddress("redis://u:hidden@h"), to: &dumped)
        #expect(!dumped.contains("hidden"))
    }

    @Test(arguments: ["", "http://h", "redis://", "unix://relative", "redis://h/x"])
    func `is refused when it isn't one`(url: String) {
        #expect(throws: RedisAddress.Malformed.self) { try RedisAddress(url) }
    }
}
