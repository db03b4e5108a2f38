import ArgumentParser
import Channels

struct SMSBudgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract: "How many segments each message's SMS takes in each language, in its longest case.")

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await Settings(options)
        let words = Words(directory: settings.root + "/locales")
        let folder = settings.root + "/message-templates"
        let lines = MessageTemplates(directory: folder, words: words)
            .budget(SMSSamples(directory: folder, words: words))
        try output.print(lines) { Self.table(lines) }
        guard lines.allSatisfy({ $0.unitsTooMany == nil }) else { throw ExitCode.failure }
    }

    /// A row for each message, a column for each language: "2/2" is two segments of two allowed.
    private static func table(_ lines: [SMSBudgetLine]) -> String {
        let locales = Set(lines.map(\.locale)).sorted()
        let names = Set(lines.map(\.template)).sorted()
        let head = ["message"] + locales
        let rows = names.map { name in
            [name]
                + locales.map { locale in
                    let line = lines.first { $0.template == name && $0.locale == locale }
                    return line.map { "\($0.segments)/\($0.budget) (\($0.units))" } ?? "-"
                }
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
