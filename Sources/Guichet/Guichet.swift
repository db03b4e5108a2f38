import ArgumentParser

@main
struct Guichet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guichet",
        abstract: "A multi-channel messaging and scheduling hub for consular services.",
        subcommands: [
            ServeCommand.self, MigrateCommand.self, CheckCommand.self, DoctorCommand.self, DemoCommand.self,
            AdminCommand.self, RoutesCommand.self, JobsCommand.self, SchedulerCommand.self, SlotsCommand.self,
            InvariantsCommand.self, AuditCommand.self, DocumentCommand.self, BackupCommand.self,
            CalendarCommand.self, AgendaCommand.self, ImportCommand.self, WebhookCommand.self,
            SMSCommand.self, EmailCommand.self,
        ])
}
