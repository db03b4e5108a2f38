import ArgumentParser
import CaseDesk
import Foundation

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over what another system holds.",
        subcommands: [Appointments.self])

    struct Appointments: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Appointments from a table or a calendar file; the same file has one effect.",
            discussion: """
                Each row takes a real place at the post and begins a draft for its person, who gets the appointment \
                and the way to complete the request. Columns are known by usual names in French and English (id, \
                start or date and time, email, phone, language, units) or named: --map start=Début,email=Courriel. \
                A day goes before its month. Exits with 0 even when rows are refused: the report lists them.
                """)

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The file.")
        var file: String

        @Option(help: "csv or ics.")
        var format: String

        @Option(help: "The post's id.")
        var post: String

        @Option(help: "A service of its agenda.")
        var service: String

        @Option(help: "What people come for; needed where several procedures share the service.")
        var procedure: String?

        @Option(help: "Fields and their columns: start=Début,email=Courriel.")
        var map = ""

        @Flag(help: "Tell what would happen, and write nothing.")
        var dryRun = false

        @Flag(help: "Do it.")
        var commit = false

        func validate() throws {
            guard dryRun != commit else { throw ValidationError("Say --dry-run or --commit.") }
        }

        func run() async throws {
            guard let format = AppointmentImport.Format(rawValue: format) else {
                throw ValidationError("'\(format)' is no format: csv or ics.")
            }
            guard let data = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("\(file) can't be read")
            }
            let report = try await House.open(options) { house in
                do {
                    return try await AppointmentImport(house.workspace, try order(house.workspace)).run(
                        Array(data), named: file, as: format, dryRun ? .dryRun : .commit)
                } catch let failure as ImportFailure {
                    throw CommandFailure("\(file) can't be imported: \(failure)")
                }
            }
            try output.print(report) { report.plain }
        }

        private func order(_ workspace: Workspace) throws -> AppointmentImport.Order {
            let catalogue = workspace.catalogue
            guard let post = catalogue.posts.first(where: { $0.id.text == post }) else {
                throw ValidationError("'\(post)' is no post of this ministry.")
            }
            guard let columns = ImportColumns(map) else {
                throw ValidationError(
                    "--map reads field=column, with \(ImportColumns.Field.allCases.map(\.rawValue))")
            }
            let served = catalogue.procedures(at: post).filter { $0.appointment?.service == service }
            let names = served.map(\.id.text).joined(separator: ", ")
            guard !served.isEmpty else {
                throw ValidationError("Nothing at \(post.id) is done by the service '\(service)'.")
            }
            let chosen = served.filter { procedure == nil || $0.id.text == procedure }
            guard chosen.count == 1, let procedure = chosen.first else {
                throw ValidationError("Say --procedure, one of: \(names).")
            }
            return .init(post: post, service: service, procedure: procedure, columns: columns)
        }
    }
}
