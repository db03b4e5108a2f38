import ArgumentParser
import CaseDesk
import Hummingbird

struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "List what the site serves, and to whom.")

    private struct Line: Encodable {
        let method: String
        let path: String
        let audience: String
    }

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let lines = CaseDeskRoutes.all.map {
            Line(method: $0.method.rawValue, path: $0.pattern, audience: $0.audience.rawValue)
        }
        try output.print(lines) {
            lines.map { "\($0.method) \($0.path) (\($0.audience))" }.joined(separator: "\n")
        }
    }
}
