import Channels

/// The work: filters that stay in the address, counts, and what to do when nothing is there.
struct QueuePage: Sendable {
    struct Row: Sendable {
        let href: String
        let reference: String
        let procedure: String
        let person: String
        let state: String
        let tone: Tone
        let since: String
        let appointment: String
    }

    struct Count: Sendable {
        let label: String
        let count: Int
        let href: String
        let isChosen: Bool
    }

    let frame: Frame
    let counts: [Count]
    let search: String
    let state: String
    let procedures: [ChoiceControl.Option]
    let procedure: String
    let rows: [Row]
    var previous: String?
    var next: String?
    /// Promises of the house that don't hold, for those who answer for it.
    var broken: [String] = []
    var webhooks: WebhookAlarm?

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("desk.queue.title"), width: .desk,
            content: """
                <h1>\(say("desk.queue.title"))</h1>
                \(BrokenPromises(say: say, names: broken).html)
                \(webhooks?.html)
                <ul class="counts">\(counts.map(countMarkup))</ul>
                \(filters)
                \(rows.isEmpty ? empty : table)
                \(pages)
                \(KeyHelp(say: say).html)
                """
        ).html
    }

    private var filters: HTML {
        let say = frame.say
        let options = procedures.map { option -> HTML in
            "<option value=\"\(option.value)\"\(attribute: "selected", when: option.value == procedure)>\(option.label)</option>"
        }
        return """
            <form method="get" action="\(frame.link("/desk"))" class="filters" role="search">
            <div><label for="q">\(say("desk.queue.search"))</label>
            <input type="search" id="q" name="q" value="\(search)"></div>
            <div><label for="procedure">\(say("desk.queue.procedure"))</label>
            <select id="procedure" name="procedure"><option value="">\(say("desk.queue.all"))</option>\(options)</select></div>
            <input type="hidden" name="state" value="\(state)">
            \(Button(label: say("desk.queue.filter"), kind: .second).html)
            </form>
            """
    }

    private func countMarkup(_ count: Count) -> HTML {
        """
        <li><a href="\(count.href)"\(attribute: "aria-current", count.isChosen ? "true" : nil)>\(count.label)
        <strong>\(count.count)</strong></a></li>
        """
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("desk.queue.caption", ["count": .integer(Int64(rows.count))]),
            columns: ["reference", "procedure", "person", "state", "since", "appointment"].map {
                .init(title: say("desk.queue.\($0)"))
            },
            rows: rows.map { row in
                [
                    "<a href=\"\(row.href)\" data-row>\(Isolated(row.reference).html)</a>",
                    "\(row.procedure)", "<bdi>\(row.person)</bdi>", Tag(tone: row.tone, text: row.state).html,
                    "\(row.since)", "\(row.appointment)",
                ]
            }
        ).html
    }

    private var pages: HTML {
        guard previous != nil || next != nil else { return "" }
        return """
            <nav class="actions" aria-label="\(frame.say("desk.queue.pages"))">
            \(previous, as: { "<a href=\"\($0)\">\(frame.say("desk.queue.previous"))</a>" })
            \(next, as: { "<a href=\"\($0)\">\(frame.say("desk.queue.next"))</a>" })</nav>
            """
    }

    private var empty: HTML {
        """
        <div class="card empty"><p>\(frame.say("desk.queue.empty"))</p>
        <p><a href="\(frame.link("/desk"))">\(frame.say("desk.queue.clear"))</a></p></div>
        """
    }
}

/// The keys of the desk, also opened by "?".
struct KeyHelp: Sendable {
    let say: Phrases

    var html: HTML {
        let keys = ["next", "previous", "open", "search"].map { name -> HTML in
            "<div><dt><kbd>\(say("desk.keys.\(name)_key"))</kbd></dt><dd>\(say("desk.keys.\(name)"))</dd></div>"
        }
        return """
            <details data-keys><summary>\(say("desk.keys.title"))</summary><dl class="summary">\(keys)</dl></details>
            """
    }
}
