/// Check-in: what the scanner reads from the QR, or the reference typed.
struct ArrivalPage: Sendable {
    let frame: Frame
    var typed = ""
    var error: String?
    var arrived: (person: String, when: String, href: String)?
    /// So that the same press counts once.
    var once = ""

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "code", text: $0)] } ?? []
        return Layout(
            frame: frame, title: say("desk.arrival.title"), width: .desk, failed: error != nil,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("desk.arrival.title"))</h1>
                \(arrived, as: arrivedMarkup)
                \(PostForm(frame: frame, action: frame.link("/desk/arrival"), content: """
                    <input type="hidden" name="once" value="\(once)">
                    \(TextControl(
                        id: "code", label: say("desk.arrival.code"), value: typed,
                        hint: say("desk.arrival.hint"), error: error, autocomplete: "off",
                        leftToRight: true).html)
                    \(Button(label: say("desk.arrival.check_in")).html)
                    """).html)
                </div>
                """
        ).html
    }

    private func arrivedMarkup(_ arrived: (person: String, when: String, href: String)) -> HTML {
        Notice(
            tone: .success, title: frame.say("desk.arrival.done"),
            content: """
                <p><bdi>\(arrived.person)</bdi> · \(arrived.when) ·
                <a href="\(arrived.href)">\(frame.say("desk.arrival.open"))</a></p>
                """
        ).html
    }
}
