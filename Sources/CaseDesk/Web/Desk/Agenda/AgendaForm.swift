import Declared
import Scheduler

/// What a supervisor sent from the editor: the text, which button, and the small forms beside it.
struct AgendaForm: Sendable {
    enum Press: Sendable { case preview, again, edit }

    /// Something in a small form that can't be used; `desk.agenda.<code>` says what to do.
    struct Mistake: Error, Sendable {
        let control: String
        let code: String
    }

    let text: String
    let press: Press
    private let act: String
    private let values: FormBody
    private let locales: [String]

    init(_ form: FormBody, locales: [String]) {
        text = (form.all("text").first ?? "").replacing("\r\n", with: "\n")
        act = form["act"]
        press =
            switch act {
            case "closure", "exception", "counters", "holiday": .edit
            case "again": .again
            default: .preview
            }
        values = form
        self.locales = locales
    }

    /// As typed, to be shown again.
    subscript(name: String) -> String { values[name] }

    /// The change that was asked for, group by group. `agenda`: what the text says; nil when it has mistakes.
    func edits(on agenda: Agenda?, today: LocalDate) throws -> [AgendaEdit] {
        guard let agenda else { throw AgendaEdit.Refusal.unsound }
        switch act {
        case "closure":
            let closure = try closure(today)
            return try groups(agenda, "closure-group").map { .closure(group: $0, closure) }
        case "exception":
            let date = try date("exception-on", today)
            let hours = try hours()
            return try groups(agenda, "exception-group").map { .exception(group: $0, on: date, hours) }
        case "holiday": return [try holiday(agenda)]
        default: return [try counters(agenda)]
        }
    }

    private func groups(_ agenda: Agenda, _ control: String) throws -> [String] {
        let named = values[control]
        if named.isEmpty { return agenda.groups.map(\.id) }
        guard agenda.group(named) != nil else { throw Mistake(control: control, code: "wrong_group") }
        return [named]
    }

    private func closure(_ today: LocalDate) throws -> Closure {
        let from = try date("closure-from", today)
        let to = values["closure-to"].isEmpty ? from : try date("closure-to", today)
        guard from <= to else { throw Mistake(control: "closure-to", code: "wrong_order") }
        let reason = try locales.reduce(into: [String: String]()) { texts, locale in
            let typed = Field.tidy(values["closure-reason-\(locale)"], multiline: false)
            guard !typed.isEmpty else {
                throw Mistake(control: "closure-reason-\(locale)", code: "reason_missing")
            }
            texts[locale] = String(typed.prefix(200))
        }
        return Closure(from: from, to: to, reason: LocalizedText(reason))
    }

    private func hours() throws -> [Hours] {
        let (from, to) = (values["exception-from"], values["exception-to"])
        if from.isEmpty, to.isEmpty { return [] }
        guard let begin = LocalTime(from), begin.secondOfDay % Cell.seconds == 0 else {
            throw Mistake(control: "exception-from", code: "wrong_time")
        }
        guard let end = LocalTime(to), end.secondOfDay % Cell.seconds == 0, begin < end else {
            throw Mistake(control: "exception-to", code: "wrong_time")
        }
        return [Hours(from: begin, to: end, counters: try count("exception-counters"))]
    }

    private func counters(_ agenda: Agenda) throws -> AgendaEdit {
        let parts = values["counters-rule"].split(separator: "/").map(String.init)
        guard parts.count == 2, let rule = Int(parts[1]),
            agenda.group(parts[0])?.rules.indices.contains(rule) == true
        else { throw Mistake(control: "counters-rule", code: "wrong_rule") }
        return .counters(group: parts[0], rule: rule, try count("counters-count"))
    }

    private func date(_ control: String, _ today: LocalDate) throws -> LocalDate {
        guard let date = LocalDate(values[control]) else {
            throw Mistake(control: control, code: "wrong_date")
        }
        guard date >= today else { throw Mistake(control: control, code: "past_date") }
        return date
    }

    private func count(_ control: String) throws -> Int {
        guard let count = Int(values[control]), (1...Capacity.most).contains(count) else {
            throw Mistake(control: control, code: "wrong_count")
        }
        return count
    }
}
