import Channels

/// Calendars that others subscribe to.
struct FeedsPage: Sendable {
    struct Row: Sendable {
        let name: String
        let maker: String
        let made: String
        let used: String
        let revocation: String
    }

    let frame: Frame
    let action: String
    let rows: [Row]
    let options: [ChoiceControl.Option]
    /// A link just made, shown this once.
    var fresh: String?
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "what", text: $0)] } ?? []
        return Layout(
            frame: frame, title: say("desk.feeds.title"), width: .desk, failed: error != nil,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("desk.feeds.title"))</h1>
                <p>\(say("desk.feeds.lead"))</p>
                \(fresh, as: freshMarkup)
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("desk.feeds.empty"))</p></div>" : table)
                <div class="narrow-form"><h2>\(say("desk.feeds.new"))</h2>
                \(PostForm(frame: frame, action: action, content: """
                    \(ChoiceControl(
                        id: "what", legend: say("desk.feeds.what"), options: options, error: error).html)
                    \(Button(label: say("desk.feeds.create")).html)
                    """).html)</div>
                """
        ).html
    }

    private func freshMarkup(_ link: String) -> HTML {
        Notice(
            tone: .success, title: frame.say("desk.feeds.fresh"),
            content: """
                <p>\(frame.say("desk.feeds.once"))</p><p><code><bdi dir="ltr">\(link)</bdi></code></p>
                """
        ).html
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("desk.feeds.caption", ["count": .integer(Int64(rows.count))]),
            columns: ["shows", "maker", "made", "used", "end"].map { .init(title: say("desk.feeds.\($0)")) },
            rows: rows.map { row in
                [
                    "\(row.name)", "<bdi>\(row.maker)</bdi>", "\(row.made)", "\(row.used)",
                    PostForm(
                        frame: frame, action: row.revocation,
                        content: """
                            <button type="submit" class="danger">\(say("desk.feeds.revoke"))\
                            <span class="hidden"> \(row.name)</span></button>
                            """
                    ).html,
                ]
            }
        ).html
    }
}
