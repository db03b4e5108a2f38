import ArgumentParser
import Channels
import Foundation
import Scheduler

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Sign, verify, judge and try webhooks, as docs/webhooks.md tells partners.",
        subcommands: [Sign.self, Verify.self, Target.self, Add.self, Try.self])

    /// What every signature is about.
    struct Content: ParsableArguments {
        @Option(help: "whsec_… or its base64 alone.")
        var secret: String

        @Option(help: "The webhook-id.")
        var id: String

        @Option(help: "The webhook-timestamp: whole seconds since 1970.")
        var timestamp: Int64

        @Option(help: "A file that holds the body, byte for byte; - is standard input.")
        var bodyFile: String

        func read() throws -> (webhook: SignedWebhook, secret: WebhookSecret) {
            guard let key = WebhookSecret(secret) else {
                throw CommandFailure("--secret should be whsec_ and the base64 of 16 to 64 bytes")
            }
            let body =
                bodyFile == "-"
                ? FileHandle.standardInput.readDataToEndOfFile()
                : FileManager.default.contents(atPath: bodyFile)
            guard let body else { throw CommandFailure("\(bodyFile) can't be read") }
            return (SignedWebhook(id: id, timestamp: timestamp, body: Array(body)), key)
        }
    }

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the webhook-signature of a message.")

        @OptionGroup var content: Content
        @OptionGroup var output: OutputOptions

        func run() throws {
            let (webhook, secret) = try content.read()
            let signature = webhook.signature(by: [secret])
            try output.print(["signature": signature]) { signature }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether a message is signed with the secret; the exit status is 1 when it isn't.")

        @OptionGroup var content: Content
        @OptionGroup var output: OutputOptions

        @Option(help: "The whole webhook-signature header; one of its signatures must hold.")
        var signature: String

        @Option(help: "Refuse a timestamp further than this many seconds from now; receivers use 300.")
        var tolerance: Int64?

        private struct Answer: Encodable {
            let valid: Bool
            let reason: String?
        }

        func run() throws {
            let (webhook, secret) = try content.read()
            var reason: String?
            if !webhook.isSigned(by: secret, in: signature) {
                reason = "no signature of this message and secret"
            } else if let tolerance,
                !webhook.isFresh(at: ServerClock.system.now, within: .seconds(max(tolerance, 0)))
            {
                reason = "the timestamp is more than \(tolerance) seconds away"
            }
            try output.print(Answer(valid: reason == nil, reason: reason)) { reason ?? "valid" }
            guard reason == nil else { throw ExitCode.failure }
        }
    }

    struct Target: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Say whether webhooks may be sent to an address; the exit status is 1 when they may not.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "https://…")
        var url: String

        private struct Answer: Encodable {
            let allowed: Bool
            let reason: String
        }

        func run() async throws {
            let policy = try await Settings(options).webhookPolicy
            let answer =
                switch await policy.verdict(on: url) {
                case .allowed(let why): Answer(allowed: true, reason: why)
                case .refused(let refusal): Answer(allowed: false, reason: refusal.description)
                }
            try output.print(answer) { "\(answer.allowed ? "allowed" : "refused"): \(answer.reason)" }
            guard answer.allowed else { throw ExitCode.failure }
        }
    }
}
