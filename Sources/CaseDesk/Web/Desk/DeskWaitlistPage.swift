import Channels

/// Somebody who waits, as a line of the desk's list.
struct WaitlistRow: Sendable {
    let href: String
    let reference: String
    let dossier: String?
    let person: String
    let service: String
    let pool: String
    let position: String
    let since: String
    let offers: Int
    let priority: Int
    let state: String
    let tone: Tone
}

/// A post's waitlist.
struct DeskWaitlistPage: Sendable {
    let frame: Frame
    let rows: [WaitlistRow]
    let isSupervisor: Bool

    var html: HTML {
        let say = frame.say
        let columns = [
            "reference", "person", "service", "pool", "position", "since", "offers", "priority", "state",
        ]
        let table = Table(
            caption: say("displacement.waiting.caption", ["count": .integer(Int64(rows.count))]),
            columns: columns.map { .init(title: say("displacement.waiting.\($0)")) },
            rows: rows.map { row in
                [
                    isSupervisor
                        ? "<a href=\"\(row.href)\" data-row>\(Isolated(row.reference).html)</a>"
                        : Isolated(row.reference).html,
                    "<bdi>\(row.person)</bdi>", "\(row.service)", "\(row.pool)", "\(row.position)",
                    "\(row.since)", "\(row.offers)", "\(row.priority)",
                    Tag(tone: row.tone, text: row.state).html,
                ]
            })
        return Layout(
            frame: frame, title: say("displacement.waiting.title"), width: .desk,
            content: """
                <h1>\(say("displacement.waiting.title"))</h1>
                \(rows.isEmpty
                    ? "<div class=\"card empty\"><p>\(say("displacement.waiting.empty"))</p></div>" : table.html)
                """
        ).html
    }
}

/// One who waits: another turn, or off the list.
struct WaitlistEntryPage: Sendable {
    let frame: Frame
    let row: WaitlistRow
    let priority: Int
    let most: Int
    let prefer: String
    let remove: String
    let back: String
    var errors: [FieldError] = []

    var html: HTML {
        let say = frame.say
        let title = "\(say("displacement.waiting.title")) · \(row.reference)"
        return Layout(
            frame: frame, title: title, width: .desk, failed: !errors.isEmpty, back: back,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(title)</h1>
                \(SummaryList(say: say, rows: facts).html)
                \(row.dossier, as: { "<p><a href=\"\($0)\">\(say("desk.arrival.open"))</a></p>" })
                <h2>\(say("displacement.waiting.prefer"))</h2>
                \(PostForm(frame: frame, action: prefer, content: """
                    \(SelectControl(
                        id: "priority", label: say("displacement.waiting.priority"),
                        options: (0...most).map { .init(value: "\($0)", label: "\($0)") },
                        chosen: "\(priority)", hint: say("displacement.waiting.priority_hint")).html)
                    \(reasons("reason"))
                    <div class="actions">\(Button(label: say("displacement.waiting.prefer_button")).html)</div>
                    """).html)
                <h2>\(say("displacement.waiting.remove"))</h2>
                \(PostForm(frame: frame, action: remove, content: """
                    \(reasons("removal_reason"))
                    <div class="actions">\(Button(
                        label: say("displacement.waiting.remove_button"), kind: .danger).html)</div>
                    """).html)
                </div>
                """
        ).html
    }

    private var facts: [SummaryList.Row] {
        let say = frame.say
        return [
            .init(label: say("displacement.waiting.person"), value: "<bdi>\(row.person)</bdi>"),
            .init(label: say("displacement.waiting.service"), value: "\(row.service) · \(row.pool)"),
            .init(label: say("displacement.waiting.position"), value: "\(row.position)"),
            .init(label: say("displacement.waiting.since"), value: "\(row.since)"),
            .init(label: say("displacement.waiting.offers"), value: "\(row.offers)"),
            .init(label: say("displacement.waiting.state"), value: Tag(tone: row.tone, text: row.state).html),
        ]
    }

    private func reasons(_ id: String) -> HTML {
        SelectControl(
            id: id, label: frame.say("displacement.waiting.why"),
            options: WaitlistReason.allCases.map {
                .init(value: $0.rawValue, label: frame.say("displacement.why.\($0.rawValue)"))
            }, empty: frame.say("displacement.waiting.choose"), error: errors.text(for: id)
        ).html
    }
}
