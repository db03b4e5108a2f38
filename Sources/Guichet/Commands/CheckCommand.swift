import ArgumentParser
import CaseDesk
import Channels
import Declared
import Scheduler

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check every declared file; say what is wrong, where, and how to mend it.")

    private struct Report: Encodable {
        let ok: Bool
        let findings: [Finding]
    }

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try await Settings(options)
        guard let ministry = Ministry.ID(settings.ministry) else {
            throw CommandFailure(
                "'\(settings.ministry)' is no ministry: lower-case letters, digits and hyphens")
        }
        let words = Words(directory: settings.root + "/locales")
        let templates = MessageTemplates(directory: settings.root + "/message-templates", words: words)
        let numbers = PhoneRanges.read(root: settings.root)
        numbers.value.install()
        var findings = words.findings + templates.findings + numbers.findings
        findings += templates.budgetFindings(
            SMSSamples(directory: settings.root + "/message-templates", words: words))
        do throws(CatalogueUnusable) {
            let catalogue = try Catalogue.load(root: settings.root, ministry: ministry)
            findings += DeclaredPapers.findings(catalogue, root: settings.root)
            findings += DeclaredMessages.findings(catalogue, templates)
            findings += DeclaredTexting.findings(words, templates, locales: catalogue.locales)
        } catch {
            findings += error.findings
        }
        let report = Report(ok: findings.isEmpty, findings: findings)
        try output.print(report) {
            findings.isEmpty
                ? "Everything declared holds."
                : findings.map { "\($0.file):\($0.line): \($0.what)\n    → \($0.mend)" }.joined(
                    separator: "\n")
        }
        guard findings.isEmpty else { throw ExitCode.failure }
    }
}
