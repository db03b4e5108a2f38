import Logging
import RedisClient
import TestServers

@testable import Scheduler

/// The jobs of a ministry that no other test has, on the shared server unless told otherwise.
struct JobsSandbox {
    let redis: RedisClient
    let jobs: Jobs
    let logger: Logger

    init(address: String? = nil) async throws {
        let shared = try await TestServers.redis()
        try self.init(at: address ?? shared)
    }

    private init(at address: String) throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        self.logger = logger
        redis = RedisClient(address: try RedisAddress(address), timeout: .seconds(20), logger: logger)
        guard let ministry = Ministry.ID(TestServers.ministry()) else { throw CancellationError() }
        jobs = Jobs(redis: redis, ministry: ministry)
    }

    func worker(
        _ handlers: [String: JobHandler], _ adjust: (inout Worker.Settings) -> Void = { _ in }
    ) -> Worker {
        var settings = Worker.Settings()
        adjust(&settings)
        return Worker(jobs: jobs, handlers: handlers, settings: settings, logger: logger)
    }

    /// Returns when the counts are as wanted; throws what they are after ten seconds.
    func until(_ wanted: (JobStats) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        var stats = try await jobs.stats()
        while !wanted(stats) {
            if ContinuousClock.now > end { throw NeverSo(stats: stats) }
            try await Task.sleep(for: .milliseconds(5))
            stats = try await jobs.stats()
        }
    }

    struct NeverSo: Error { let stats: JobStats }
}

/// An instant of the tests, so many milliseconds after their beginning.
func at(_ milliseconds: Int64) -> Instant {
    Instant(milliseconds: 1_800_000_000_000 + milliseconds)
}

/// What handlers note, from many tasks.
actor Notes {
    private(set) var all: [String] = []

    @discardableResult
    func note(_ note: String) -> Int {
        all.append(note)
        return all.count
    }

    /// Returns when there are `count` of them.
    func until(_ count: Int) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while all.count < count {
            if ContinuousClock.now > end { throw CancellationError() }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
