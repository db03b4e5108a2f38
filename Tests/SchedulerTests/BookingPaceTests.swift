import Scheduler
import TestServers
import Testing

@Suite struct `The pace of booking` {
    /// Reported, not asserted; a hold and its confirm, journalled, with 64 people at once.
    @Test func `is told in bookings a second`() async throws {
        let ground = try await Ground(counters: 127)
        let people = 2_000
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<64 {
                    group.addTask {
                        var booked = 0
                        for person in stride(from: worker, to: people, by: 64) {
                            let slot = person / 120
                            let appointment = try await ground.booked(
                                "\(slot % 18 / 6 + 9 < 10 ? "0" : "")\(slot % 18 / 6 + 9):\(slot % 6)0",
                                days: slot / 18, identity: "p\(person)")
                            booked += appointment.state == .booked ? 1 : 0
                        }
                        return booked
                    }
                }
                let booked = try await group.reduce(0, +)
                #expect(booked == people)
            }
        }
        print("hold and confirm: \(Int(Double(people) / (time / .seconds(1)))) a second, 64 in flight")
        try await ground.expectSound()
        await ground.close()
    }
}
