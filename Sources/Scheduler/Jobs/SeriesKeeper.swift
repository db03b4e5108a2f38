package import Logging
import ServiceLifecycle

/// Keeps the next occurrence of each series in the jobs. Any number of processes may do so at once.
package final class SeriesKeeper: Service {
    /// After a loss of Redis the series are back within this time.
    static let longest = Duration.seconds(10)

    private let jobs: Jobs
    private let series: [Series]
    private let logger: Logger

    package init(jobs: Jobs, series: [Series], logger: Logger) {
        self.jobs = jobs
        self.series = series
        self.logger = logger
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let now = try await jobs.now()
                let next = try await keep(at: now)
                let rest = next.map { $0 - now + .milliseconds(1) } ?? Self.longest
                await pause(min(rest, Self.longest))
            } catch {
                logger.warning("series not kept", metadata: ["reason": "\(JobFailure.reason(error))"])
                await pause(.milliseconds(500))
            }
        }
    }

    /// Puts in what comes after `now`; answers when the first of it is due.
    @discardableResult
    package func keep(at now: Instant) async throws -> Instant? {
        let occurrences = series.compactMap { $0.occurrence(after: now) }
        try await jobs.enqueue(occurrences, at: now)
        return occurrences.compactMap(\.due).min()
    }
}
