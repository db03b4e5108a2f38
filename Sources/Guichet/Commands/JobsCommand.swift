import ArgumentParser
import Scheduler

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Look at the durable work, and replay what died.",
        subcommands: [Stats.self, Dead.self, Replay.self])

    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How many jobs there are of each sort.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let stats = try await House.open(options) { try await $0.jobs.stats() }
            try output.print(stats) {
                """
                ready   \(stats.ready) (the oldest for \(stats.oldestReady) ms)
                due     \(stats.due)
                leased  \(stats.leased)
                dead    \(stats.dead)
                """
            }
        }
    }

    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The dead letters, oldest first.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "At most so many.")
        var limit = 100

        func run() async throws {
            let letters = try await House.open(options) { try await $0.jobs.dead(limit: limit) }
            try output.print(letters) {
                letters.isEmpty
                    ? "No dead letters."
                    : letters.map { "\($0.id)  \($0.kind)  \($0.tries) tries: \($0.reason)" }
                        .joined(separator: "\n")
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make dead letters ready again with all their tries: those named, or all.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "Ids, as `guichet jobs dead` lists them.")
        var ids: [String] = []

        @Flag(help: "Every dead letter.")
        var all = false

        func validate() throws {
            guard all == ids.isEmpty else {
                throw ValidationError("Name the dead letters to replay, or say --all.")
            }
        }

        func run() async throws {
            let count = try await House.open(options) { house in
                try await all ? house.jobs.replayAll() : house.jobs.replay(ids.map { Job.ID($0) })
            }
            try output.print(["replayed": count]) { "Replayed \(count)." }
        }
    }
}
