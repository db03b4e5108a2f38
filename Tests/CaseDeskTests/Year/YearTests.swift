import Foundation
import Scheduler
import Testing

@Suite struct `A simulated year of a post` {
    /// The long one takes many minutes: 40,000 appointments.
    private static let isLong = ProcessInfo.processInfo.environment["GUICHET_LONG_TESTS"] != nil
    private static let seed =
        ProcessInfo.processInfo.environment["GUICHET_SEED"].flatMap { UInt64($0) }
        ?? .random(in: .min ... .max)

    /// Fewer days of the same year, for who can't wait.
    private static let days =
        ProcessInfo.processInfo.environment["GUICHET_DAYS"].flatMap { Int($0) } ?? 365

    private func run(_ plan: YearPlan) async throws -> YearTally {
        let year = try await SimulatedYear(plan)
        let clock = ContinuousClock()
        let begun = clock.now
        do {
            let tally = try await year.run()
            let mode = plan.overbooking.map { "most \($0.most) %, risk \($0.risk) %" } ?? "off"
            print(
                "seed \(plan.seed), \(plan.days) days, overbooking \(mode), \(clock.now - begun)\n\(tally.report)"
            )
            #expect(tally.soundNights == plan.days)
            #expect(tally[.attended] > 0 && tally[.missed] > 0 && tally.takenAgain > 0)
            await year.close()
            return tally
        } catch {
            await year.close()
            Issue.record(error, "seed \(plan.seed)")
            throw error
        }
    }

    @Test func `oversells nothing and forgets nobody, on any day`() async throws {
        let tally = try await run(Self.isLong ? .year(Self.seed, days: Self.days) : .fortnight(Self.seed))
        #expect(tally.mostBeyond <= 0 && tally.crowded == 0)
    }

    /// A rate needs its observations first: the short run would never come to it.
    @Test(.enabled(if: isLong)) func `goes beyond the counters by what is declared and no more`() async throws
    {
        let plan = YearPlan.year(Self.seed, days: Self.days).overbooked()
        let tally = try await run(plan)
        #expect(tally.mostBeyond == plan.counters / 10)
        #expect(tally.crowded * 100 <= tally.places.count * 10)
    }
}
