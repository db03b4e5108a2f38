import Channels

/// It is kept: a link to come back by was sent.
struct SavedPage: Sendable {
    let frame: Frame
    let until: String
    let resume: String

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("web.saved.title"),
            content: """
                <h1>\(say("web.saved.title"))</h1>
                <p class="lead">\(say("web.saved.text"))</p>
                <p>\(say("web.saved.until", ["date": .text(until)]))</p>
                <div class="actions">\(ButtonLink(label: say("web.saved.resume"), href: resume, kind: .second).html)</div>
                """
        ).html
    }
}
