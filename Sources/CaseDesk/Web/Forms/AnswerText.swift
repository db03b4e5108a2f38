import Channels
import Declared
import Scheduler

/// An answer as a person reads it back.
struct AnswerText: Sendable {
    let say: Phrases

    func text(of answer: Answer?, to field: Field) -> String {
        guard let answer else { return say("web.check.none") }
        switch (answer, field.kind) {
        case (.text(let value), .choice(let choices)):
            return choices.first { $0.value == value }?.label[say.locale] ?? value
        case (.text(let code), .country): return Countries.name(of: code, in: say.locale)
        case (.text(let text), _): return text
        case (.integer(let number), _): return String(number)
        case (.date(let date), _): return say.words.show(.day(date), in: say.locale)
        case (.flag(let flag), _): return say(flag ? "web.step.yes" : "web.step.no")
        }
    }

    /// The answered steps as groups of lines; `change` gives each step's address, nil where nothing can be changed.
    func groups(
        of form: Form, _ answers: Answers, on today: LocalDate, change: ((Form.Step) -> String)?
    ) -> [CheckPage.Group] {
        form.path(answers, on: today).map { step in
            CheckPage.Group(
                title: step.title[say.locale],
                rows: step.fields.map { field in
                    SummaryList.Row(
                        label: field.label[say.locale],
                        value: "<bdi>\(text(of: answers[field.id], to: field))</bdi>",
                        change: change.map { (href: $0(step), label: say("web.check.change")) })
                })
        }
    }
}
