/// Anybody may ask whether a document is ours; the answer shows the least that proves it.
struct VerifyFormPage: Sendable {
    let frame: Frame
    var typed = ""
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "number", text: $0)] } ?? []
        return Layout(
            frame: frame, title: say("web.verify.question"), failed: error != nil, back: frame.link(""),
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(PostForm(frame: frame, action: frame.link("/v"), content: """
                    \(TextControl(
                        id: "number", label: say("web.verify.question"), value: typed,
                        hint: say("web.verify.hint"), error: error, isQuestion: true, autocomplete: "off",
                        leftToRight: true).html)
                    <div class="actions">\(Button(label: say("web.verify.check")).html)</div>
                    """).html)
                """
        ).html
    }
}

struct VerifiedPage: Sendable {
    enum Standing: String, Sendable {
        case valid, expired, revoked, superseded, unknown

        var tone: Tone {
            switch self {
            case .valid: .success
            case .expired, .superseded: .warning
            case .revoked, .unknown: .danger
            }
        }
    }

    let frame: Frame
    let standing: Standing
    /// Why it was revoked, as a class; never the case itself.
    var reason: String?
    var rows: [(label: String, value: String)] = []

    var html: HTML {
        let say = frame.say
        let title = say("web.verify.\(standing.rawValue)")
        let lines = rows.map { "<div><dt>\($0.label)</dt><dd><bdi>\($0.value)</bdi></dd></div>" as HTML }
        return Layout(
            frame: frame, title: title, back: frame.link("/v"),
            content: """
                <h1>\(say("web.verify.title"))</h1>
                \(Notice(tone: standing.tone, title: title, content: """
                    <p>\(say("web.verify.\(standing.rawValue)_text"))</p>
                    \(reason, as: { "<p>\(say("web.verify.reason")) \($0)</p>" })
                    """).html)
                \(lines.isEmpty ? nil : "<dl class=\"summary\">\(lines)</dl>")
                <p class="muted">\(say("web.verify.logged"))</p>
                """
        ).html
    }
}
