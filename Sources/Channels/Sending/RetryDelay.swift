internal import Scheduler

/// When to try again: soon at first, then rarer; a login code's reader is waiting.
enum RetryDelay {
    static func after(attempt: Int, lane: Lane, jitter: Double = .random(in: 0.8...1.2)) -> Duration {
        let (first, most): (Double, Double) =
            switch lane {
            case .lifeSafety, .loginCode: (2, 30)
            default: (5, 900)
            }
        let seconds = min(first * Double(1 << min(max(attempt - 1, 0), 20)), most)
        return .milliseconds(Int64(seconds * jitter * 1_000))
    }

    /// A relay's own queue gives up after days too.
    static let giveUp = Duration.days(3)
}
