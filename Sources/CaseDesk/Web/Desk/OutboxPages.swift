/// The development outbox: every message that would have left, with its attempts.
struct OutboxPage: Sendable {
    struct Row: Sendable {
        let href: String
        let when: String
        let medium: String
        let to: String
        let subject: String
    }

    let frame: Frame
    let rows: [Row]

    var html: HTML {
        let say = frame.say
        let table = Table(
            caption: say("desk.outbox.caption"),
            columns: ["when", "medium", "to", "subject"].map { .init(title: say("desk.outbox.\($0)")) },
            rows: rows.map { row in
                [
                    "<a href=\"\(row.href)\">\(row.when)</a>", "\(row.medium)", Isolated(row.to).html,
                    "<bdi>\(row.subject)</bdi>",
                ]
            })
        return Layout(
            frame: frame, title: say("desk.outbox.title"), width: .desk,
            content: """
                <h1>\(say("desk.outbox.title"))</h1><p>\(say("desk.outbox.lead"))</p>
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("desk.outbox.empty"))</p></div>" : table.html)
                """
        ).html
    }
}

struct OutboxMessagePage: Sendable {
    let frame: Frame
    let subject: String
    let rows: [(label: String, value: String)]
    let text: String
    /// Addresses in the text, to be followed with one click.
    let links: [String]
    let attachments: [(name: String, href: String)]

    var html: HTML {
        let say = frame.say
        let list = SummaryList(
            say: say, rows: rows.map { .init(label: $0.label, value: "<bdi dir=\"ltr\">\($0.value)</bdi>") })
        let linkItems = links.map { "<li><a href=\"\($0)\">\($0)</a></li>" as HTML }
        let attachmentItems = attachments.map { "<li><a href=\"\($0.href)\">\($0.name)</a></li>" as HTML }
        return Layout(
            frame: frame, title: subject, width: .desk, back: "/outbox",
            content: """
                <h1>\(subject)</h1>\(list.html)
                <div class="sheet" dir="auto" tabindex="0">\(text)</div>
                \(linkItems.isEmpty ? nil : "<h2>\(say("desk.outbox.links"))</h2><ul>\(linkItems)</ul>")
                \(attachmentItems.isEmpty ? nil : "<h2>\(say("desk.outbox.attachments"))</h2><ul>\(attachmentItems)</ul>")
                """
        ).html
    }
}
