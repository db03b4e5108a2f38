/// Three columns: facts and checks; the pieces; what happened and what was said. Acts stand under the facts.
struct DeskDossierPage: Sendable {
    struct Check: Sendable {
        let text: String
        let tone: Tone
    }

    struct Piece: Sendable {
        let id: String
        let label: String
        let detail: String
        let href: String
        let isImage: Bool
        /// The bytes themselves; asking for them is noted in the audit.
        let view: String
    }

    struct Act: Sendable {
        let label: String
        let href: String
        let kind: Button.Kind
        /// What still stands in its way.
        var blocked: String?
    }

    let frame: Frame
    let reference: String
    let procedure: String
    let state: String
    let tone: Tone
    let facts: [(label: String, value: String)]
    let checks: [Check]
    let acts: [Act]
    let panels: [HTML]
    let pieces: [Piece]
    let shown: Piece?
    let documents: [(title: String, href: String, detail: String)]
    let timeline: Timeline
    let conversation: [DossierPage.Said]
    /// Nil where nothing can be written.
    let sendAction: String?
    /// So that the same press counts once.
    var once = ""
    var done: String?
    /// A message that couldn't be sent, as it was typed.
    var message: (text: String, error: String)?

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: "\(reference) · \(procedure)", width: .desk, failed: message != nil,
            back: frame.link("/desk"),
            content: """
                \(ErrorSummary(say: say, errors: message.map { [FieldError(control: "message", text: $0.error)] } ?? []).html)
                <h1>\(Isolated(reference).html) · \(procedure) \(Tag(tone: tone, text: state).html)</h1>
                \(done, as: { Notice(tone: .success, title: $0).html })
                <div class="columns">
                <section aria-label="\(say("desk.dossier.facts"))">\(factsColumn)</section>
                <section aria-label="\(say("desk.dossier.pieces"))">\(piecesColumn)</section>
                <section aria-label="\(say("desk.dossier.history"))">\(historyColumn)</section>
                </div>
                """
        ).html
    }

    private var factsColumn: HTML {
        let say = frame.say
        let list = SummaryList(
            say: say, rows: facts.map { .init(label: $0.label, value: "<bdi>\($0.value)</bdi>") })
        let checkLines = checks.map { check -> HTML in
            "<li class=\"\(check.tone.rawValue)\"><span class=\"word\">\(check.tone.icon)\(check.text)</span></li>"
        }
        let open = acts.filter { $0.blocked == nil }.map {
            ButtonLink(label: $0.label, href: $0.href, kind: $0.kind).html
        }
        let blocked = acts.compactMap { act -> HTML? in
            act.blocked.map { "<li>\(act.label) <span class=\"muted\">\($0)</span></li>" }
        }
        let nothing: HTML = "<p class=\"muted\">\(say("desk.dossier.no_acts"))</p>"
        return """
            <h2>\(say("desk.dossier.acts"))</h2>
            \(acts.isEmpty ? nothing : "<div class=\"actions\">\(open)</div>")
            \(blocked.isEmpty ? nil : "<ul>\(blocked)</ul>")
            \(panels)
            <h2>\(say("desk.dossier.checks"))</h2><ul>\(checkLines)</ul>
            <h2>\(say("desk.dossier.facts"))</h2>\(list.html)
            """
    }

    private var piecesColumn: HTML {
        let say = frame.say
        let items = pieces.map { piece -> HTML in
            """
            <li><a href="\(piece.href)#piece">\(piece.label)</a> <span class="muted">\(piece.detail)</span></li>
            """
        }
        let documentItems = documents.map { document -> HTML in
            "<li><a href=\"\(document.href)\">\(document.title)</a> <span class=\"muted\">\(document.detail)</span></li>"
        }
        let nothing: HTML = "<p class=\"muted\">\(say("desk.dossier.no_pieces"))</p>"
        return """
            <h2>\(say("desk.dossier.pieces"))</h2>
            \(items.isEmpty ? nothing : "<ul>\(items)</ul>")
            \(shown, as: viewer)
            \(documentItems.isEmpty ? nil : "<h2>\(say("desk.dossier.documents"))</h2><ul>\(documentItems)</ul>")
            """
    }

    private func viewer(_ piece: Piece) -> HTML {
        let open = frame.say("desk.dossier.open_alone")
        let picture: HTML =
            piece.isImage
            ? "<img class=\"viewer\" src=\"\(piece.view)\" alt=\"\(piece.label)\">"
            : "<iframe class=\"viewer\" src=\"\(piece.view)\" title=\"\(piece.label)\"></iframe>"
        return """
            <h3 id="piece">\(piece.label)</h3>
            \(picture)
            <p><a href="\(piece.view)" target="_blank" rel="noopener">\(open)<span class="hidden"> : \(piece.label)</span></a>
            <span class="muted">\(frame.say("desk.dossier.look_noted"))</span></p>
            """
    }

    private var historyColumn: HTML {
        let say = frame.say
        return """
            <h2>\(say("desk.dossier.conversation"))</h2>\(Conversation(said: conversation).html)
            \(sendAction, as: sendForm)
            <h2>\(say("desk.dossier.history"))</h2>\(timeline.html)
            """
    }

    private func sendForm(_ action: String) -> HTML {
        let field = TextControl(
            id: "message", label: frame.say("desk.dossier.write"), value: message?.text ?? "", kind: .area,
            error: message?.error)
        return PostForm(
            frame: frame, action: action,
            content: """
                <input type="hidden" name="once" value="\(once)">\(field.html)
                \(Button(label: frame.say("desk.dossier.send"), kind: .second).html)
                """
        ).html
    }
}
