import Channels

/// One missed appointment: what follows, and a place to say why.
struct AbsencePage: Sendable {
    let frame: Frame
    let when: String
    let state: String
    let sanction: String?
    /// Where the words go; nil when nothing can be said any more.
    let appeal: String?
    let places: String
    var typed = ""
    var error: String?

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("absences.title"), failed: error != nil,
            content: """
                <div class="panel calm"><h1>\(say("absences.title"))</h1>
                <p class="lead"><strong>\(when)</strong></p><p>\(state)</p>
                \(sanction, as: { "<p>\($0)</p>" })</div>
                \(appeal, as: form)
                <div class="actions">
                \(ButtonLink(label: say("absences.another"), href: places, kind: .second).html)</div>
                """
        ).html
    }

    private func form(_ action: String) -> HTML {
        let say = frame.say
        let control = TextControl(
            id: "words", label: say("absences.words"), value: typed, kind: .area,
            hint: say("absences.words_hint"), error: error)
        return """
            <h2>\(say("absences.appeal"))</h2>
            \(PostForm(frame: frame, action: action, content: """
                \(control.html)<div class="actions">\(Button(label: say("absences.send")).html)</div>
                """).html)
            """
    }
}

/// How a person stands, every miss of this request, and what can be done.
struct AbsencesPage: Sendable {
    struct Miss: Sendable {
        let when: String
        let state: String
        let href: String
    }

    let frame: Frame
    let standing: String
    let isBarred: Bool
    let misses: [Miss]
    let phone: String
    let places: String
    let back: String

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("absences.all_title"), back: back,
            content: """
                <h1>\(say("absences.all_title"))</h1>
                <p class="lead">\(standing)</p>
                \(isBarred ? call : "")
                \(misses.isEmpty ? "" : list)
                \(isBarred ? "" : another)
                """
        ).html
    }

    private var another: HTML {
        let link = ButtonLink(label: frame.say("absences.another"), href: places, kind: .second)
        return "<div class=\"actions\">\(link.html)</div>"
    }

    private var call: HTML {
        let number = phone.filter { !$0.isWhitespace }
        return """
            <p>\(frame.say("absences.call")) <a href="tel:\(number)">\(Isolated(phone).html)</a></p>
            <p>\(frame.say("absences.call_appeal"))</p>
            """
    }

    private var list: HTML {
        let lines = misses.map { miss -> HTML in
            "<li><a href=\"\(miss.href)\">\(miss.when)</a><br>\(miss.state)</li>"
        }
        return "<h2>\(frame.say("absences.misses"))</h2><ul>\(lines)</ul>"
    }
}
