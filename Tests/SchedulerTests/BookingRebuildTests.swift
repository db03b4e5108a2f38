import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing

@Suite struct `An emptied Redis` {
    @Test func `gets every confirmed appointment back from the journal`() async throws {
        let server = try await TestServers.ownRedis()
        let ground = try await Ground(counters: 3, address: server.address)
        var booked: [Appointment] = []
        for index in 0..<12 {
            let time = "\(9 + index / 6 == 9 ? "09" : "10"):\(index % 6)0"
            booked.append(try await ground.booked(time, identity: "p\(index)"))
        }
        let confirmed = booked[0]
        let cancelled = try await ground.booking.cancel(booked[1].id, request: "c", at: Ground.now)
        let moved = try #require(
            try await ground.booking.move(
                booked[2].id, to: Ground.at("11:00"), request: "m", at: Ground.now
            ).appointment)
        let lost = try #require(try await ground.hold("11:30").appointment)
        try await ground.redis.send(["FLUSHALL"])

        #expect(
            try await ground.hold("09:00", identity: "p0").refusal?.reason == .alreadyHolding(confirmed.id))
        #expect(try await ground.booking.appointment(moved.id) == moved)
        for appointment in booked[3...] {
            #expect(try await ground.booking.appointment(appointment.id) == appointment)
        }
        #expect(try await ground.booking.cancel(booked[1].id, request: "c", at: Ground.now) == cancelled)
        let gone = try await ground.booking.confirm(lost.id, request: "x", at: Ground.now)
        #expect(gone.refusal?.reason == .unknown)
        try await ground.expectSound()
        let left = try await ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
        #expect(left.first?.places == 2)
        await ground.close()
    }

    @Test func `is never taken for a post without free places`() async throws {
        let server = try await TestServers.ownRedis()
        let ground = try await Ground(counters: 2, address: server.address)
        _ = try await ground.booked("09:00")
        let before = try await ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
        try await ground.redis.send(["FLUSHALL"])

        let after = try await ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
        #expect(after == before)
        #expect(after.first?.places == 1)
        await ground.close()
    }

    @Test func `voids what it had decided and nobody had journalled`() async throws {
        let ground = try await Ground()
        let held = try #require(try await ground.hold("09:00").appointment)
        // The journal is told of another filling: as if a rebuild had come between decision and journal.
        try await ground.postgres.query("UPDATE scheduler.epochs SET epoch = 'another'")
        let answer = try await ground.booking.confirm(held.id, request: "c", at: Ground.now)
        // The stream still had both changes, so the rebuild saved them.
        #expect(answer.appointment?.state == .booked)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `is filled once by many who ask together`() async throws {
        let server = try await TestServers.ownRedis()
        let ground = try await Ground(counters: 100, address: server.address)
        let booked = try await ground.booked("09:00")
        try await ground.redis.send(["FLUSHALL"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    let decision = try await ground.hold("09:00")
                    #expect(decision.appointment != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await ground.booking.appointment(booked.id) == booked)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `killed in the middle loses nothing that was acknowledged`() async throws {
        let server = try await TestServers.ownRedis()
        let ground = try await Ground(counters: 20, address: server.address)
        let acknowledged = Told<[Appointment]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<20 {
                        let appointment = try await insist { request in
                            try await ground.hold(
                                "\(round % 2 == 0 ? "09" : "10"):\(worker % 6)0", days: round % 5,
                                request: request)
                        }
                        guard let appointment else { continue }
                        let booked = try await insist { request in
                            try await ground.booking.confirm(appointment.id, request: request, at: Ground.now)
                        }
                        if let booked { acknowledged.note { $0.append(booked) } }
                    }
                }
            }
            group.addTask {
                for _ in 0..<3 {
                    try await Task.sleep(for: .milliseconds(120))
                    server.kill9()
                    try await server.start()
                }
            }
            try await group.waitForAll()
        }
        let all = acknowledged.all
        #expect(all.count > 100)
        for appointment in all {
            #expect(try await ground.booking.appointment(appointment.id) == appointment)
        }
        try await ground.expectSound()
        await ground.close()
    }

    /// Asks again with the same request id until there is an answer.
    private func insist(_ ask: (String) async throws -> Decision) async throws -> Appointment? {
        let request = OpaqueID.random()
        for _ in 0..<200 {
            do {
                return try await ask(request).appointment
            } catch {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        Issue.record("no answer")
        return nil
    }
}

@Suite struct `The journal reader` {
    @Test func `takes what no door journalled, and trims only what is acknowledged`() async throws {
        let ground = try await Ground()
        let held = try #require(try await ground.hold("09:00").appointment)
        let seen = Told<[String]>([])
        let reader = JournalReader(ground.booking, logger: Ground.logger) { changes in
            seen.note { $0 += changes.map(\.id) }
        }
        #expect(try await reader.pass() == 1)
        #expect(try await reader.pass() == 0)
        #expect(seen.all == ["\(held.id):1"])
        let stream = "{\(ground.booking.ministry)}:journal"
        #expect(try await ground.redis.send(["XLEN", stream]).int == 0)
        let rows = try await ground.postgres.query("SELECT id FROM scheduler.journal")
        #expect(try rows.map { try $0.decode("id", as: String.self) } == ["\(held.id):1"])

        try await ground.redis.send(["XGROUP", "CREATE", stream, "behind", "0"])
        _ = try await ground.booking.confirm(held.id, request: "c", at: Ground.now)
        #expect(try await reader.pass() == 1)
        #expect(try await ground.redis.send(["XLEN", stream]).int == 1)

        try await ground.redis.send(["XGROUP", "DESTROY", stream, "journal"])
        try await ground.redis.send(["XGROUP", "DESTROY", stream, "behind"])
        #expect(try await reader.pass() == 1)
        #expect(try await ground.redis.send(["XLEN", stream]).int == 0)
        try await ground.expectSound()
        await ground.close()
    }
}
