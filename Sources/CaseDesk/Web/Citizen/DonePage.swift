/// It is handed in: the reference large, what happens next, what to keep.
struct DonePage: Sendable {
    let frame: Frame
    let procedure: String
    let reference: String
    let next: [String]
    let proofHref: String?
    let appointmentHref: String?
    let dossierHref: String

    var html: HTML {
        let say = frame.say
        let steps = next.map { "<li>\($0)</li>" as HTML }
        return Layout(
            frame: frame, title: say("web.done.title"),
            content: """
                <div class="panel"><h1>\(say("web.done.title"))</h1>
                <p>\(procedure)</p>
                <p>\(say("web.done.reference"))</p>
                <p class="reference">\(Isolated(reference).html)</p></div>
                <h2>\(say("web.done.next"))</h2>
                <ol>\(steps)</ol>
                <div class="actions">
                \(appointmentHref, as: { ButtonLink(label: say("web.done.book"), href: $0).html })
                \(proofHref, as: { ButtonLink(label: say("web.done.proof"), href: $0, kind: .second).html })
                <a href="\(dossierHref)">\(say("web.done.follow"))</a>
                <button type="button" class="plain" data-print hidden>\(say("web.done.print"))</button>
                </div>
                """
        ).html
    }
}
