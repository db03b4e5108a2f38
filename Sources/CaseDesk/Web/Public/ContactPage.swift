/// One question: where may we reach you? An email or a phone, either suffices.
struct ContactPage: Sendable {
    let frame: Frame
    let action: String
    let back: String
    var typed = ""
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "contact", text: $0)] } ?? []
        let field = TextControl(
            id: "contact", label: say("web.contact.question"), value: typed, kind: .line(type: "text"),
            hint: say("web.contact.hint"), error: error, isQuestion: true, autocomplete: "email",
            inputMode: "email", leftToRight: true)
        return Layout(
            frame: frame, title: say("web.contact.question"), failed: error != nil, back: back,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(PostForm(frame: frame, action: action, content: """
                    \(field.html)
                    <p>\(say("web.contact.why"))</p>
                    <div class="actions">\(Button(label: say("web.contact.send")).html)</div>
                    """).html)
                """
        ).html
    }
}
