import ArgumentParser
import CaseDesk
import Channels
import Foundation
import PostgresClient
import Scheduler

// What the desk does with endpoints, for those who set a ministry up or try it under load.
extension WebhookCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write an endpoint down; prints its id and its secret.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "https://…")
        var url: String

        @Option(help: "dossier.submitted, dossier.* or *; may be given several times.")
        var events: [String] = ["*"]

        @Option(help: "Deliveries per second, 1 to 500.")
        var rate = 20

        @Option(help: "Who is told by email when the endpoint is disabled.")
        var contact = ""

        private struct Answer: Encodable {
            let id: String
            let secret: String
        }

        func run() async throws {
            let answer = try await House.open(options) { house in
                let webhooks = house.workspace.messages.webhooks
                let wish = WebhookEndpoint.Wish(url: url, contact: contact, events: events, rate: rate)
                let id = try await house.postgres.transaction { transaction in
                    let id = try await webhooks.create(
                        wish, by: house.settings.webhookPolicy, in: transaction)
                    try await Audit.record(
                        AuditEntry(
                            performer: .system("command"), act: "webhook.created", object: "webhook/\(id)",
                            at: house.workspace.clock.now), in: transaction)
                    return id
                }
                guard let secret = try await webhooks.secrets(of: id).first?.secret else {
                    throw CommandFailure("the endpoint has no secret")
                }
                return Answer(id: id.value, secret: secret.text)
            }
            try output.print(answer) { "\(answer.id)\n\(answer.secret)" }
        }
    }

    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "try", abstract: "Send test events to an endpoint.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The endpoint's id; several are tried in turn.")
        var endpoints: [String]

        @Option(help: "How many to each.")
        var count = 1

        func run() async throws {
            let sent = try await House.open(options) { house in
                let webhooks = house.workspace.messages.webhooks
                for _ in 0..<count {
                    try await house.postgres.transaction { transaction in
                        for endpoint in endpoints {
                            _ = try await webhooks.test(.init(endpoint), in: transaction)
                        }
                    }
                }
                try await webhooks.sweep()
                return count * endpoints.count
            }
            try output.print(["sent": sent]) { "\(sent) test events" }
        }
    }
}
