package import Declared
internal import Foundation
internal import Scheduler

/// Values as long as those that people's messages hold: `message-templates/samples.yaml`, over that the message's own
/// `samples`, under it one for each kind.
package struct SMSSamples: Sendable {
    package static let file = "message-templates/samples.yaml"

    let words: Words
    let shared: [String: LocalizedText]
    package let findings: [Finding]
    /// The day that each language needs most letters for.
    private let longest: [String: LocalDate]

    /// None where the folder of the templates has no such file.
    package init(directory: String, words: Words) {
        self.words = words
        let contents = FileManager.default.contents(atPath: "\(directory)/samples.yaml")
        let text = contents.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        let reading = DeclaredFile(path: Self.file, contents: text).read { SMSBudget.samples($0.pairs) }
        shared = reading.value
        findings = reading.findings
        longest = Dictionary(
            uniqueKeysWithValues: words.facts.keys.map { ($0, Self.longestDate(words, $0)) })
    }

    /// For everything but choices: those are all tried.
    func values(of template: MessageTemplate, in locale: String) -> [String: TemplateValue] {
        let date = longest[locale] ?? Self.anyDay
        var values: [String: TemplateValue] = [:]
        for (name, kind) in template.variables {
            let sample = (template.budget.samples[name] ?? shared[name])?[locale]
            values[name] = Self.value(kind, sample, on: date)
        }
        return values
    }

    private static func value(
        _ kind: TemplateValue.Kind, _ sample: String?, on date: LocalDate
    ) -> TemplateValue {
        switch kind {
        case .text: .text(sample ?? "Kinshasa-Lukunga, avenue 24")
        case .link: .link(sample ?? "https://e-consulaire.example/fr/l/" + String(repeating: "x", count: 43))
        case .choice: .choice("other")
        case .integer: .integer(sample.flatMap { Int64($0) } ?? 120)
        case .money: .money(minor: 125_000, currency: "EUR")
        case .date: .date(date)
        case .time: .time(evening)
        case .dateTime: .dateTime(date, evening, zone: nil)
        case .list:
            .list(sample.map { $0.split(separator: ",").map(String.init) } ?? ["Photo", "Attestation"])
        }
    }

    private static let anyDay = LocalDate(ordinal: 20_781)
    private static let evening = LocalTime("22:30") ?? .midnight

    /// The one of all weekdays and months that this language needs most letters for.
    private static func longestDate(_ words: Words, _ locale: String) -> LocalDate {
        let days = (1...12).flatMap { month in
            (22...28).map { LocalDate(year: 2026, month: month, day: $0) }
        }
        .compactMap(\.self)
        let shown = days.map { (date: $0, length: SMSText(words.show(.date($0), in: locale)).units) }
        return shown.max { $0.length < $1.length }?.date ?? anyDay
    }
}
