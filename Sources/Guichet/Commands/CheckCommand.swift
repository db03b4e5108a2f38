import ArgumentParser
import CaseDesk
import Declared
import Scheduler

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check every declared file; say what is wrong, where, and how to mend it.")

    private struct Report: Encodable {
        let ok: Bool
        let findings: [Finding]
    }

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await Settings(options)
        guard let ministry = Ministry.ID(settings.ministry) else {
            throw CommandFailure(
                "'\(settings.ministry)' is no ministry: lower-case letters, digits and hyphens")
        }
        let findings = Declarations.findings(root: settings.root, ministry: ministry)
        let report = Report(ok: findings.isEmpty, findings: findings)
        try output.print(report) {
            findings.isEmpty
                ? "Everything declared holds."
                : findings.map { "\($0.file):\($0.line): \($0.what)\n    → \($0.mend)" }.joined(
                    separator: "\n")
        }
        guard findings.isEmpty else { throw ExitCode.failure }
    }
}
