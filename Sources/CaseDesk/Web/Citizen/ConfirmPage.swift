/// Asks once more, in words, before something that isn't undone.
struct ConfirmPage: Sendable {
    let frame: Frame
    let title: String
    let text: String
    let button: String
    var kind = Button.Kind.danger
    let action: String
    let back: String

    var html: HTML {
        Layout(
            frame: frame, title: title, back: back,
            content: """
                <h1>\(title)</h1><p class="lead">\(text)</p>
                \(PostForm(frame: frame, action: action, content: """
                    <div class="actions">\(Button(label: button, kind: kind).html)
                    <a href="\(back)">\(frame.say("web.confirm.keep"))</a></div>
                    """).html)
                """
        ).html
    }
}

/// One thing was done; where to go from here.
struct OutcomePage: Sendable {
    let frame: Frame
    let title: String
    let text: String
    let way: (label: String, href: String)

    var html: HTML {
        Layout(
            frame: frame, title: title,
            content: """
                <div class="panel"><h1>\(title)</h1><p>\(text)</p></div>
                <div class="actions">\(ButtonLink(label: way.label, href: way.href, kind: .second).html)</div>
                """
        ).html
    }
}
