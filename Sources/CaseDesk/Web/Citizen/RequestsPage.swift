/// "Mes démarches": every request of one person, newest first.
struct RequestsPage: Sendable {
    struct Entry: Sendable {
        let href: String
        let title: String
        let reference: String?
        let state: String
        let tone: Tone
        let changed: String
    }

    let frame: Frame
    let entries: [Entry]

    var html: HTML {
        let say = frame.say
        let cards = entries.map { entry -> HTML in
            """
            <li class="card"><a class="whole" href="\(entry.href)">\(entry.title)\
            \(entry.reference, as: { " · \(Isolated($0).html)" })</a>
            <p>\(Tag(tone: entry.tone, text: entry.state).html) <span class="muted">\(entry.changed)</span></p></li>
            """
        }
        let empty: HTML = """
            <div class="card empty"><p>\(say("web.requests.empty"))</p>
            \(ButtonLink(label: say("web.requests.begin"), href: frame.link("")).html)</div>
            """
        return Layout(
            frame: frame, title: say("web.requests.title"), back: frame.link(""),
            content:
                "<h1>\(say("web.requests.title"))</h1>\(cards.isEmpty ? empty : "<ul class=\"cards\">\(cards)</ul>")"
        ).html
    }
}
