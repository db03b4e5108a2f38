import Channels

/// A place is held for a few minutes: look once more, then take it.
struct HeldPage: Sendable {
    let frame: Frame
    let when: String
    let place: String
    let until: String
    /// Whose clock the hours are, in a sentence.
    let clock: String
    let bring: [String]
    let confirm: String
    let other: String
    /// Whose words they are: an agent reads others than the person.
    var words = "web.held"
    var width = Layout.Width.narrow

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("\(words).title"), width: width, back: other,
            content: """
                <h1>\(say("\(words).title"))</h1>
                <p class="lead"><strong>\(when)</strong></p>
                <p>\(place)<br><span class="muted">\(clock)</span></p>
                \(Notice(tone: .warning, title: say("\(words).until", ["time": .text(until)]), content: """
                    <p>\(say("\(words).until_text"))</p>
                    """).html)
                \(Bring(say: say, lines: bring).html)
                \(PostForm(frame: frame, action: confirm, content: """
                    <div class="actions">\(Button(label: say("\(words).confirm")).html)
                    <a href="\(other)">\(say("\(words).other"))</a></div>
                    """).html)
                """
        ).html
    }
}

/// What to have in hand on the day.
struct Bring: Sendable {
    let say: Phrases
    let lines: [String]

    var html: HTML {
        guard !lines.isEmpty else { return "" }
        return "<h2>\(say("web.procedure.bring"))</h2><ul>\(lines.map { "<li>\($0)</li>" as HTML })</ul>"
    }
}
