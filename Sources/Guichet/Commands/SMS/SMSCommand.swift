import ArgumentParser

struct SMSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sms", abstract: "What SMS cost and whom they reach.",
        subcommands: [SMSInspectCommand.self, SMSBudgetCommand.self])
}
