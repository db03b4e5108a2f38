import Channels

/// One step of a form: one thing per page. A single question that nothing introduces is itself the `h1`.
struct StepPage: Sendable {
    let frame: Frame
    let title: String
    var introduction: String?
    let controls: [FormControl]
    let errors: [FieldError]
    let progress: (step: Int, steps: Int)
    let action: String
    let back: String
    /// Set when the person came from the answers page and returns there.
    var returning = false

    var html: HTML {
        let say = frame.say
        let single = controls.count == 1 && introduction == nil && controls.allSatisfy(\.asksInItsLabel)
        let fields = controls.map { $0.markup(say: say, isQuestion: single) }
        return Layout(
            frame: frame, title: title, failed: !errors.isEmpty, back: back,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(StepProgress(say: say, step: progress.step, steps: progress.steps, title: title).html)
                \(single ? nil : "<h1>\(title)</h1>")
                \(introduction, as: { "<p>\($0)</p>" })
                \(PostForm(frame: frame, action: action, content: """
                    \(returning ? "<input type=\"hidden\" name=\"_return\" value=\"check\">" : nil)
                    \(fields)
                    <div class="actions">\(Button(label: say("web.step.continue")).html)
                    \(Button(label: say("web.step.later"), kind: .plain, name: "_later", value: "yes").html)</div>
                    """).html)
                """
        ).html
    }
}

/// A question as a page shows it, whatever its kind.
enum FormControl: Sendable {
    case text(TextControl)
    case choice(ChoiceControl)
    case select(SelectControl)
    case date(DateControl)

    /// A consent asks beside its box instead.
    var asksInItsLabel: Bool {
        if case .choice(let control) = self { control.isLegendShown } else { true }
    }

    func markup(say: Phrases, isQuestion: Bool) -> HTML {
        switch self {
        case .text(var control):
            control.isQuestion = isQuestion
            return control.html
        case .choice(var control):
            control.isQuestion = isQuestion
            return control.html
        case .select(var control):
            control.isQuestion = isQuestion
            return control.html
        case .date(var control):
            control.isQuestion = isQuestion
            return control.html
        }
    }
}
