import ArgumentParser
import Channels
import Foundation

struct EmailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "email", abstract: "Addresses, reports and keys of email.",
        subcommands: [Check.self, Bounce.self, DKIM.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whether mail could be sent to an address, and how it would be written on the envelope."
        )

        @OptionGroup var output: OutputOptions

        @Argument(help: "After --, so that it may begin with a hyphen.")
        var address: String

        func run() async throws {
            let verdict: Verdict
            do throws(EmailAddress.Problem) {
                let address = try EmailAddress(checking: address)
                verdict = Verdict(normalised: address.value, reason: nil)
            } catch {
                verdict = Verdict(normalised: nil, reason: error.rawValue)
            }
            try output.print(verdict) {
                verdict.normalised ?? "no address: \(verdict.reason ?? "")"
            }
        }

        private struct Verdict: Encodable {
            let normalised: String?
            let reason: String?

            private enum Key: String, CodingKey { case valid, normalised, reason }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(normalised != nil, forKey: .valid)
                try container.encode(normalised, forKey: .normalised)
                try container.encode(reason, forKey: .reason)
            }
        }
    }

    struct Bounce: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a mail that came back tells: who didn't get it, and why.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "A mail with its headers, as a mail server stores it.")
        var file: String

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ValidationError("'\(file)' can't be read.")
            }
            let report = MailReport(Array(data))
            try output.print(report) {
                ([report.kind.rawValue]
                    + report.recipients.map { recipient in
                        let codes = "\(recipient.status) \(recipient.code)"
                        let end = recipient.isPermanent ? "for good" : "for now"
                        return "  \(recipient.address)  \(codes)  \(recipient.reason.rawValue), \(end)"
                    }).joined(separator: "\n")
            }
        }
    }

    struct DKIM: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dkim", abstract: "What DNS has to say of a DKIM key.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "A PEM file with a private key, RSA of 2048 bits or more, or Ed25519.")
        var file: String

        func run() async throws {
            let key: DKIMKey
            do throws(DKIMFailure) {
                key = try DKIMKey(file: file)
            } catch {
                throw CommandFailure(error.description)
            }
            try output.print(["algorithm": key.algorithm.rawValue, "record": key.record]) { key.record }
        }
    }
}
