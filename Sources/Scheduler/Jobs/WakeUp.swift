import RedisClient
import ServiceLifecycle

/// Where an idle worker waits: on the wake list, until the next instant at which something is to be done. Redis ends a wait
/// at its own pace, ten times a second, which would make every timer late. So the worker times its wait itself, and has
/// Redis end it.
struct WakeUp {
    /// A worker that dies takes its knowledge of the next instant with it. So each looks again after at most this long,
    /// and an expired lease is back within a second.
    static let longest = Duration.seconds(1)

    private let redis: RedisClient
    private let key: String
    private var open: (connection: RedisConnection, id: String)?

    init(_ jobs: Jobs, _ share: WorkerShare) {
        redis = jobs.redis
        key = share == .urgent ? jobs.keys.jobsWakeUrgent : jobs.keys.jobsWake
    }

    /// Returns when woken, when `next` has come, or when the service shuts down.
    mutating func wait(until next: Instant?, from now: Instant) async {
        let length = min(next.map { $0 - now } ?? Self.longest, Self.longest)
        guard length > .zero else { return }
        do {
            let (connection, id) = try await opened()
            let (redis, key) = (redis, key)
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup { group in
                    group.addTask {
                        try await Task.sleep(for: length)
                        // After a short time the wait may not have begun yet: then there is nothing to end, once more.
                        while try await redis.send(["CLIENT", "UNBLOCK", id]).integer == 0 {
                            try await Task.sleep(for: .milliseconds(1))
                        }
                    }
                    let seconds = (length + .milliseconds(500)).wholeMilliseconds
                    try await connection.send(
                        ["BLPOP", key, "\(Double(seconds) / 1_000)"], timeout: length + .seconds(5))
                    group.cancelAll()
                }
            }
        } catch {
            open = nil
            await pause(length)
        }
    }

    /// The token that a leaving worker may have swallowed.
    func passOn() async {
        _ = try? await redis.send(["RPUSH", key, "1"])
    }

    private mutating func opened() async throws(RedisFailure) -> (connection: RedisConnection, id: String) {
        if let open { return open }
        let connection = try await redis.blocking()
        guard case .integer(let id) = try await connection.send(["CLIENT", "ID"]) else {
            throw .malformed("CLIENT ID gave no number")
        }
        open = (connection, "\(id)")
        return (connection, "\(id)")
    }
}

/// Ends early when the service shuts down or its task is cancelled.
func pause(_ length: Duration) async {
    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: length) }
}
