import ArgumentParser
import Scheduler
import ServiceLifecycle

/// Puts jobs in, one by one, from many callers at once.
struct EnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enqueue")

    @OptionGroup var servers: Servers
    @Option(help: "Jobs.") var count = 20_000
    @Option(help: "Callers at once.") var inFlight = 64

    func run() async throws {
        let jobs = try servers.jobs()
        try tell(
            await Pace.of(count, inFlight: inFlight) { number in
                try await jobs.enqueue(NewJob(kind: "bench", payload: "\(number)"))
                return true
            })
    }
}

/// Works off what stands there with one worker, and tells whether each job came exactly once.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "drain")

    @OptionGroup var servers: Servers
    @Option(help: "Jobs that stand there, their payloads 0, 1, …") var count = 20_000
    @Option(help: "Jobs at once.") var limit = 64

    func run() async throws {
        let jobs = try servers.jobs()
        let tally = Noted(Tally(count: count))
        let (done, ended) = AsyncStream.makeStream(of: Void.self)
        let begin = ContinuousClock.now
        let seconds = try await working(jobs, limit: limit) { job in
            guard let number = Int(job.payload) else { throw JobFailure.permanent("no number") }
            tally.change { $0.note(number) }
            if tally.value.isComplete { ended.yield() }
        } until: {
            for await _ in done { break }
            while try await jobs.stats().leased > 0 { try await Task.sleep(for: .milliseconds(1)) }
            return (ContinuousClock.now - begin) / .seconds(1)
        }
        let stats = try await jobs.stats()
        try tell(
            Told(
                count: count, seconds: seconds, rate: Double(count) / seconds, doubled: tally.value.doubled,
                left: stats.ready + stats.due + stats.leased + stats.dead))
    }

    private struct Told: Encodable {
        let count: Int
        let seconds: Double
        let rate: Double
        let doubled: Int
        let left: Int
    }
}

/// From the call that puts a job in to its handler, at a steady pace.
struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "latency")

    @OptionGroup var servers: Servers
    @Option(help: "Jobs a second.") var rate = 1_000
    @Option(help: "For so many seconds.") var seconds = 5

    func run() async throws {
        let jobs = try servers.jobs()
        let begin = ContinuousClock.now
        let waits = Noted<[Double]>([])
        let count = rate * seconds
        try await working(jobs, limit: 64) { job in
            guard let sent = Double(job.payload) else { throw JobFailure.permanent("no time") }
            waits.change { $0.append((ContinuousClock.now - begin) / .milliseconds(1) - sent) }
        } until: {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    let due = begin + .seconds(1) * number / rate
                    if due > ContinuousClock.now { try await Task.sleep(until: due) }
                    group.addTask {
                        let sent = (ContinuousClock.now - begin) / .milliseconds(1)
                        try await jobs.enqueue(NewJob(kind: "bench", payload: "\(sent)"))
                    }
                }
                try await group.waitForAll()
            }
            while waits.value.count < count { try await Task.sleep(for: .milliseconds(10)) }
        }
        let elapsed = (ContinuousClock.now - begin) / .seconds(1)
        try tell(Pace(milliseconds: waits.value, seconds: elapsed, errors: waits.value.count - count))
    }
}

/// Runs a worker beside `body`, then stops it in order.
func working<Result: Sendable>(
    _ jobs: Jobs, limit: Int, handler: @escaping JobHandler,
    until body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    var settings = Worker.Settings()
    settings.limit = limit
    let worker = Worker(jobs: jobs, handlers: ["bench": handler], settings: settings, logger: Servers.logger)
    let group = ServiceGroup(services: [worker], logger: Servers.logger)
    return try await withThrowingTaskGroup(of: Result?.self) { tasks in
        tasks.addTask {
            try await group.run()
            return nil
        }
        tasks.addTask { try await body() }
        var result: Result?
        for try await value in tasks {
            guard let value else { continue }
            result = value
            await group.triggerGracefulShutdown()
        }
        guard let result else { throw ValidationError("the worker ended by itself") }
        return result
    }
}

/// Which numbers came, and how often one came again.
private struct Tally: Sendable {
    private var seen: [Bool]
    private var distinct = 0
    private(set) var doubled = 0

    init(count: Int) { seen = Array(repeating: false, count: count) }

    var isComplete: Bool { distinct == seen.count }

    mutating func note(_ number: Int) {
        guard seen.indices.contains(number), !seen[number] else {
            doubled += 1
            return
        }
        seen[number] = true
        distinct += 1
    }
}
