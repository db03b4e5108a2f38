import Channels

/// A card per piece: what, why, accepted forms; take a photo or choose a file, replace, remove.
struct PiecesPage: Sendable {
    struct Card: Sendable {
        let id: String
        let label: String
        let why: String
        var example: String?
        let formats: String
        let accept: String
        let largest: String
        let needsOriginal: Bool
        /// What was received, in words; nil while it is missing.
        var received: String?
        /// Why the one that was sent before has to be replaced.
        var refusal: String?
        let action: String
        let uploads: String
        let removal: String
        var error: String?
    }

    let frame: Frame
    let progress: (step: Int, steps: Int)?
    let cards: [Card]
    /// Where "continue" leads; nil until everything is here.
    let next: String?
    let back: String
    let later: String?

    var html: HTML {
        let say = frame.say
        let title = say("web.pieces.title")
        let errors = cards.compactMap { card in card.error.map { FieldError(control: card.id, text: $0) } }
        return Layout(
            frame: frame, title: title, failed: !errors.isEmpty, back: back,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(progress, as: { StepProgress(say: say, step: $0.step, steps: $0.steps, title: title).html })
                <h1>\(title)</h1>
                <p>\(say("web.pieces.lead"))</p>
                \(cards.map(markup))
                \(next, as: { "<div class=\"actions\">\(ButtonLink(label: say("web.step.continue"), href: $0).html)</div>" })
                \(next == nil ? "<p class=\"muted\">\(say("web.pieces.missing"))</p>" : nil)
                \(later, as: laterForm)
                """
        ).html
    }

    private func laterForm(_ action: String) -> HTML {
        PostForm(
            frame: frame, action: action,
            content:
                "<div class=\"actions\">\(Button(label: frame.say("web.step.later"), kind: .plain).html)</div>"
        ).html
    }

    private func markup(_ card: Card) -> HTML {
        let say = frame.say
        let help = Hint(
            id: card.id,
            text: say("web.pieces.accepted", ["formats": .text(card.formats), "size": .text(card.largest)]),
            error: card.error)
        let button = say(card.received == nil ? "web.pieces.send" : "web.pieces.replace")
        return """
            <section class="card" aria-labelledby="\(card.id)-title">
            <h2 id="\(card.id)-title">\(card.label)</h2>
            <p>\(card.why)</p>
            \(card.example, as: { "<p class=\"muted\">\($0)</p>" })
            \(card.needsOriginal ? "<p>\(Tag(tone: .plain, text: say("web.procedure.original")).html)</p>" : nil)
            \(card.refusal, as: refused)
            \(card.received, as: { received(card, $0) })
            <form method="post" action="\(card.action)" enctype="multipart/form-data" novalidate data-once\
             data-upload="\(card.uploads)">
            \(HiddenToken(frame: frame).html)
            <div class="\(card.error == nil ? "field" : "field wrong")">
            <label for="\(card.id)">\(say("web.pieces.choose"))</label>
            \(help.html)
            <input type="file" id="\(card.id)" name="file" accept="\(card.accept)"\
            \(attribute: "aria-describedby", help.describedBy)>
            </div>
            <div data-progress hidden><progress class="bar" max="100" value="0" aria-hidden="true"></progress>
            <output role="status" data-words="\(say("web.pieces.percent"))"></output></div>
            \(Button(label: button, kind: card.received == nil ? .primary : .second).html)
            </form>
            </section>
            """
    }

    private func refused(_ why: String) -> HTML {
        Notice(tone: .warning, title: frame.say("web.dossier.piece_replace"), content: "<p>\(why)</p>").html
    }

    private func received(_ card: Card, _ text: String) -> HTML {
        """
        <div class="success"><p class="word">\(Tone.success.icon)\(text)</p></div>
        \(PostForm(frame: frame, action: card.removal, content: """
            <button class="plain">\(frame.say("web.pieces.remove"))<span class="hidden"> : \(card.label)</span></button>
            """).html)
        """
    }
}
