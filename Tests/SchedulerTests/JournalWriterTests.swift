import PostgresClient
import RedisClient
import TestServers
import Testing

@testable import Scheduler

@Suite struct `Changes that many write at once` {
    @Test func `all stand, each caller hears of its own, and a bad one fails alone`() async throws {
        let ground = try await Ground(counters: 127)
        let booking = ground.booking
        for person in 0..<100 { _ = try await ground.hold("09:00", identity: "p\(person)") }
        let stream = StreamEntry.list(try await booking.read(["XRANGE", booking.keys.journal, "-", "+"]))
        let changes = stream.compactMap(\.change)
        try #require(changes.count == 100)
        let writer = JournalWriter(journal: booking.journal, postgres: ground.postgres)
        let wrong = await withTaskGroup(of: Bool.self) { group in
            for (index, change) in changes.enumerated() {
                group.addTask {
                    let id = try? decoded(Change.self, Array(change.utf8)).id
                    let standing = try? await writer.write([change])
                    return id.flatMap { standing?.contains($0) } != true
                }
                if index % 10 == 0 {
                    group.addTask { (try? await writer.write(["no JSON \(index)"])) != nil }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wrong == 0)
        let rows = try await ground.postgres.query(
            """
            SELECT count(*) AS n FROM scheduler.journal
            WHERE ministry = \(booking.ministry.value) AND kind = 'hold'
            """)
        #expect(try rows[0].decode("n", as: Int.self) == 100)
        await ground.close()
    }

    @Test func `go on when one caller gives up`() async throws {
        let ground = try await Ground(counters: 127)
        let told = Told(0)
        await withTaskGroup(of: Void.self) { group in
            for person in 0..<60 {
                group.addTask {
                    let task = Task {
                        let appointment = try await ground.booked("09:00", identity: "p\(person)")
                        if appointment.state == .booked { told.note { $0 += 1 } }
                    }
                    if person % 3 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
        }
        #expect(told.all >= 40)
        try await ground.expectSound()
        await ground.close()
    }
}
