/// What a message's SMS takes in one language, in the case that takes most.
package struct SMSBudgetLine: Sendable, Hashable, Encodable {
    package let template: String
    package let locale: String
    package let encoding: SMSText.Encoding
    package let units: Int
    package let segments: Int
    package let budget: Int
    /// The choices of the longest case.
    package let choices: [String: String]
    /// Each character that forces UCS-2, once.
    package let forcedBy: [String]
    package let text: String
    let file: String
    let line: Int

    private enum CodingKeys: String, CodingKey {
        case template, locale, encoding, units, segments, budget, choices, text
        case forcedBy = "forced_by"
    }

    /// At least 1 for a text whose characters don't fall well.
    package var unitsTooMany: Int? {
        segments > budget ? max(1, units - encoding.capacity(budget)) : nil
    }
}

extension MessageTemplates {
    /// Every SMS in every language that it is written in, with these values.
    package func budget(_ samples: SMSSamples) -> [SMSBudgetLine] {
        names.flatMap { name -> [SMSBudgetLine] in
            guard let template = all[name], template.media.contains(.sms) else { return [] }
            return template.texts.keys.sorted().compactMap { longest(template, $0, samples) }
        }
    }

    private func longest(
        _ template: MessageTemplate, _ locale: String, _ samples: SMSSamples
    ) -> SMSBudgetLine? {
        guard let text = template.texts[locale], let pattern = text.sms else { return nil }
        let values = samples.values(of: template, in: locale)
        let lines = SMSCases.all(template, pattern).compactMap { choices -> SMSBudgetLine? in
            let filled = values.merging(choices.mapValues(\.value)) { $1 }
            guard let shown = try? sms(template.name, in: locale, filled).text else { return nil }
            let sms = SMSText(shown)
            return SMSBudgetLine(
                template: template.name, locale: locale, encoding: sms.encoding, units: sms.units,
                segments: sms.segments, budget: template.budget.segments(in: locale),
                choices: choices.mapValues(\.name), forcedBy: sms.forcedBy.map { String($0) }, text: shown,
                file: text.file, line: text.smsLine)
        }
        return lines.max { ($0.segments, $0.units) < ($1.segments, $1.units) }
    }
}

/// Every way that a message can turn out: all branches of its choices, and numbers of every plural form.
enum SMSCases {
    struct Choice {
        let name: String
        let value: TemplateValue
    }

    /// More than any message of ours has; beyond, the first ones stand for all.
    static let most = 2_000

    /// Zero, one, two, few and many as Arabic tells them apart, and one of three digits.
    private static let numbers: [Int64] = [0, 1, 2, 3, 11, 100, 120]

    static func all(_ template: MessageTemplate, _ pattern: String) -> [[String: Choice]] {
        var cases: [[String: Choice]] = [[:]]
        for (name, kind) in template.variables.sorted(by: { $0.key < $1.key }) {
            let choices = choices(name, kind, pattern)
            guard choices.count > 0 else { continue }
            cases = Array(
                cases.lazy.flatMap { known in choices.map { known.merging([name: $0]) { $1 } } }.prefix(most))
        }
        return cases
    }

    private static func choices(
        _ name: String, _ kind: TemplateValue.Kind, _ pattern: String
    ) -> [Choice] {
        switch kind {
        case .choice:
            SelectKeys.of(name, in: pattern).map { Choice(name: $0, value: .choice($0)) }
        case .integer where pattern.contains("{\(name)"):
            numbers.map { Choice(name: String($0), value: .integer($0)) }
        default: []
        }
    }
}
