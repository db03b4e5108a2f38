/// Where a link from a message lands. Looking changes nothing, so a mail scanner may look: only the button enters.
struct EnterPage: Sendable {
    let frame: Frame
    let action: String
    let title: String
    var reference: String?
    let text: String
    let button: String

    var html: HTML {
        Layout(
            frame: frame, title: title,
            content: """
                <h1>\(title)</h1>
                \(reference, as: { "<p>\(frame.say("web.done.reference")) <strong>\(Isolated($0).html)</strong></p>" })
                <p class="lead">\(text)</p>
                \(PostForm(frame: frame, action: action, content: """
                    <div class="actions">\(Button(label: button).html)</div>
                    """).html)
                """
        ).html
    }
}
