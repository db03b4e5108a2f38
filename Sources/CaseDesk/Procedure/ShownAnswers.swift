package import Channels
import Declared
package import Scheduler

// Answers as texts, documents and summaries show them: a choice by its label, a country by its name.
extension Form {
    package func shown(_ id: Field.ID, of answers: Answers, in locale: String) -> TemplateValue? {
        guard let field = field(id), let answer = answers[id] else { return nil }
        switch (answer, field.kind) {
        case (.text(let value), .choice(let choices)):
            return .text(choices.first { $0.value == value }?.label[locale] ?? value)
        case (.text(let code), .country): return .text(Countries.name(of: code, in: locale))
        case (.text(let text), _): return .text(text)
        case (.integer(let integer), _): return .integer(Int64(integer))
        case (.date(let date), _): return .day(date)
        case (.flag, _): return .text(field.label[locale])
        }
    }
}

extension Procedure {
    /// What a document says of the answers: every answered field by its own name, and the output's own names. Those
    /// of several fields are joined by a blank.
    package func values(
        for output: Output, of answers: Answers, on today: LocalDate, in locale: String
    ) -> [String: TemplateValue] {
        let visible = form.pruned(answers, on: today)
        var values: [String: TemplateValue] = [:]
        for field in form.fields { values[field.id.text] = form.shown(field.id, of: visible, in: locale) }
        for (name, fields) in output.values {
            let parts = fields.compactMap { form.shown($0, of: visible, in: locale) }
            if parts.count == 1 { values[name] = parts.first } else { values[name] = .text(parts.joined) }
        }
        return values
    }
}

extension [TemplateValue] {
    fileprivate var joined: String {
        compactMap { value in
            switch value {
            case .text(let text): text
            case .integer(let integer): String(integer)
            case .day(let date): date.description
            default: nil
            }
        }.joined(separator: " ")
    }
}
