import ArgumentParser

@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Bench",
        abstract: "Measures the Scheduler by its Swift API; scripts/bench adds peers and limits.",
        subcommands: [
            HoldsCommand.self, RushCommand.self, AvailabilityCommand.self, EnqueueCommand.self,
            DrainCommand.self, LatencyCommand.self, TimersCommand.self,
        ])
}
