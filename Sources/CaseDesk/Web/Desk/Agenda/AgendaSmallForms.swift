import Channels
import Scheduler

/// The most usual edits without YAML: a closure, one day otherwise, more or fewer counters.
struct AgendaSmallForms: Sendable {
    let groups: [DeskGroup]
    let locales: [Frame.Language]
    /// Typed before, when something was wrong with it.
    let form: AgendaForm?
    let holidays: AgendaHolidayForm

    func html(_ say: Phrases, _ errors: [FieldError]) -> HTML {
        guard !groups.isEmpty else { return "" }
        return """
            <h2>\(say("desk.agenda.quick"))</h2>
            \(details("closure", say, errors, closure(say, errors)))
            \(details("exception", say, errors, exception(say, errors)))
            \(details("counters", say, errors, counters(say, errors)))
            \(holidays.html(say, errors))
            """
    }

    /// Open where something is to be mended.
    private func details(
        _ name: String, _ say: Phrases, _ errors: [FieldError], _ content: HTML
    ) -> HTML {
        let isOpen = errors.contains { $0.control.hasPrefix("\(name)-") }
        return """
            <details\(attribute: "open", when: isOpen)><summary>\(say("desk.agenda.add_\(name)"))</summary>
            <div class="narrow-form">\(content)
            \(Button(label: say("desk.agenda.put_\(name)"), kind: .second, name: "act", value: name).html)</div></details>
            """
    }

    private func closure(_ say: Phrases, _ errors: [FieldError]) -> HTML {
        let reasons = locales.map { language in
            line(
                "closure-reason-\(language.code)",
                say("desk.agenda.reason", ["language": .text(language.name)]), errors)
        }
        return """
            \(group("closure-group", say))
            \(line("closure-from", say("desk.agenda.from_day"), errors, type: "date"))
            \(line("closure-to", say("desk.agenda.to_day"), errors, type: "date", hint: say("desk.agenda.to_day_hint")))
            \(reasons)
            """
    }

    private func exception(_ say: Phrases, _ errors: [FieldError]) -> HTML {
        """
        \(group("exception-group", say))
        \(line("exception-on", say("desk.agenda.on_day"), errors, type: "date"))
        \(line("exception-from", say("desk.agenda.from_time"), errors, type: "time", hint: say("desk.agenda.closed_hint")))
        \(line("exception-to", say("desk.agenda.to_time"), errors, type: "time"))
        \(line("exception-counters", say("desk.agenda.count"), errors, type: "number"))
        """
    }

    private func counters(_ say: Phrases, _ errors: [FieldError]) -> HTML {
        let rules = groups.flatMap { group in
            group.rules.enumerated().map { index, rule in
                ChoiceControl.Option(
                    value: "\(group.id)/\(index)", label: "\(group.id) · \(AgendaHours.text(rule, say))")
            }
        }
        return """
            \(SelectControl(
                id: "counters-rule", label: say("desk.agenda.rule"), options: rules,
                chosen: form?["counters-rule"] ?? "", error: errors.text(for: "counters-rule")).html)
            \(line("counters-count", say("desk.agenda.count"), errors, type: "number"))
            """
    }

    /// Asked only where there are several; nothing chosen means all of them.
    private func group(_ id: String, _ say: Phrases) -> HTML {
        guard groups.count > 1 else { return "" }
        return SelectControl(
            id: id, label: say("desk.agenda.group"),
            options: groups.map { .init(value: $0.id, label: $0.id) }, chosen: form?[id] ?? "",
            empty: say("desk.agenda.all_groups")
        ).html
    }

    private func line(
        _ id: String, _ label: String, _ errors: [FieldError], type: String = "text", hint: String? = nil
    ) -> HTML {
        TextControl(
            id: id, label: label, value: form?[id] ?? "", kind: .line(type: type), hint: hint,
            error: errors.text(for: id), autocomplete: "off"
        ).html
    }
}

/// Hours as a line of text.
enum AgendaHours {
    static func text(_ rule: OpeningRule, _ say: Phrases) -> String {
        let days: String
        switch rule.days {
        case .weekly(let weekdays):
            let names = Weekday.allCases.filter(weekdays.contains).map {
                say("desk.agenda.weekday.\($0.rawValue)")
            }
            days = say.words.show(.list(names), in: say.locale)
        case .rule: days = say("desk.agenda.by_rule")
        }
        return "\(days), \(text(rule.hours, say))"
    }

    static func text(_ hours: [Hours], _ say: Phrases) -> String {
        guard !hours.isEmpty else { return say("desk.agenda.closed") }
        return hours.map { "\u{2066}\($0.from)–\($0.to) × \($0.counters)\u{2069}" }.joined(separator: " · ")
    }
}
