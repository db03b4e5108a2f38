import RedisClient
import ServiceLifecycle

/// Where an idle worker waits: on the wake list, until the next instant at which something is to be done.
struct WakeUp {
    /// A worker that dies takes its knowledge of the next instant with it. So each looks again after at most this long,
    /// and an expired lease is back within a second.
    static let longest = Duration.seconds(1)

    private let redis: RedisClient
    private let key: String
    private var connection: RedisConnection?

    init(_ jobs: Jobs) {
        redis = jobs.redis
        key = jobs.keys.jobsWake
    }

    /// Returns when woken, when `next` has come, or when the service shuts down.
    mutating func wait(until next: Instant?, from now: Instant) async {
        let length = min(next.map { $0 - now } ?? Self.longest, Self.longest)
        guard length > .zero else { return }
        do {
            let open = try await opened()
            let seconds = Double(length.wholeMilliseconds) / 1_000
            let key = key
            try await cancelWhenGracefulShutdown {
                _ = try await open.send(["BLPOP", key, "\(seconds)"], timeout: length + .seconds(5))
            }
        } catch {
            connection = nil
            await pause(length)
        }
    }

    /// The token that a leaving worker may have swallowed.
    func passOn() async {
        _ = try? await redis.send(["RPUSH", key, "1"])
    }

    private mutating func opened() async throws(RedisFailure) -> RedisConnection {
        if let connection { return connection }
        let opened = try await redis.blocking()
        connection = opened
        return opened
    }
}

/// Ends early when the service shuts down or its task is cancelled.
func pause(_ length: Duration) async {
    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: length) }
}
