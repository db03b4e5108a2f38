import Channels

/// Addresses that aren't written to, each with its reason and the request that it began with. Nobody's address is shown:
/// only its blind index is kept.
struct SuppressionsPage: Sendable {
    struct Row: Sendable {
        let kind: String
        let reference: String
        let href: String?
        /// Codes, or an agent's words.
        let reason: String
        let since: String
        let until: String
        let action: String
    }

    let frame: Frame
    let rows: [Row]

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("suppression.title"), width: .desk,
            content: """
                <h1>\(say("suppression.title"))</h1>
                <p>\(say("suppression.lead"))</p>
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("suppression.empty"))</p></div>" : table)
                """
        ).html
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("suppression.caption", ["count": .integer(Int64(rows.count))]),
            columns: ["why", "request", "reason", "since", "until", "end"].map {
                .init(title: say("suppression.\($0)"))
            },
            rows: rows.map { row in
                [
                    "\(row.kind)",
                    row.href.map { "<a href=\"\($0)\" data-row>\(Isolated(row.reference).html)</a>" }
                        ?? Isolated(row.reference).html,
                    "<bdi dir=\"ltr\">\(row.reason)</bdi>", "\(row.since)", "\(row.until)",
                    PostForm(
                        frame: frame, action: row.action,
                        content: """
                            <button type="submit">\(say("suppression.lift"))\
                            <span class="hidden"> \(row.reference)</span></button>
                            """
                    ).html,
                ]
            }
        ).html
    }
}
