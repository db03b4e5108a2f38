import NIOCore

/// How long to wait before dialling again: doubling from 20 ms to 2 s, each time by a random share of one half to all,
/// so that many processes don't knock at once.
struct RedisBackoff {
    static func delay(afterFailures failures: Int, share: Double = .random(in: 0.5...1)) -> TimeAmount {
        let full = min(2_000, 20 << min(max(failures - 1, 0), 10))
        return .microseconds(Int64(Double(full) * 1_000 * share))
    }
}
