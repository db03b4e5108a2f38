/// How long a failed job waits: doubling with each try up to a ceiling, each time by a random share of one half to all,
/// so that what failed together doesn't come back together.
package struct JobBackoff: Sendable {
    package var first: Duration
    package var ceiling: Duration

    package init(first: Duration = .seconds(2), ceiling: Duration = .minutes(30)) {
        self.first = first
        self.ceiling = ceiling
    }

    package func delay(afterTry tries: Int, share: Double = .random(in: 0.5...1)) -> Duration {
        let doublings = min(max(tries - 1, 0), 30)
        let full = min(ceiling.wholeMilliseconds, first.wholeMilliseconds << doublings)
        return .milliseconds(Int64(Double(full) * share))
    }
}
