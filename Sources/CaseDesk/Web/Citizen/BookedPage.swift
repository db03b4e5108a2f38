import Channels

/// The appointment stands: when, where, what to bring, the code for the door, and how to change it.
struct BookedPage: Sendable {
    let frame: Frame
    let reference: String
    let when: String
    let place: String
    /// Whose clock the hours are, in a sentence.
    let clock: String
    let bring: [String]
    /// Drawn by us: SVG of the arrival code.
    let arrival: HTML
    let calendar: String?
    let move: String?
    let cancel: String?
    var dossier: String?
    var presence: Presence?

    /// Whether the person said that they will come; nil where nobody asks.
    enum Presence: Sendable, Equatable {
        case open(String)
        case confirmed
    }

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("web.booked.title"),
            content: """
                <div class="panel"><h1>\(say("web.booked.title"))</h1>
                <p class="lead"><strong>\(when)</strong></p><p>\(place)</p>
                <p class="muted">\(clock)</p></div>
                \(presence, as: presenceMarkup)
                <h2>\(say("web.booked.arrival"))</h2>
                <p>\(say("web.booked.arrival_text"))</p>
                <figure class="qr" role="img" aria-label="\(say("web.booked.arrival"))">\(arrival)</figure>
                <p>\(say("web.done.reference")) <strong>\(Isolated(reference).html)</strong></p>
                \(Bring(say: say, lines: bring).html)
                <div class="actions">
                \(calendar, as: { ButtonLink(label: say("web.booked.calendar"), href: $0, kind: .second).html })
                \(move, as: { "<a href=\"\($0)\">\(say("web.booked.move"))</a>" })
                \(cancel, as: { "<a href=\"\($0)\">\(say("web.booked.cancel"))</a>" })
                \(dossier, as: { "<a href=\"\($0)\">\(say("web.done.follow"))</a>" })
                </div>
                """
        ).html
    }

    private func presenceMarkup(_ presence: Presence) -> HTML {
        let say = frame.say
        switch presence {
        case .confirmed: return Notice(tone: .success, title: say("web.booked.presence_confirmed")).html
        case .open(let action):
            return """
                <div class="screen-only"><h2>\(say("web.booked.presence"))</h2>
                <div class="actions">
                \(PostForm(frame: frame, action: action, content: """
                    \(Button(label: say("web.booked.presence_button"), kind: .second).html)
                    """).html)
                \(cancel, as: { address in
                    PostForm(
                        frame: frame, action: address,
                        content: Button(label: say("absences.cannot_come"), kind: .plain).html
                    ).html
                })
                </div></div>
                """
        }
    }
}
