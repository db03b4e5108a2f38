package import Logging
import ServiceLifecycle
import Synchronization

/// Does a job of one kind. It may run twice (its process may die after the deed), so its effect is bound to the job's
/// id or key. It should end soon after its task is cancelled.
package typealias JobHandler = @Sendable (Job) async throws -> Void

/// Takes the jobs of one ministry and runs each with the handler of its kind, a limited number at once.
/// On shutdown it takes no more, lets run what runs, and gives back what doesn't end in time.
package final class Worker: Service {
    /// How a worker works.
    package struct Settings: Sendable {
        package var limit = 16
        package var share = WorkerShare.everything
        /// How long a job stays with a worker that is heard no more.
        package var lease = Duration.seconds(15)
        /// How long running jobs may still take once the service shuts down.
        package var drain = Duration.seconds(20)
        package var backoff = JobBackoff()
        /// When a kind without a handler here is offered again, to a newer process perhaps.
        package var unknownKind = Duration.seconds(5)

        package init() {}
    }

    private let jobs: Jobs
    private let handlers: [String: JobHandler]
    private let settings: Settings
    private let logger: Logger
    private let running = Atomic<Int>(0)
    private let (ends, ended) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    package init(
        jobs: Jobs, handlers: [String: JobHandler], settings: Settings = Settings(), logger: Logger
    ) {
        self.jobs = jobs
        self.handlers = handlers
        self.settings = settings
        self.logger = logger
    }

    package func run() async throws {
        await withDiscardingTaskGroup { group in
            var wakeUp = WakeUp(jobs, settings.share)
            var ends = ends.makeAsyncIterator()
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let free = settings.limit - running.load(ordering: .acquiring)
                if free == 0 {
                    await ends.next()
                    continue
                }
                guard let taken = await take(free) else {
                    await pause(.milliseconds(200))
                    continue
                }
                for lease in taken.leases {
                    running.add(1, ordering: .acquiringAndReleasing)
                    group.addTask { await self.run(lease) }
                }
                if taken.leases.count < free { await wakeUp.wait(until: taken.next, from: taken.now) }
            }
            await wakeUp.passOn()
        }
    }

    private func take(_ count: Int) async -> Jobs.Taken? {
        do {
            return try await jobs.take(count, lease: settings.lease, of: settings.share)
        } catch {
            logger.warning("no jobs to be had", metadata: ["reason": "\(JobFailure.reason(error))"])
            return nil
        }
    }

    private func run(_ lease: Lease) async {
        defer {
            running.subtract(1, ordering: .acquiringAndReleasing)
            ended.yield()
        }
        guard let handler = handlers[lease.job.kind] else {
            return await settle(lease) { jobs in
                try await jobs.giveBack(
                    lease, after: self.settings.unknownKind, reason: "no handler for this kind",
                    counting: .uncounted)
            }
        }
        let run = JobRun(jobs: jobs, lease: lease, length: settings.lease, drain: settings.drain)
        await conclude(lease, await run(handler))
    }

    private func conclude(_ lease: Lease, _ ending: JobRun.Ending) async {
        switch ending {
        case .done:
            await settle(lease) { try await $0.finish(lease) }
        case .leaseLost:
            note(lease, "the lease was lost")
        case .outOfTime:
            await settle(lease) {
                try await $0.giveBack(lease, after: .zero, reason: "the worker stopped", counting: .uncounted)
            }
        case .failed(JobFailure.permanent(let reason)):
            note(lease, reason)
            await settle(lease) { try await $0.bury(lease, reason: reason) }
        case .failed(JobFailure.again(let delay, let reason)):
            note(lease, reason)
            await settle(lease) { try await $0.giveBack(lease, after: delay, reason: reason) }
        case .failed(JobFailure.postponed(let delay, let reason)):
            await settle(lease) {
                try await $0.giveBack(lease, after: delay, reason: reason, counting: .uncounted)
            }
        case .failed(let error):
            let reason = JobFailure.reason(error)
            note(lease, reason)
            let delay = settings.backoff.delay(afterTry: lease.job.tries)
            await settle(lease) { try await $0.giveBack(lease, after: delay, reason: reason) }
        }
    }

    /// Tells the server how the job ended; while it can't be reached, again until the lease is over anyway.
    private func settle(_ lease: Lease, _ tell: (Jobs) async throws -> LeaseAnswer) async {
        let end = ContinuousClock.now + settings.lease
        repeat {
            do {
                switch try await tell(jobs) {
                case .lost: note(lease, "the lease was lost")
                case .dead: note(lease, "it is a dead letter now")
                case .accepted: break
                }
                return
            } catch {
                note(lease, "its end couldn't be told: \(JobFailure.reason(error))")
                try? await Task.sleep(for: .milliseconds(200))
            }
        } while ContinuousClock.now < end && !Task.isCancelled
    }

    private func note(_ lease: Lease, _ reason: String) {
        logger.notice(
            "a job didn't end well",
            metadata: [
                "job": "\(lease.job.id)", "kind": "\(lease.job.kind)", "try": "\(lease.job.tries)",
                "reason": "\(reason)",
            ])
    }
}
