import ArgumentParser
import CaseDesk
import Scheduler

struct AgendaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenda", abstract: "The agendas that supervisors publish on the desk.",
        subcommands: [AgendaExportCommand.self])
}

struct AgendaExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a post's agenda as its file would hold it.")

    @OptionGroup var options: SettingsOptions

    @Option(help: "The post's id.")
    var post: String

    @Option(help: "A version of the desk, 0 for the file; what counts now unless told.")
    var version: Int?

    func run() async throws {
        let text = try await House.open(options) { house in
            let workspace = house.workspace
            guard let profile = workspace.catalogue.posts.first(where: { $0.id.text == post }),
                let current = try await workspace.agendaDesk.current(at: profile)
            else { throw ValidationError("'\(post)' is no post with an agenda.") }
            guard let version else { return current.text }
            guard let text = try await workspace.agendaDesk.text(version, of: current) else {
                throw ValidationError("'\(post)' has no version \(version).")
            }
            return text
        }
        print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
    }
}
