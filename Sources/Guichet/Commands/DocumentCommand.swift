import ArgumentParser
import CaseDesk
import Foundation
import PostgresClient
import Scheduler

struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Documents that we issued.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the signature of a PDF file, and how the document stands in the register.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "A PDF file.")
        var file: String

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ValidationError("'\(file)' can't be read.")
            }
            let report = try await House.open(options) { house in
                let check = try SignatureCheck(anchors: house.keys.authority)
                let today = house.workspace.catalogue.posts.first?.zone.wall(at: ServerClock.system.now).date
                return try await DocumentVerification(check: check, documents: house.workspace.documents)
                    .report(Array(data), today: today ?? LocalDate(ordinal: 0), in: house.postgres)
            }
            try output.print(report) {
                """
                signature          \(report.signature.rawValue)
                covers whole file  \(report.coversWholeFile)
                signer             \(report.signer ?? "-")
                issued at          \(report.issuedAt ?? "-")
                status             \(report.status)
                code               \(report.code ?? "-")
                """
            }
            guard report.signature == .valid else { throw ExitCode.failure }
        }
    }
}
