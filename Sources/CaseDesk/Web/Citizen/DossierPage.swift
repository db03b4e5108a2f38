/// Where a request stands, in one sentence; then what we wait for, then everything else.
struct DossierPage: Sendable {
    struct Awaited: Sendable {
        let text: String
        let button: String
        let href: String
    }

    struct Document: Sendable {
        let title: String
        let href: String
        let detail: String
    }

    struct Said: Sendable {
        let who: String
        let when: String
        let text: String
        let isMine: Bool
    }

    let frame: Frame
    let procedure: String
    let reference: String
    let state: String
    let tone: Tone
    let sentence: String
    let awaited: [Awaited]
    let appointment: (when: String, href: String)?
    let documents: [Document]
    let payment: [(label: String, value: String)]
    let pieces: [(label: String, state: String)]
    let timeline: Timeline
    let conversation: [Said]
    let sendAction: String
    /// Names one press of the button.
    var once = ""
    var typed = ""
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "message", text: $0)] } ?? []
        return Layout(
            frame: frame, title: procedure, failed: error != nil, back: frame.link("/requests"),
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(procedure)</h1>
                <p>\(say("web.done.reference")) <strong>\(Isolated(reference).html)</strong></p>
                \(Notice(tone: tone, title: state, content: "<p>\(sentence)</p>").html)
                \(awaitedMarkup)
                \(documentsMarkup)
                \(appointment, as: appointmentMarkup)
                \(facts("web.dossier.payment", payment.map { ($0.label, Isolated($0.value).html) }))
                \(facts("web.dossier.pieces", pieces.map { ($0.label, "\($0.state)") }))
                <h2>\(say("web.dossier.timeline"))</h2>\(timeline.html)
                \(conversationMarkup)
                """
        ).html
    }

    private var awaitedMarkup: HTML {
        guard !awaited.isEmpty else { return "" }
        let items = awaited.map { thing -> HTML in
            """
            <div class="card"><p>\(thing.text)</p>
            \(ButtonLink(label: thing.button, href: thing.href).html)</div>
            """
        }
        return "<h2>\(frame.say("web.dossier.awaited"))</h2>\(items)"
    }

    private var documentsMarkup: HTML {
        guard !documents.isEmpty else { return "" }
        let items = documents.map { document -> HTML in
            """
            <li class="card"><a class="whole" href="\(document.href)">\(document.title)</a>
            <p class="muted">\(document.detail)</p></li>
            """
        }
        return "<h2>\(frame.say("web.dossier.documents"))</h2><ul class=\"cards\">\(items)</ul>"
    }

    private func appointmentMarkup(_ appointment: (when: String, href: String)) -> HTML {
        """
        <h2>\(frame.say("web.dossier.appointment"))</h2>
        <div class="card"><p><strong>\(appointment.when)</strong></p>
        <a class="screen-only" href="\(appointment.href)">\(frame.say("web.dossier.appointment_link"))</a></div>
        """
    }

    private func facts(_ key: String, _ rows: [(String, HTML)]) -> HTML {
        guard !rows.isEmpty else { return "" }
        let list = SummaryList(say: frame.say, rows: rows.map { .init(label: $0.0, value: $0.1) })
        return "<h2>\(frame.say(key))</h2>\(list.html)"
    }

    private var conversationMarkup: HTML {
        let say = frame.say
        let field = TextControl(
            id: "message", label: say("web.dossier.write"), value: typed, kind: .area,
            hint: say("web.dossier.write_hint"),
            error: error)
        return """
            <h2 id="conversation"\(attribute: "class", conversation.isEmpty ? "screen-only" : nil)>\(say("web.dossier.conversation"))</h2>
            \(Conversation(said: conversation).html)
            \(PostForm(frame: frame, action: sendAction, content: """
                <input type="hidden" name="_once" value="\(once)">
                \(field.html)\(Button(label: say("web.dossier.send"), kind: .second).html)
                """).html)
            """
    }
}

/// What was said on both sides.
struct Conversation: Sendable {
    let said: [DossierPage.Said]

    var html: HTML {
        guard !said.isEmpty else { return "" }
        let items = said.map { one -> HTML in
            """
            <li class="\(one.isMine ? "mine" : "theirs")"><strong>\(one.who)</strong>
            <span class="muted">\(one.when)</span><p dir="auto">\(one.text)</p></li>
            """
        }
        return "<ol class=\"thread\">\(items)</ol>"
    }
}
