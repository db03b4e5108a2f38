import Declared

/// Before an act: what it needs to know. What the person will receive is shown next.
struct ActPage: Sendable {
    let frame: Frame
    let reference: String
    let title: String
    let action: String
    let back: String
    /// One must be chosen when there are any.
    let reasons: [ChoiceControl.Option]
    /// Pieces that the citizen may be asked to replace.
    let pieces: [ChoiceControl.Option]
    let asksForNote: Bool
    var chosen: Set<String> = []
    var note = ""
    var errors: [FieldError] = []

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: "\(title) · \(reference)", width: .desk, failed: !errors.isEmpty, back: back,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(title) · \(Isolated(reference).html)</h1>
                \(PostForm(frame: frame, action: action, content: """
                    \(reasonMarkup)\(pieceMarkup)
                    \(asksForNote ? TextControl(
                        id: "note", label: say("desk.act.note"), value: note, kind: .area,
                        hint: say("desk.act.note_hint"), error: errors.text(for: "note")).html : nil)
                    <div class="actions">\(Button(label: say("desk.act.see")).html)
                    <a href="\(back)">\(say("desk.act.leave"))</a></div>
                    """).html)
                </div>
                """
        ).html
    }

    private var reasonMarkup: HTML {
        guard !reasons.isEmpty else { return "" }
        return ChoiceControl(
            id: "reason", legend: frame.say("desk.act.reason"), options: reasons, chosen: chosen,
            error: errors.text(for: "reason")
        ).html
    }

    private var pieceMarkup: HTML {
        guard !pieces.isEmpty else { return "" }
        return ChoiceControl(
            id: "piece", legend: frame.say("desk.act.pieces"), options: pieces, kind: .checkbox,
            chosen: chosen, hint: frame.say("desk.act.pieces_hint"), error: errors.text(for: "piece")
        ).html
    }
}

extension ActPage {
    init(_ act: DeskAct, _ entry: ActEntry, errors: [FieldError], web: WebRequest) {
        let desk = act.desk
        let today = web.stories.dossiers.today(of: desk.dossier)
        let pieces =
            act.asksForPieces ? desk.procedure.pieces(for: desk.dossier.answers, on: today) : []
        self.init(
            frame: web.frame, reference: desk.dossier.reference.description,
            title: act.action.label[web.locale], action: web.link("\(act.path)/preview"),
            back: web.link(desk.path),
            reasons: act.action.reasons.compactMap { desk.procedure.flow.reason($0) }.map {
                .init(value: $0.id.text, label: $0.label[web.locale])
            },
            pieces: pieces.map { .init(value: $0.id.text, label: $0.label[web.locale]) },
            asksForNote: act.asksForNote,
            chosen: Set([entry.reason?.text].compactMap(\.self) + entry.pieces.map(\.text)), note: entry.note,
            errors: errors)
    }
}
