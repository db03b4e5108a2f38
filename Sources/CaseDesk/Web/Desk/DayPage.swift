import Channels

/// The post's agenda of one day.
struct DayPage: Sendable {
    struct Row: Sendable {
        let time: String
        let reference: String
        let href: String?
        let procedure: String
        let person: String
        let state: String
        let tone: Tone
        var service = ""
        var length = ""
        /// Where it is, by whose clock; nil: at the post.
        var city: String?
    }

    let frame: Frame
    let date: String
    let before: String
    let after: String
    let zone: String
    let rows: [Row]
    var groups: [DayOccupancy] = []
    /// Where a supervisor changes the post's agenda.
    var agenda: String?

    var html: HTML {
        let say = frame.say
        let table = Table(
            caption: say("desk.day.caption", ["count": .integer(Int64(rows.count)), "zone": .text(zone)]),
            columns: [
                "day.time", "day.reference", "day.procedure", "post_day.service", "post_day.length",
                "day.person", "day.state",
            ].map { .init(title: say("desk.\($0)")) },
            rows: rows.map { row in
                [
                    "\(Isolated(row.time).html)\(row.city, as: { " · \($0)" })",
                    row.href.map { "<a href=\"\($0)\" data-row>\(Isolated(row.reference).html)</a>" }
                        ?? Isolated(row.reference).html,
                    "\(row.procedure)", "\(row.service)", "\(row.length)", "<bdi>\(row.person)</bdi>",
                    Tag(tone: row.tone, text: row.state).html,
                ]
            })
        return Layout(
            frame: frame, title: "\(say("desk.day.title")) · \(date)", width: .desk,
            content: """
                <h1>\(say("desk.day.title")) · \(date)</h1>
                <p class="actions"><a href="\(before)">\(say("desk.day.before"))</a>
                <a href="\(after)">\(say("desk.day.after"))</a>
                \(agenda, as: { "<a href=\"\($0)\">\(say("desk.agenda.edit"))</a>" })
                \(agenda, as: { _ in
                    "<a href=\"\(frame.link("/desk/suppressions"))\">\(say("suppression.title"))</a>"
                })</p>
                \(groups.map { $0.html(say) })
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("desk.day.empty"))</p></div>" : table.html)
                <p><a href="\(frame.link("/desk/feeds"))">\(say("desk.feeds.title"))</a></p>
                """
        ).html
    }
}
