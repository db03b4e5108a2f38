/// The six digits that were sent; the same page whether the contact was known or not.
struct CodePage: Sendable {
    let frame: Frame
    var error: String?
    var wasResent = false

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "code", text: $0)] } ?? []
        let field = TextControl(
            id: "code", label: say("web.code.question"), kind: .code, hint: say("web.code.hint"),
            error: error,
            isQuestion: true)
        let resent: HTML? =
            wasResent ? Notice(tone: .success, title: say("web.code.resent")).html : nil
        return Layout(
            frame: frame, title: say("web.code.question"), failed: error != nil, back: frame.link("/sign-in"),
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(resent)
                \(PostForm(frame: frame, action: frame.link("/code"), content: """
                    \(field.html)
                    <div class="actions">\(Button(label: say("web.code.enter")).html)</div>
                    """).html)
                <h2>\(say("web.code.nothing"))</h2>
                <p>\(say("web.code.nothing_text"))</p>
                \(PostForm(frame: frame, action: frame.link("/code/again"), content: """
                    <div class="actions">\(Button(label: say("web.code.again"), kind: .second).html)
                    <a href="\(frame.link("/sign-in"))">\(say("web.code.other"))</a></div>
                    """).html)
                """
        ).html
    }
}
