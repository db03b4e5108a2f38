import Synchronization
import Testing

@testable import Scheduler

@Suite struct `What can't wait` {
    private func job(_ priority: JobPriority, due: Instant? = nil) -> NewJob {
        NewJob(kind: "k", payload: "\(priority)", due: due, priority: priority)
    }

    @Test func `is all that an urgent take brings`() async throws {
        let sandbox = try await JobsSandbox()
        let jobs = sandbox.jobs
        try await jobs.enqueue(JobPriority.allCases.map { job($0) })
        let urgent = try await jobs.take(10, lease: .seconds(10), of: .urgent).leases.map(\.job.priority)
        #expect(urgent == [.lifeSafety, .loginCode])
        let rest = try await jobs.take(10, lease: .seconds(10)).leases.map(\.job.priority)
        #expect(rest == [.transactional, .reminder, .campaign])
    }

    @Test func `finds a free hand while all the others are busy, at once and when it falls due`() async throws
    {
        let sandbox = try await JobsSandbox()
        let (done, ended) = AsyncStream.makeStream(of: String.self)
        let handlers: [String: JobHandler] = [
            "k": { job in
                if job.priority == .campaign { try await Task.sleep(for: .seconds(600)) }
                ended.yield(job.payload)
            }
        ]
        let usual = sandbox.worker(handlers) { $0.limit = 2 }
        let urgent = sandbox.worker(handlers) { ($0.limit, $0.share) = (1, .urgent) }
        let running = [usual, urgent].map { worker in Task { try await worker.run() } }
        defer { for task in running { task.cancel() } }
        try await sandbox.jobs.enqueue((0..<4).map { _ in job(.campaign) })
        try await sandbox.until { $0.leased == 2 }
        let soon = try await sandbox.jobs.now() + .milliseconds(50)
        try await sandbox.jobs.enqueue([job(.loginCode), job(.lifeSafety, due: soon)])
        var seen: [String] = []
        for await payload in done {
            seen.append(payload)
            if seen.count == 2 { break }
        }
        #expect(seen == ["loginCode", "lifeSafety"])
    }

    /// The urgent worker moves what fell due for everybody: the others must hear of it.
    @Test func `doesn't keep from the others what it isn't for`() async throws {
        let sandbox = try await JobsSandbox()
        let (done, ended) = AsyncStream.makeStream(of: String.self)
        let handlers: [String: JobHandler] = ["k": { job in ended.yield(job.payload) }]
        let usual = sandbox.worker(handlers) { $0.limit = 1 }
        let urgent = sandbox.worker(handlers) { ($0.limit, $0.share) = (1, .urgent) }
        let running = [usual, urgent].map { worker in Task { try await worker.run() } }
        defer { for task in running { task.cancel() } }
        let soon = try await sandbox.jobs.now() + .milliseconds(100)
        try await sandbox.jobs.enqueue(
            (0..<20).map { job(.reminder, due: soon + .milliseconds($0)) } + [job(.loginCode, due: soon)])
        var seen: [String] = []
        for await payload in done {
            seen.append(payload)
            if seen.count == 21 { break }
        }
        #expect(seen.filter { $0 == "reminder" }.count == 20)
    }
}
