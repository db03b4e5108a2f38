import Foundation
import Testing

@Suite struct `A simulated year of a post` {
    /// The long one takes minutes: 40,000 appointments.
    private static let isLong = ProcessInfo.processInfo.environment["GUICHET_LONG_TESTS"] != nil

    @Test func `oversells nothing and forgets nobody, on any day`() async throws {
        let seed =
            ProcessInfo.processInfo.environment["GUICHET_SEED"].flatMap { UInt64($0) }
            ?? .random(in: .min ... .max)
        let year = try await SimulatedYear(Self.isLong ? .year(seed) : .fortnight(seed))
        let clock = ContinuousClock()
        let begun = clock.now
        do {
            let tally = try await year.run()
            print("seed \(seed), \(year.plan.days) days, \(clock.now - begun)\n\(tally.report)")
            #expect(tally.soundNights == year.plan.days)
            #expect(tally.mostBeyond <= 0 && tally.crowded == 0)
            #expect(tally[.attended] > 0 && tally[.missed] > 0 && tally.takenAgain > 0)
        } catch {
            Issue.record(error, "seed \(seed)")
        }
        await year.close()
    }
}
