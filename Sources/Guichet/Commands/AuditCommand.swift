import ArgumentParser
import CaseDesk

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The log of looks and acts.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Recompute the chain of hashes.")

        private struct Answer: Encodable {
            let ok: Bool
            let entries: Int
            let waiting: Int
            let broken: Int64?
            let head: String
        }

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await House.open(options) { try await Audit.verify($0.postgres) }
            let head = report.head.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            let answer = Answer(
                ok: report.broken == nil, entries: report.entries, waiting: report.waiting,
                broken: report.broken, head: head)
            try output.print(answer) {
                report.broken.map { "The chain breaks at entry \($0)." }
                    ?? "\(report.entries) entries hold together; \(report.waiting) wait for their number. \(head)"
            }
            guard answer.ok else { throw ExitCode.failure }
        }
    }
}
