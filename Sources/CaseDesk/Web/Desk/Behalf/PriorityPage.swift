import Channels
import Declared
import Scheduler

/// A dossier's priority: what stands, a form for each change, and who decided what before.
struct PriorityPage: Sendable {
    /// One change that may be made.
    struct Choice: Sendable {
        /// What is sent: the priority's name, or `takenBack`.
        let word: String
        let title: String
        let button: String
        let reasons: [ChoiceControl.Option]
    }

    /// What was typed and couldn't be done.
    struct Refused: Sendable {
        let word: String
        let reason: String
        let note: String
        let refusal: PriorityRefusal
    }

    static let takenBack = "none"

    let frame: Frame
    let reference: String
    /// Nil: none stands.
    let current: String?
    let choices: [Choice]
    let history: [Timeline.Entry]
    let action: String
    let back: String
    let once: String
    var refused: Refused?

    var html: HTML {
        let say = frame.say
        let title = "\(say("behalf.priority.title")) · \(reference)"
        let standing: HTML =
            current.map { Tag(tone: .warning, text: $0).html } ?? HTML(text: say("behalf.priority.none"))
        return Layout(
            frame: frame, title: title, width: .desk, failed: refused != nil, back: back,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("behalf.priority.title")) · \(Isolated(reference).html)</h1>
                <p>\(say("behalf.priority.label")) \(standing)</p>
                <p>\(say("behalf.priority.lead"))</p>
                \(choices.map(form))
                \(history.isEmpty ? nil : "<h2>\(say("behalf.priority.history"))</h2>\(Timeline(entries: history).html)")
                </div>
                """
        ).html
    }

    private func form(_ choice: Choice) -> HTML {
        let typed = refused?.word == choice.word ? refused : nil
        return """
            <h2>\(choice.title)</h2>
            \(PostForm(frame: frame, action: action, content: """
                <input type="hidden" name="once" value="\(once)">
                <input type="hidden" name="priority" value="\(choice.word)">
                \(select(choice, typed))
                \(note(choice, typed))
                <div class="actions">\(Button(label: choice.button, kind: .second).html)</div>
                """).html)
            """
    }

    /// Ids differ from form to form, names don't.
    private func select(_ choice: Choice, _ typed: Refused?) -> HTML {
        let id = control("reason", choice.word)
        let say = frame.say
        let error = typed.flatMap { $0.refusal == .tooLong ? nil : say($0.refusal.key) }
        let hint = Hint(id: id, text: nil, error: error)
        let options = choice.reasons.map { reason -> HTML in
            """
            <option value="\(reason.value)"\(attribute: "selected", when: reason.value == typed?.reason)>\
            \(reason.label)</option>
            """
        }
        return """
            <div class="\(error == nil ? "field" : "field wrong")"><label for="\(id)">\(say("behalf.priority.reason"))</label>
            \(hint.html)
            <select id="\(id)" name="reason"\(attribute: "aria-describedby", hint.describedBy)\
            \(attribute: "aria-invalid", error == nil ? nil : "true")>\
            <option value="">\(say("behalf.priority.choose"))</option>\(options)</select></div>
            """
    }

    private func note(_ choice: Choice, _ typed: Refused?) -> HTML {
        let id = control("note", choice.word)
        let say = frame.say
        let error = typed?.refusal == .tooLong ? say(PriorityRefusal.tooLong.key) : nil
        let hint = Hint(id: id, text: say("behalf.priority.note_hint"), error: error)
        return """
            <div class="\(error == nil ? "field" : "field wrong")"><label for="\(id)">\(say("behalf.priority.note"))\
            \(Optionality(word: say("web.step.optional")).html)</label>
            \(hint.html)
            <textarea id="\(id)" name="note" rows="2"\(attribute: "aria-describedby", hint.describedBy)\
            \(attribute: "aria-invalid", error == nil ? nil : "true")>
            \(typed?.note ?? "")</textarea></div>
            """
    }

    private var errors: [FieldError] {
        refused.map { refused in
            let name = refused.refusal == .tooLong ? "note" : "reason"
            return [FieldError(control: control(name, refused.word), text: frame.say(refused.refusal.key))]
        } ?? []
    }

    private func control(_ name: String, _ word: String) -> String { "\(name)-\(word)" }
}

extension PriorityPage {
    init(_ desk: DeskDossier, _ rules: PriorityRules, web: WebRequest) async throws {
        let current = try await web.stories.priorities.current(of: desk.dossier)
        let given = rules.offered.map { priority in
            Self.choice(priority.rawValue, rules.reasons(for: priority), web)
        }
        let takenBack = current == nil ? [] : [Self.choice(Self.takenBack, rules.reasons(for: nil), web)]
        self.init(
            frame: web.frame, reference: desk.dossier.reference.description,
            current: current.map { web.say("behalf.priority.\($0.rawValue)") }, choices: given + takenBack,
            history: try await Self.history(desk, rules, web), action: web.link("\(desk.path)/priority"),
            back: web.link(desk.path), once: OpaqueID.random())
    }

    private static func choice(_ word: String, _ reasons: [DeskReason], _ web: WebRequest) -> Choice {
        Choice(
            word: word, title: web.say("behalf.priority.give.\(word)"),
            button: web.say("behalf.priority.button.\(word)"),
            reasons: reasons.map { .init(value: $0.id.text, label: $0.label[web.locale]) })
    }

    private static func history(
        _ desk: DeskDossier, _ rules: PriorityRules, _ web: WebRequest
    ) async throws -> [Timeline.Entry] {
        var names = PerformerNames(web: web)
        let shown = web.shown(at: desk.post.zone)
        var entries: [Timeline.Entry] = []
        for entry in try await web.stories.priorities.history(of: desk.dossier) {
            let reason = rules.reason(entry.reason)?.label[web.locale] ?? entry.reason.text
            let word = entry.priority?.rawValue ?? takenBack
            entries.append(
                Timeline.Entry(
                    when: shown.moment(entry.at), what: web.say("behalf.priority.past.\(word)"),
                    who: try await names.name(of: entry.performer),
                    details: [reason, entry.note].filter { !$0.isEmpty }))
        }
        return entries
    }
}
