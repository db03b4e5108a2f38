import ArgumentParser
import CaseDesk
import Scheduler

struct InvariantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invariants", abstract: "Ask for everything that must hold at every moment.")

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await House.open(options) { try await Invariants($0.workspace).report() }
        try output.print(report) {
            report.checks.map { "\($0.ok ? "ok    " : "BROKEN") \($0.name): \($0.detail)" }
                .joined(separator: "\n")
        }
        guard report.ok else { throw ExitCode.failure }
    }
}
