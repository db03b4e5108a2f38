import RedisClient
import TestServers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A lost Redis server` {
    @Test func `leaves a call in flight unknown, and the next call finds the server again`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address)
        let observer = try redis(server.address)
        async let blocked = failure { () throws(RedisFailure) in
            try await client.send(["BLPOP", "nothing", "0"])
        }
        try await untilBlocked(on: observer)
        server.kill9()
        #expect(await blocked?.sort == "unknown")
        try await server.start()
        #expect(try await client.send(["PING"]).text == "PONG")
    }

    @Test func `is asked again where a repeat does no harm`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address, timeout: .seconds(20))
        let observer = try redis(server.address)
        async let popped = client.send(["BLPOP", "list", "0"], repeat: .whenUnknown)
        try await untilBlocked(on: observer)
        server.kill9()
        try await server.start()
        try await untilBlocked(on: observer)
        try await observer.send(["RPUSH", "list", "here"])
        #expect(try await popped.list?.last?.text == "here")
    }

    @Test func `is waited for by calls that haven't left`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address, timeout: .seconds(20))
        try await client.send(["SET", "kept", "yes"])
        server.kill9()
        while await failure(of: { () throws(RedisFailure) in
            try await client.send(["PING"], timeout: .milliseconds(50))
        })?.sort != "unreachable" {}
        async let kept = client.send(["GET", "kept"])
        try await server.start()
        #expect(try await kept.text == "yes")
    }

    @Test func `is unreachable once the time is up`() async throws {
        let client = try redis("unix:///tmp/nobody-listens-here", timeout: .milliseconds(100))
        let failure = await failure { () throws(RedisFailure) in try await client.send(["PING"]) }
        #expect(failure?.sort == "unreachable")
    }

    @Test func `that is silent is given up and dialled anew`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address, timeout: .milliseconds(500))
        try await client.send(["PING"], timeout: .seconds(20))
        let silence = await failure { () throws(RedisFailure) in
            try await client.send(["BLPOP", "nothing", "0"])
        }
        #expect(silence?.sort == "unknown")
        let answer = try await client.send(["PING"], repeat: .whenUnknown, timeout: .seconds(20))
        #expect(answer.text == "PONG")
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A cancelled call` {
    @Test func `returns at once and its late reply goes to nobody else`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address)
        let observer = try redis(server.address)
        let blocked = Task {
            await failure { () throws(RedisFailure) in try await client.send(["BLPOP", "list", "0"]) }
        }
        try await untilBlocked(on: observer)
        blocked.cancel()
        #expect(await blocked.value == .cancelled)
        async let echoed = client.send(["ECHO", "mine"])
        try await observer.send(["RPUSH", "list", "late"])
        #expect(try await echoed.text == "mine")
    }

    @Test func `is never sent when it was cancelled before`() async throws {
        let key = "{\(TestServers.ministry())}:never"
        let client = try await redis(TestServers.redis())
        try await client.send(["PING"])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { () throws(RedisFailure) in try await client.send(["SET", key, "1"]) }
        }
        #expect(await task.value == .cancelled)
        #expect(try await client.send(["EXISTS", key]).int == 0)
    }

    @Test func `stops waiting for a server that isn't there`() async throws {
        let client = try redis("unix:///tmp/nobody-listens-here", timeout: .seconds(60))
        let task = Task { await failure { () throws(RedisFailure) in try await client.send(["PING"]) } }
        await Task.yield()
        task.cancel()
        #expect(await task.value == .cancelled)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A blocking connection` {
    @Test func `waits while the shared one goes on`() async throws {
        let list = "{\(TestServers.ministry())}:wake"
        let client = try await redis(TestServers.redis())
        let connection = try await client.blocking()
        async let popped = connection.send(["BLPOP", list, "5"])
        try await client.send(["RPUSH", list, "up"])
        #expect(try await popped.list?.last?.text == "up")
        await connection.close()
    }

    @Test func `is closed by a cancelled wait, so that no element is lost to it`() async throws {
        let server = try await TestServers.ownRedis()
        let client = try redis(server.address)
        let connection = try await client.blocking()
        let waiting = Task {
            await failure { () throws(RedisFailure) in try await connection.send(["BLPOP", "list", "0"]) }
        }
        try await untilBlocked(on: client)
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        try await untilBlocked(0, on: client)
        try await client.send(["RPUSH", "list", "kept"])
        #expect(try await client.send(["LLEN", "list"]).int == 1)
    }
}
