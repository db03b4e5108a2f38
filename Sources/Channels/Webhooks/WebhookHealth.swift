package import Scheduler

/// How an endpoint does, from what its last rounds of deliveries brought. Decides how much it is given next.
package struct WebhookHealth: Sendable, Equatable {
    /// Rounds in a row in which nothing was taken.
    package var failures = 0
    package var failingSince: Instant?
    /// Left alone until then.
    package var restsUntil: Instant?
    package var isSlow = false

    /// What a round was.
    struct Round {
        let wasTaken: Bool
        let took: Duration
        /// By Retry-After on a 429 or 503.
        let askedToWait: Duration?
    }

    /// An endpoint that answers later than this works beside the others, not among them.
    static let slow = Duration.seconds(4)
    static let quick = Duration.seconds(1)
    /// As many deliveries at once as an endpoint in good health gets.
    static let most = 16

    /// Enough for a round that tells how the endpoint does now.
    var parallel: Int { failures > 0 ? 1 : isSlow ? 4 : Self.most }

    /// Those in trouble have workers of their own, so that the others need not wait.
    var isTroubled: Bool { isSlow || failures > 0 }

    mutating func note(_ round: Round, at now: Instant) {
        if round.took > Self.slow { isSlow = true }
        if round.took < Self.quick { isSlow = false }
        if round.wasTaken {
            failures = 0
            failingSince = nil
            restsUntil = nil
        } else {
            failures += 1
            failingSince = failingSince ?? now
            restsUntil = Self.rest(after: failures).map { now + $0 }
        }
        if let asked = round.askedToWait {
            let until = now + min(asked, WebhookSchedule.longestWait)
            restsUntil = max(restsUntil ?? until, until)
        }
    }

    /// What waits meanwhile loses none of its tries. Five seconds, doubled each time up to five minutes.
    static func rest(after failures: Int) -> Duration? {
        guard failures >= 3 else { return nil }
        return min(.seconds(5) * (1 << min(failures - 3, 10)), .minutes(5))
    }

    /// Days without a single success, in which it was asked often enough.
    func isLost(at now: Instant) -> Bool {
        guard let failingSince else { return false }
        return now - failingSince >= Self.patience && failures >= Self.leastFailures
    }

    package static let patience = Duration.days(5)
    static let leastFailures = 10
}
