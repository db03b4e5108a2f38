import Channels

/// Email and the six digits of the app; one answer whatever was wrong.
struct DeskSignInPage: Sendable {
    let frame: Frame
    var email = ""
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "email", text: $0)] } ?? []
        return Layout(
            frame: frame, title: say("desk.sign_in.title"), width: .desk, failed: error != nil,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("desk.sign_in.title"))</h1>
                \(PostForm(frame: frame, action: frame.link("/desk/sign-in"), content: """
                    \(TextControl(
                        id: "email", label: say("desk.sign_in.email"), value: email, kind: .line(type: "email"),
                        error: error, autocomplete: "username", leftToRight: true).html)
                    \(TextControl(
                        id: "code", label: say("desk.sign_in.code"), kind: .code,
                        hint: say("desk.sign_in.code_hint")).html)
                    <div class="actions">\(Button(label: say("desk.sign_in.enter")).html)</div>
                    """).html)
                </div>
                """
        ).html
    }
}

/// A new agent's second factor: the secret as a QR and as text, bound by the first right code.
struct EnrolPage: Sendable {
    let frame: Frame
    let name: String
    let secret: String
    let qr: HTML
    let action: String
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "code", text: $0)] } ?? []
        return Layout(
            frame: frame, title: say("desk.enrol.title"), width: .desk, failed: error != nil,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("desk.enrol.title"))</h1>
                <p>\(say("desk.enrol.lead", ["name": .text(name)]))</p>
                <figure class="qr" role="img" aria-label="\(say("desk.enrol.qr"))">\(qr)</figure>
                <p>\(say("desk.enrol.by_hand")) <code><bdi dir="ltr">\(secret)</bdi></code></p>
                \(PostForm(frame: frame, action: action, content: """
                    \(TextControl(
                        id: "code", label: say("desk.sign_in.code"), kind: .code,
                        hint: say("desk.enrol.code_hint"), error: error).html)
                    <div class="actions">\(Button(label: say("desk.enrol.bind")).html)</div>
                    """).html)
                </div>
                """
        ).html
    }
}
