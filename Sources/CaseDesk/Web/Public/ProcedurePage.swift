/// Everything to know before beginning: who it is for, pieces, fee, delay.
struct ProcedurePage: Sendable {
    struct Piece: Sendable {
        let label: String
        let why: String
        let needsOriginal: Bool
    }

    struct FeeRow: Sendable {
        let label: String
        let amount: String
    }

    let frame: Frame
    let title: String
    let summary: String
    let conditions: [String]
    let pieces: [Piece]
    let fees: [FeeRow]
    let waivers: [String]
    let delay: String
    let bring: [String]
    let startAction: String

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: title, back: frame.link(""),
            content: """
                <h1>\(title)</h1>
                <p class="lead">\(summary)</p>
                \(list("web.procedure.conditions", conditions))
                \(piecesMarkup)
                \(feeMarkup)
                <h2>\(say("web.procedure.delay"))</h2><p>\(delay)</p>
                \(list("web.procedure.bring", bring))
                \(start)
                """
        ).html
    }

    private var start: HTML {
        """
        <form method="get" action="\(startAction)"><div class="actions">
        \(Button(label: frame.say("web.procedure.start")).html)</div></form>
        <p class="muted">\(frame.say("web.procedure.start_hint"))</p>
        """
    }

    private var piecesMarkup: HTML {
        guard !pieces.isEmpty else { return "" }
        let items = pieces.map { piece -> HTML in
            let original: HTML =
                piece.needsOriginal
                ? " \(Tag(tone: .plain, text: frame.say("web.procedure.original")).html)" : ""
            return
                "<li><strong>\(piece.label)</strong>\(original)<br><span class=\"muted\">\(piece.why)</span></li>"
        }
        return "<h2>\(frame.say("web.procedure.pieces"))</h2><ul>\(items)</ul>"
    }

    private var feeMarkup: HTML {
        guard !fees.isEmpty else {
            return "<h2>\(frame.say("web.procedure.fee"))</h2><p>\(frame.say("web.procedure.free"))</p>"
        }
        let table = Table(
            caption: frame.say("web.procedure.fee"), isCaptionShown: false,
            columns: [
                .init(title: frame.say("web.procedure.fee_for")),
                .init(title: frame.say("web.procedure.fee_amount"), isAmount: true),
            ],
            rows: fees.map { ["\($0.label)", Isolated($0.amount).html] })
        return """
            <h2>\(frame.say("web.procedure.fee"))</h2>\(table.html)
            <p>\(frame.say("web.procedure.fee_counter"))</p>
            \(list("web.procedure.waivers", waivers))
            """
    }

    private func list(_ key: String, _ lines: [String]) -> HTML {
        guard !lines.isEmpty else { return "" }
        return "<h2>\(frame.say(key))</h2><ul>\(lines.map { "<li>\($0)</li>" as HTML })</ul>"
    }
}
