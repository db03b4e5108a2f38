import RedisClient
import TestServers
import Testing

@testable import Scheduler

@Suite(.timeLimit(.minutes(1))) struct `A series` {
    private func keeper(_ sandbox: JobsSandbox, every period: Duration) -> SeriesKeeper {
        let series = Series(name: "sweep", every: period, kind: "sweep")
        return SeriesKeeper(jobs: sandbox.jobs, series: [series], logger: sandbox.logger)
    }

    @Test func `stands once however many keep it`() async throws {
        let sandbox = try await JobsSandbox()
        let keepers = [keeper(sandbox, every: .minutes(5)), keeper(sandbox, every: .minutes(5))]
        for (keeper, time) in zip(keepers, [10_000, 250_000] as [Int64]) {
            #expect(try await keeper.keep(at: at(time)) == at(300_000))
        }
        #expect(try await sandbox.jobs.stats(at: at(0)).due == 1)
    }

    @Test func `goes on while one of its runs is stuck`() async throws {
        let sandbox = try await JobsSandbox()
        let keeper = keeper(sandbox, every: .minutes(5))
        try await keeper.keep(at: at(0))
        let stuck = try await sandbox.jobs.take(1, lease: .days(1), at: at(300_000)).leases
        #expect(stuck.map(\.job.due) == [at(300_000)])
        try await keeper.keep(at: at(300_000))
        let next = try await sandbox.jobs.take(1, lease: .days(1), at: at(600_000)).leases
        #expect(next.map(\.job.due) == [at(600_000)])
    }

    @Test func `runs each instant once with two keepers and two workers, and is back after a loss of Redis`()
        async throws
    {
        let server = try await TestServers.ownRedis()
        let sandbox = try await JobsSandbox(address: server.address)
        let notes = Notes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                let worker = sandbox.worker(["sweep": { await notes.note("\($0.due.milliseconds)") }])
                let keeper = keeper(sandbox, every: .milliseconds(250))
                group.addTask { try await worker.run() }
                group.addTask { try await keeper.run() }
            }
            try await notes.until(4)
            try await sandbox.redis.send(["FLUSHALL"])
            try await notes.until(8)
            group.cancelAll()
        }
        let all = await notes.all
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { Int64($0).map { $0 % 250 } == 0 })
    }
}
