import ArgumentParser
import PostgresClient
import RedisClient

/// Booking under fire: many processes book, move, transfer, cancel and come together on one Redis and one PostgreSQL
/// while clients and Redis are killed and agendas change. A checker in Python, which shares no code with the engine,
/// then rebuilds what happened from the logs alone. See docs/races.md.
///
/// That the checker can fail is shown, not believed. `--mutants` gives it the same race with one counter less in every
/// agenda, an answer, a request or a row of the journal lost, or another answer the second time: each must be noticed.
/// `--sabotage capacity` takes the check of the cells out of the functions in the running Redis: the race must end
/// with places oversold; `--sabotage journal` deletes a confirmed booking: it must end with the journal differing.
@main struct Races: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Races many clients for scarce places, with kills, and checks every decision.",
        subcommands: [Drive.self, RunClient.self], defaultSubcommand: Drive.self)
}

/// One client; the driver starts it.
struct RunClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "client", shouldDisplay: false)

    @Option var folder: String
    @Option var number: Int
    @Option var life: Int
    @Option var lanes: Int

    func run() async throws {
        let course = try Course.read(folder)
        let (redis, postgres, booking) = try course.open(connections: 2 + lanes)
        let client = try Client(course, folder: folder, number: number, booking: booking)
        try await withThrowingTaskGroup(of: Void.self) { group in
            // A few do the chores, as a worker beside the web would.
            if number < 3 { group.addTask { try await Chores(course: course, booking: booking).run() } }
            try await client.run(number: number, life: life, lanes: lanes)
            group.cancelAll()
        }
        await redis.close()
        await postgres.close()
    }
}
