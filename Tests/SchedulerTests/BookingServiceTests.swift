import Logging
import RedisClient
import Scheduler
import ServiceLifecycle
import Testing

@Suite struct `The sweeper of holds, running` {
    @Test func `lapses a hold once its time is up, and stops when asked`() async throws {
        let ground = try await Ground(counters: 1)
        // By the server's own clock, as in production.
        let now = ServerClock.system.now
        try await ground.booking.publish(at: now)
        let tomorrow = try Zone("Europe/Brussels").wall(at: now).date + 1
        let slots = try await ground.booking.slots(Ground.visit, from: tomorrow, days: 7, at: now)
        let first = try #require(slots.first)
        let held = try #require(
            try await ground.booking.hold(
                Ground.visit, from: first.start, for: "s", identity: "p", request: "h",
                at: now - Booking.lifetime + .milliseconds(700)
            ).appointment)
        let expiry = try #require(held.expiry)
        try await whileRunning(HoldSweeper(ground.booking)) {
            try await until { try await ground.booking.appointment(held.id)?.state == .lapsed }
            #expect(ServerClock.system.now >= expiry)
        }
        let slot = try await ground.booking.slots(Ground.visit, from: tomorrow, days: 7).first
        #expect(slot?.places == 1)
        await ground.close()
    }
}

@Suite struct `The journal reader, running` {
    @Test func `takes each change as it comes, makes its group anew, and stops when asked`() async throws {
        let ground = try await Ground()
        let seen = Told<[String]>([])
        let reader = JournalReader(ground.booking, logger: Ground.logger) { changes in
            seen.note { $0 += changes.map(\.id) }
        }
        let stream = "{\(ground.booking.ministry)}:journal"
        try await whileRunning(reader) {
            let first = try #require(try await ground.hold("09:00").appointment)
            try await until { seen.all == ["\(first.id):1"] }
            // Blocked on an empty stream by now: a new entry wakes it.
            let second = try #require(try await ground.hold("09:10").appointment)
            try await until { seen.all.last == "\(second.id):1" }
            try await ground.redis.send(["XGROUP", "DESTROY", stream, "journal"])
            let third = try #require(try await ground.hold("09:20").appointment)
            try await until { seen.all.last == "\(third.id):1" }
            try await until { try await ground.redis.send(["XLEN", stream]).int == 0 }
        }
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `adopts what another one took and died over`() async throws {
        let ground = try await Ground()
        let taken = Told(false)
        let dying = JournalReader(ground.booking, logger: Ground.logger) { _ in
            taken.note { $0 = true }
            try await Task.sleep(for: .seconds(3_600))
        }
        let death = Task { try await dying.run() }
        let held = try #require(try await ground.hold("09:00").appointment)
        try await until { taken.all }
        death.cancel()
        _ = await death.result
        let stream = "{\(ground.booking.ministry)}:journal"
        #expect(try await ground.redis.send(["XPENDING", stream, "journal"]).list?.first?.int == 1)

        let seen = Told<[String]>([])
        let heir = JournalReader(
            ground.booking, patience: .milliseconds(100), logger: Ground.logger
        ) { changes in
            seen.note { $0 += changes.map(\.id) }
        }
        try await whileRunning(heir) {
            try await until { seen.all == ["\(held.id):1"] }
            try await until {
                try await ground.redis.send(["XPENDING", stream, "journal"]).list?.first?.int == 0
            }
        }
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `leaves alone what another one is still busy with`() async throws {
        let ground = try await Ground()
        let stream = "{\(ground.booking.ministry)}:journal"
        try await ground.redis.send(["XGROUP", "CREATE", stream, "journal", "0", "MKSTREAM"])
        _ = try await ground.hold("09:00")
        try await ground.redis.send([
            "XREADGROUP", "GROUP", "journal", "busy", "COUNT", "9", "STREAMS", stream, ">",
        ])
        let reader = JournalReader(ground.booking, patience: .seconds(600), logger: Ground.logger)
        #expect(try await reader.pass() == 0)
        await ground.close()
    }
}

/// Runs a service as `serve` does, and waits until it has stopped after being asked.
private func whileRunning(_ service: some Service, _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(services: [service], logger: Ground.logger)
    let running = Task { try await group.run() }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    await group.triggerGracefulShutdown()
    try await running.value
    try result.get()
}

/// Returns when it is so; throws after a minute.
private func until(_ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverSo() }
        try await Task.sleep(for: .milliseconds(5))
    }
}

private struct NeverSo: Error {}
