import PostgresClient
import Scheduler
import TestServers
import Testing

@Suite struct `Twenty thousand random bookings` {
    @Test func `by sixteen tasks leave nothing oversold, lost or unexplained`() async throws {
        let ground = try await Ground(counters: 3, address: TestServers.clusterRedis())
        let seed = UInt64.random(in: .min ... .max)
        print("seed of the race: \(seed)")
        let mine = Told<[Appointment.ID: Appointment]>([:])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    var random = Lehmer(state: seed &+ UInt64(task) &* 7_919 | 1)
                    for _ in 0..<1_250 {
                        if let after = try await step(ground, &random, known: mine) {
                            mine.note { known in
                                let old = known[after.id]?.revision ?? 0
                                if after.revision > old { known[after.id] = after }
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await ground.expectSound()
        // What the callers were told last is what stands on both sides.
        for appointment in mine.all.values {
            let stands = try #require(try await ground.booking.appointment(appointment.id))
            // Nobody was told of a hold that the same person gave up by choosing again.
            let givenUp = appointment.state == .held && stands.state == .cancelled
            #expect(stands == appointment || givenUp, "\(appointment) \(stands)")
        }
        let rows = try await ground.postgres.query(
            """
            SELECT count(*) AS gaps FROM (
                SELECT appointment, max(revision) AS last, count(*) AS n
                FROM scheduler.journal GROUP BY appointment) AS history WHERE last <> n
            """)
        #expect(try rows[0].decode("gaps", as: Int.self) == 0)
        await ground.close()
    }

    private func step(
        _ ground: Ground, _ random: inout Lehmer, known: Told<[Appointment.ID: Appointment]>
    ) async throws -> Appointment? {
        let (time, day) = ("\(9 + random.below(3))", random.below(5))
        let clock = "\(time.count == 1 ? "0" : "")\(time):\(random.below(6))\(random.below(2) * 5)"
        let request = OpaqueID.random()
        let some = known.all.randomElement(using: &random)?.key
        guard let some, random.below(100) >= 40 else {
            return try await ground.hold(
                clock, days: day, identity: "p\(random.below(300))", request: request,
                units: 1 + random.below(3), pool: random.below(4) == 0 ? .agents : .public,
                subject: "s\(random.below(2))"
            ).appointment
        }
        let booking = ground.booking
        switch random.below(10) {
        case 0...4: return try await booking.confirm(some, request: request, at: Ground.now).appointment
        case 5...6:
            return try await booking.move(
                some, to: Ground.at(clock, days: day), request: request, at: Ground.now
            ).appointment
        case 7...8: return try await booking.cancel(some, request: request, at: Ground.now).appointment
        default: return try await booking.displace(some, request: request, at: Ground.now).appointment
        }
    }
}

/// Repeatable randomness: Steele and Vigna's 64-bit multiplier.
private struct Lehmer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 0xd134_2543_de82_ef95 &+ 1
        return state ^ state >> 32
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
