import Logging
import ServiceLifecycle
import TestServers
import Testing

@testable import Scheduler

@Suite(.timeLimit(.minutes(2))) struct `A worker` {
    @Test func `shares ten thousand jobs with three others, and each job is done exactly once`() async throws
    {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let workers = (0..<4).map { _ in sandbox.worker(["k": { await notes.note($0.payload) }]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { try await worker.run() } }
            try await sandbox.jobs.enqueue((0..<10_000).map { NewJob(kind: "k", payload: "\($0)") })
            try await notes.until(10_000)
            try await sandbox.until { $0.leased == 0 }
            group.cancelAll()
        }
        let all = await notes.all
        #expect(all.count == 10_000)
        #expect(Set(all).count == 10_000)
    }

    @Test func `that is killed loses its jobs to another when their lease is over`() async throws {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let killed = Task {
            try await sandbox.worker([
                "k": { _ in
                    await notes.note("begun")
                    try await Task.sleep(for: .seconds(60))
                }
            ]) { $0.lease = .milliseconds(400) }.run()
        }
        try await sandbox.jobs.enqueue(NewJob(kind: "k", payload: "p"))
        try await notes.until(1)
        killed.cancel()
        _ = await killed.result
        let other = Task { try await sandbox.worker(["k": { await notes.note("try \($0.tries)") }]).run() }
        try await notes.until(2)
        try await sandbox.until { $0.leased == 0 }
        other.cancel()
        #expect(await notes.all == ["begun", "try 2"])
    }

    @Test func `keeps the lease of a job that takes long`() async throws {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let handler: JobHandler = { _ in
            await notes.note("begun")
            try await Task.sleep(for: .seconds(7))
            await notes.note("ended")
        }
        let tasks = (0..<2).map { _ in
            Task { try await sandbox.worker(["k": handler]) { $0.lease = .seconds(4) }.run() }
        }
        try await sandbox.jobs.enqueue(NewJob(kind: "k", payload: "p"))
        try await sandbox.until { $0.leased == 1 }
        try await sandbox.until { $0.leased == 0 }
        for task in tasks { task.cancel() }
        #expect(await notes.all == ["begun", "ended"])
    }

    @Test func `whose lease was lost is cancelled and can't end the job`() async throws {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let task = Task {
            try await sandbox.worker([
                "k": { _ in
                    await notes.note("begun")
                    do { try await Task.sleep(for: .seconds(60)) } catch { await notes.note("cancelled") }
                }
            ]) { $0.lease = .milliseconds(600) }.run()
        }
        try await sandbox.jobs.enqueue(NewJob(kind: "k", payload: "p"))
        try await notes.until(1)
        let later = try await sandbox.jobs.now() + .hours(1)
        let stolen = try #require(try await sandbox.jobs.take(1, lease: .hours(1), at: later).leases.first)
        try await notes.until(2)
        #expect(try await sandbox.jobs.finish(stolen) == .accepted)
        task.cancel()
        #expect(await notes.all == ["begun", "cancelled"])
    }

    @Test func `does with a failed job what its failure says`() async throws {
        struct Mishap: Error {}
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let task = Task {
            try await sandbox.worker([
                "permanent": { _ in throw JobFailure.permanent("no such number") },
                "again": { job in
                    await notes.note("again \(job.tries)")
                    if job.tries < 3 { throw JobFailure.again(after: .milliseconds(1), reason: "busy") }
                },
                "postponed": { job in
                    if await notes.note("postponed \(job.tries)") < 4 {
                        throw JobFailure.postponed(by: .milliseconds(1), reason: "night")
                    }
                },
                "mishap": { _ in throw Mishap() },
            ]) { $0.backoff = JobBackoff(first: .milliseconds(1), ceiling: .milliseconds(4)) }.run()
        }
        let kinds = ["permanent", "again", "postponed", "mishap"]
        try await sandbox.jobs.enqueue(kinds.map { NewJob(kind: $0, payload: "p", maximumTries: 4) })
        try await sandbox.until { $0.dead == 2 && $0.ready + $0.due + $0.leased == 0 }
        task.cancel()
        let letters = try await sandbox.jobs.dead()
        #expect(letters.map(\.kind).sorted() == ["mishap", "permanent"])
        #expect(letters.first { $0.kind == "permanent" }?.reason == "no such number")
        #expect(letters.first { $0.kind == "permanent" }?.tries == 1)
        #expect(letters.first { $0.kind == "mishap" }?.reason == "Mishap")
        #expect(letters.first { $0.kind == "mishap" }?.tries == 4)
        let all = await notes.all
        #expect(all.filter { $0.hasPrefix("again") } == ["again 1", "again 2", "again 3"])
        #expect(Set(all.filter { $0.hasPrefix("postponed") }) == ["postponed 1"])
    }

    @Test func `gives back a kind it doesn't know to one that does`() async throws {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let old = Task { try await sandbox.worker([:]) { $0.unknownKind = .milliseconds(20) }.run() }
        try await sandbox.jobs.enqueue(NewJob(kind: "new", payload: "p", maximumTries: 1))
        try await sandbox.until { $0.due == 1 }
        let new = Task { try await sandbox.worker(["new": { await notes.note("try \($0.tries)") }]).run() }
        try await notes.until(1)
        old.cancel()
        new.cancel()
        #expect(await notes.all == ["try 1"])
    }

    @Test func `that is told to stop ends what runs, gives back what doesn't end and takes no more`()
        async throws
    {
        let sandbox = try await JobsSandbox()
        let notes = Notes()
        let worker = sandbox.worker([
            "short": { _ in
                await notes.note("begun")
                try await Task.sleep(for: .milliseconds(300))
                await notes.note("short ended")
            },
            "endless": { _ in
                await notes.note("begun")
                try await Task.sleep(for: .seconds(600))
            },
        ]) {
            $0.limit = 2
            $0.drain = .seconds(5)
        }
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: worker)], logger: sandbox.logger))
        try await sandbox.jobs.enqueue(["short", "endless", "short"].map { NewJob(kind: $0, payload: "p") })
        let running = Task { try await group.run() }
        try await notes.until(2)
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(await notes.all == ["begun", "begun", "short ended"])
        let stats = try await sandbox.jobs.stats()
        #expect((stats.ready, stats.leased, stats.dead) == (2, 0, 0))
        let back = try await sandbox.jobs.take(2, lease: .seconds(1)).leases
        #expect(back.map(\.job.tries) == [1, 1])
    }

    @Test func `loses no job when Redis is killed under it`() async throws {
        let server = try await TestServers.ownRedis()
        let sandbox = try await JobsSandbox(address: server.address)
        let notes = Notes()
        let tasks = (0..<2).map { _ in
            Task {
                try await sandbox.worker(["k": { await notes.note($0.payload) }]) {
                    $0.lease = .seconds(3)
                }.run()
            }
        }
        for part in 0..<3 {
            let new = (0..<300).map { NewJob(kind: "k", payload: "\(part)/\($0)", key: "\(part)/\($0)") }
            async let standing = sandbox.jobs.enqueue(new)
            server.kill9()
            try await server.start()
            #expect(try await standing.count == 300)
        }
        try await sandbox.until { $0.ready + $0.due + $0.leased == 0 }
        for task in tasks { task.cancel() }
        let all = await notes.all
        #expect(Set(all).count == 900)
        print("⏱ Redis killed 3 times during 900 jobs: \(all.count - 900) done twice")
    }
}
