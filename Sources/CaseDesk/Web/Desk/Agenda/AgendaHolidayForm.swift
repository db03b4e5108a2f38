import Channels
import Declared
import Scheduler

/// The holidays of the agenda's lists that are still estimates: one is confirmed for its day or one beside it, or
/// refused, by a line in the agenda's text.
struct AgendaHolidayForm: Sendable {
    /// Within the next year, by date.
    let estimates: [Holidays.Day]
    /// Typed before, when something was wrong with it.
    let form: AgendaForm?

    static let day = "holiday-day"
    static let name = "holiday-name"
    /// What is chosen for a holiday that the post doesn't close for.
    static let none = "none"

    init(_ agenda: Agenda?, today: LocalDate, form: AgendaForm?) {
        estimates = (agenda?.estimates ?? []).filter { (today...today + 366).contains($0.date) }
        self.form = form
    }

    func html(_ say: Phrases, _ errors: [FieldError]) -> HTML {
        guard !estimates.isEmpty else { return "" }
        let isOpen = errors.contains { $0.control.hasPrefix("holiday-") }
        let holidays = estimates.map { day in
            let date = say.words.show(.date(day.date), in: say.locale)
            return ChoiceControl.Option(
                value: day.id ?? "", label: "\(day.name[say.locale]) · \(date) · \(day.source)")
        }
        return """
            <details\(attribute: "open", when: isOpen)><summary>\(say("holidays.title"))</summary>
            <div class="narrow-form"><p>\(say("holidays.text"))</p>
            \(SelectControl(
                id: Self.name, label: say("holidays.which"), options: holidays, chosen: form?[Self.name] ?? "",
                error: errors.text(for: Self.name)).html)
            \(SelectControl(
                id: Self.day, label: say("holidays.when"), options: days(say), chosen: form?[Self.day] ?? "",
                error: errors.text(for: Self.day)).html)
            \(Button(label: say("holidays.put"), kind: .second, name: "act", value: "holiday").html)</div></details>
            """
    }

    /// The estimated day first, then those around it, then none.
    private func days(_ say: Phrases) -> [ChoiceControl.Option] {
        let steps = (1...HolidayDecision.drift).flatMap { [-$0, $0] }
        let around = steps.map { step in
            let key = step < 0 ? "holidays.before" : "holidays.after"
            return ChoiceControl.Option(
                value: String(step), label: say(key, ["days": .integer(Int64(abs(step)))]))
        }
        return [.init(value: "0", label: say("holidays.same"))] + around
            + [.init(value: Self.none, label: say("holidays.none"))]
    }
}

extension AgendaForm {
    /// What was decided of an estimated holiday; one that the text decides already isn't there any more.
    func holiday(_ agenda: Agenda) throws -> AgendaEdit {
        guard let day = agenda.estimates.first(where: { $0.id == self[AgendaHolidayForm.name] }),
            let id = day.id
        else { throw Mistake(control: AgendaHolidayForm.name, code: "wrong_holiday") }
        let chosen = self[AgendaHolidayForm.day]
        if chosen == AgendaHolidayForm.none { return .holiday(HolidayDecision(holiday: id, on: nil)) }
        guard let step = Int(chosen), abs(step) <= HolidayDecision.drift else {
            throw Mistake(control: AgendaHolidayForm.day, code: "wrong_date")
        }
        return .holiday(HolidayDecision(holiday: id, on: day.date + step))
    }
}
