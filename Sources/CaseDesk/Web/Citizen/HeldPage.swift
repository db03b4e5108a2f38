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

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("web.held.title"), back: other,
            content: """
                <h1>\(say("web.held.title"))</h1>
                <p class="lead"><strong>\(when)</strong></p>
                <p>\(place)<br><span class="muted">\(clock)</span></p>
                \(Notice(tone: .warning, title: say("web.held.until", ["time": .text(until)]), content: """
                    <p>\(say("web.held.until_text"))</p>
                    """).html)
                \(Bring(say: say, lines: bring).html)
                \(PostForm(frame: frame, action: confirm, content: """
                    <div class="actions">\(Button(label: say("web.held.confirm")).html)
                    <a href="\(other)">\(say("web.held.other"))</a></div>
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
