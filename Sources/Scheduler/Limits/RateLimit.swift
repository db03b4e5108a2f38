import Foundation
package import RedisClient

/// So many uses in a sliding window, decided in one step by the server's clock.
package struct RateLimit: Sendable {
    package let name: String
    package let allowed: Int
    package let window: Duration

    package init(_ name: String, allowed: Int, in window: Duration) {
        self.name = name
        self.allowed = allowed
        self.window = window
    }
}

package struct RateLimits: Sendable {
    private static let limit = RedisFunction(name: "limit", source: PackageResources.limit_lua)

    private let redis: RedisClient
    private let keys: Keys

    package init(redis: RedisClient, keys: Keys) {
        self.redis = redis
        self.keys = keys
    }

    /// Counts one use for `subject` (opaque: a keyed hash of an address or number). Nil when it is allowed, else
    /// how long to wait. A use with a name counts once in its window, however often it is told.
    package func use(
        _ limit: RateLimit, for subject: String, as name: String? = nil
    ) async throws(RedisFailure) -> Duration? {
        try await ask(limit, subject, use: name ?? UUID().uuidString)
    }

    /// How long to wait before the next use; counts none.
    package func wait(_ limit: RateLimit, for subject: String) async throws(RedisFailure) -> Duration? {
        try await ask(limit, subject, use: "")
    }

    private func ask(
        _ limit: RateLimit, _ subject: String, use: String
    ) async throws(RedisFailure) -> Duration? {
        let answer = try await redis.call(
            Self.limit, keys: [keys.limit(limit.name, subject)],
            arguments: [
                "", .init(String(limit.allowed)), .init(String(limit.window.wholeMilliseconds)),
                .init(use),
            ])
        guard let wait = answer.int, wait > 0 else { return nil }
        return .milliseconds(wait)
    }
}
