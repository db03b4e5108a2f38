import ArgumentParser
import CaseDesk
import Scheduler

struct SchedulerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler", abstract: "Rebuild Redis from the journal, or compare the two.",
        subcommands: [Rebuild.self, Reconcile.self])

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring back every acknowledged appointment and the work that rows ask for.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let refilled = try await House.open(options) { house in
                try await Refill(house.workspace, logger: house.logger).fill()
            }
            try output.print(refilled) {
                "\(refilled.appointments) appointments, \(refilled.messages) messages, \(refilled.reminders) reminders, \(refilled.effects) effects."
            }
        }
    }

    struct Reconcile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Where Redis and the journal differ.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let differences = try await House.open(options) { try await $0.workspace.booking.reconcile() }
            try output.print(differences) {
                differences.isEmpty
                    ? "Redis and the journal agree."
                    : differences.map { "\($0.appointment) differs" }.joined(separator: "\n")
            }
            guard differences.isEmpty else { throw ExitCode.failure }
        }
    }
}
