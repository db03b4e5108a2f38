import ArgumentParser
import CaseDesk
import Scheduler

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database up to date, and fill the Scheduler.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await House.open(options) { house in
            try await house.migrate()
            _ = try await house.workspace.booking.prepare()
            _ = try await house.workspace.booking.publish()
        }
        print("The database is up to date.")
    }
}
