import Channels
import Declared

/// A declared field as the control that asks it, filled with what was typed or answered before.
struct FieldControl: Sendable {
    let field: Field
    let say: Phrases
    /// By input name.
    let inputs: [String: String]
    var problem: FieldProblem?

    var id: String { field.id.text }

    var error: FieldError? {
        problem.map { FieldError(control: id, text: wording(of: $0)) }
    }

    var control: FormControl {
        switch field.kind {
        case .text: .text(line(type: "text"))
        case .longText: .text(area)
        case .integer: .text(number)
        case .email: .text(email)
        case .phone: .text(phone)
        case .date: .date(date)
        case .choice(let choices): choice(choices)
        case .country: .select(country)
        case .consent: .choice(consent)
        }
    }

    private func wording(of problem: FieldProblem) -> String {
        if let own = field.wording(of: problem, in: say.locale) { return own }
        let limit = problem.limit.map { ["limit": TemplateValue.integer(Int64($0))] } ?? [:]
        return say(problem.key, limit)
    }

    private var label: String { field.label[say.locale] }
    private var hint: String? { field.hint?[say.locale] }
    private var optional: String? { field.isRequired ? nil : say("web.step.optional") }
    private var value: String { inputs[field.id.text] ?? "" }

    private func line(type: String) -> TextControl {
        TextControl(
            id: id, label: label, value: value, kind: .line(type: type), hint: hint, error: error?.text,
            optional: optional, autocomplete: field.autocomplete)
    }

    private var area: TextControl {
        var control = line(type: "text")
        control.kind = .area
        return control
    }

    private var number: TextControl {
        var control = line(type: "text")
        control.inputMode = "numeric"
        control.leftToRight = true
        return control
    }

    private var email: TextControl {
        var control = line(type: "email")
        control.autocomplete = control.autocomplete ?? "email"
        return control
    }

    private var phone: TextControl {
        var control = line(type: "tel")
        control.autocomplete = control.autocomplete ?? "tel"
        return control
    }

    private var date: DateControl {
        DateControl(
            say: say, id: id, legend: label, day: inputs["\(field.id)-day"] ?? "",
            month: inputs["\(field.id)-month"] ?? "", year: inputs["\(field.id)-year"] ?? "",
            hint: hint ?? say("web.date.hint"), error: error?.text, optional: optional,
            autocomplete: field.autocomplete)
    }

    /// Up to seven choices are radios; a longer list is a select.
    private func choice(_ choices: [Field.Choice]) -> FormControl {
        let options = choices.map { ChoiceControl.Option(value: $0.value, label: $0.label[say.locale]) }
        guard options.count > 7 else {
            return .choice(
                ChoiceControl(
                    id: id, legend: label, options: options, chosen: [value], hint: hint, error: error?.text,
                    optional: optional))
        }
        return .select(
            SelectControl(
                id: id, label: label, options: options, chosen: value, empty: say("web.step.choose"),
                hint: hint,
                error: error?.text, optional: optional))
    }

    private var country: SelectControl {
        SelectControl(
            id: id, label: label, options: countries, chosen: value,
            empty: say("web.step.choose"), hint: hint, error: error?.text, optional: optional)
    }

    private var countries: [ChoiceControl.Option] {
        Countries.named(in: say.locale).map { .init(value: $0.code, label: $0.name) }
    }

    private var consent: ChoiceControl {
        ChoiceControl(
            id: id, legend: label, options: [.init(value: "yes", label: hint ?? label)], kind: .checkbox,
            chosen: [value], error: error?.text, optional: optional, isLegendShown: hint != nil)
    }
}
