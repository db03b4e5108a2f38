import ArgumentParser
import Scheduler

/// Ninety days of one calendar, and the first free place over all posts, asked one after the other.
struct AvailabilityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "availability")

    @OptionGroup var servers: Servers
    @Option(help: "Posts, each with one counter.") var posts = 200
    @Option(help: "Days of one calendar.") var days = 90
    @Option(help: "The first so many days of every post are full.") var full = 7
    @Flag(help: "They are full already, by an earlier run.") var filled = false
    @Option(help: "How often it is asked.") var count = 1_000

    func run() async throws {
        let booking = try await servers.booking(posts: posts, counters: 1)
        let people = try People(booking: booking, posts: posts)
        let toTake = filled ? 0 : posts * full * Places.startsADay
        let taken = await Pace.of(toTake, inFlight: 256) {
            try await people.hold($0) != nil
        }
        try await servers.durable()
        let visit = Places.visit(0, posts: posts)
        let days = days
        let expected = Places.days - full
        let calendar = await Pace.of(count, inFlight: 1) { _ in
            try await booking.days(visit, count: days).filter { $0.starts > 0 }.count >= expected
        }
        let everywhere = booking.posts(offering: Places.service).flatMap {
            booking.visits(Places.service, at: $0)
        }
        let first = await Pace.of(max(1, count / 5), inFlight: 1) { _ in
            try await booking.first(of: everywhere).first != nil
        }
        try tell(Told(calendar: calendar, first: first, taken: taken))
    }

    private struct Told: Encodable {
        let calendar: Pace
        let first: Pace
        /// The filling, which must be without errors.
        let taken: Pace
    }
}
