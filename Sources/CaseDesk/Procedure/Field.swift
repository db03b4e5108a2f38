package import Declared
import Scheduler

/// One question of a form.
package struct Field: Sendable {
    package typealias ID = Slug<Field>

    package enum Kind: Hashable, Sendable {
        case text(longest: Int)
        case longText(longest: Int)
        case date(DateRule)
        case choice([Choice])
        case integer(ClosedRange<Int>)
        case country
        case email
        case phone
        /// A box that must be ticked when the field is required.
        case consent
    }

    package enum DateRule: String, CaseIterable, Sendable {
        case any, past, future
    }

    package struct Choice: Hashable, Sendable {
        package let value: String
        package let label: LocalizedText
    }

    package let id: ID
    package let kind: Kind
    package let label: LocalizedText
    package let hint: LocalizedText?
    package let isRequired: Bool
    package let when: Condition
    /// The HTML autocomplete token, where one fits.
    package let autocomplete: String?
    /// This field's own wording of a problem, by the problem's code; the shared wording otherwise.
    package let errors: [String: LocalizedText]
    let line: Int

    /// The names of its inputs on the page: one, or three for a date.
    package var inputs: [String] {
        switch kind {
        case .date: ["\(id)-day", "\(id)-month", "\(id)-year"]
        default: [id.text]
        }
    }

    /// What to fill the inputs with when the page is shown again.
    package func inputs(for answer: Answer?) -> [String: String] {
        switch answer {
        case nil: [:]
        case .text(let text): [id.text: text]
        case .integer(let integer): [id.text: String(integer)]
        case .flag(let flag): flag ? [id.text: "yes"] : [:]
        case .date(let date):
            [
                "\(id)-day": String(date.day), "\(id)-month": String(date.month),
                "\(id)-year": String(date.year),
            ]
        }
    }

    /// The field's own sentence for a problem; nil means the shared one under `problem.key`.
    package func wording(of problem: FieldProblem, in locale: String) -> String? {
        errors[problem.code]?[locale]
    }
}
