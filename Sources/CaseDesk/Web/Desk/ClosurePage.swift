import Channels
import Scheduler

/// Where a supervisor closes a desk group, and what was closed before.
struct ClosurePage: Sendable {
    struct Run: Sendable {
        let href: String
        let group: String
        let when: String
        let reason: String
    }

    let frame: Frame
    let zone: String
    let groups: [String]
    /// Code and name of each of the ministry's languages.
    let languages: [(code: String, name: String)]
    let entry: ClosureEntry
    let runs: [Run]
    let action: String

    var mayClose = true

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("displacement.desk.title"), width: .desk, failed: !entry.errors.isEmpty,
            content: """
                \(ErrorSummary(say: say, errors: entry.errors).html)
                <h1>\(say("displacement.desk.title"))</h1>
                \(mayClose ? form : "")
                \(runs.isEmpty ? "" : table)
                """
        ).html
    }

    private var form: HTML {
        let say = frame.say
        let reasons = DisplacementCause.Reason.allCases.map { reason in
            ChoiceControl.Option(value: reason.rawValue, label: say("displacement.reason.\(reason.rawValue)"))
        }
        return """
            <div class="narrow-form"><p>\(say("displacement.desk.lead", ["zone": .text(zone)]))</p>
            \(PostForm(frame: frame, action: action, content: """
                \(SelectControl(
                    id: "group", label: say("displacement.desk.group"),
                    options: groups.map { .init(value: $0, label: $0) }, chosen: entry["group"],
                    error: entry.errors.text(for: "group")).html)
                \(line("from_date", "date"))\(line("from_time", "time"))
                \(line("to_date", "date"))\(line("to_time", "time"))
                \(SelectControl(
                    id: "reason", label: say("displacement.desk.reason"), options: reasons,
                    chosen: entry["reason"], error: entry.errors.text(for: "reason")).html)
                \(languages.map(words))
                <div class="actions">\(Button(label: say("displacement.desk.see")).html)</div>
                """).html)</div>
            """
    }

    private func line(_ id: String, _ type: String) -> HTML {
        TextControl(
            id: id, label: frame.say("displacement.desk.\(id)"), value: entry[id], kind: .line(type: type),
            error: entry.errors.text(for: id), leftToRight: true
        ).html
    }

    private func words(_ language: (code: String, name: String)) -> HTML {
        let id = ClosureEntry.words(language.code)
        return TextControl(
            id: id, label: frame.say("displacement.desk.words", ["language": .text(language.name)]),
            value: entry[id], error: entry.errors.text(for: id)
        ).html
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("displacement.desk.runs"),
            columns: ["when", "group", "reason"].map { .init(title: say("displacement.desk.\($0)")) },
            rows: runs.map { run in
                ["<a href=\"\(run.href)\" data-row>\(run.when)</a>", "\(run.group)", "\(run.reason)"]
            }
        ).html
    }
}

/// What a closure would do, before it does it.
struct ClosurePreviewPage: Sendable {
    let frame: Frame
    let when: String
    let group: String
    let reason: String
    let count: Int
    let placed: Int
    let days: Int
    let people: [DisplacedRow]
    /// What goes back with the form.
    let entry: ClosureEntry
    let once: String
    let action: String
    let back: String

    var html: HTML {
        let say = frame.say
        let fields = entry.values.sorted { $0.key < $1.key }.map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        let counts = say(
            "displacement.desk.counts",
            [
                "count": .integer(Int64(count)), "placed": .integer(Int64(placed)),
                "days": .integer(Int64(days)),
            ])
        return Layout(
            frame: frame, title: say("displacement.desk.preview"), width: .desk, back: back,
            content: """
                <h1>\(say("displacement.desk.preview"))</h1>
                <p class="lead"><strong>\(when)</strong> · \(group) · \(reason)</p>
                \(Notice(tone: count == 0 ? .plain : .warning, title: counts, content: """
                    <p>\(say("displacement.desk.estimate"))</p>
                    """).html)
                \(people.isEmpty ? "" : DisplacedRow.table(people, of: count, frame))
                \(PostForm(frame: frame, action: action, content: """
                    \(fields)<input type="hidden" name="once" value="\(once)">
                    <div class="actions">\(Button(
                        label: say("displacement.desk.confirm"), kind: .danger).html)
                    <a href="\(back)">\(say("desk.act.leave"))</a></div>
                    """).html)
                """
        ).html
    }
}

/// How far a displacement has come.
struct DisplacementPage: Sendable {
    let frame: Frame
    let when: String
    let group: String
    let reason: String
    /// Words and figure, in the order in which they are read.
    let figures: [(label: String, count: Int)]
    /// How many it concerns; those on the page are the first of them.
    let count: Int
    let people: [DisplacedRow]
    let back: String

    var html: HTML {
        let say = frame.say
        let rows = figures.map { SummaryList.Row(label: $0.label, value: "<strong>\($0.count)</strong>") }
        return Layout(
            frame: frame, title: say("displacement.desk.progress"), width: .desk, back: back,
            content: """
                <h1>\(say("displacement.desk.progress"))</h1>
                <p class="lead"><strong>\(when)</strong> · \(group) · \(reason)</p>
                \(SummaryList(say: say, rows: rows).html)
                \(people.isEmpty
                    ? "<div class=\"card empty\"><p>\(say("displacement.desk.nobody"))</p></div>"
                    : DisplacedRow.table(people, of: count, frame))
                """
        ).html
    }
}

/// Somebody who is or would be displaced.
struct DisplacedRow: Sendable {
    let reference: String
    let href: String?
    let person: String
    let pool: String
    let when: String
    let state: String
    var tone = Tone.plain

    /// A page shows at most so many: it stays light.
    static let most = 100

    static func table(_ rows: [DisplacedRow], of count: Int, _ frame: Frame) -> HTML {
        let say = frame.say
        let shown = ["count": TemplateValue.integer(Int64(count)), "shown": .integer(Int64(rows.count))]
        let caption = rows.count == count ? "displacement.desk.people" : "displacement.desk.first_people"
        return Table(
            caption: say(caption, shown),
            columns: ["reference", "person", "pool", "appointment", "state"].map {
                .init(title: say("displacement.desk.\($0)"))
            },
            rows: rows.map { row in
                [
                    row.href.map { "<a href=\"\($0)\" data-row>\(Isolated(row.reference).html)</a>" }
                        ?? Isolated(row.reference).html,
                    "<bdi>\(row.person)</bdi>", "\(row.pool)", "\(row.when)",
                    Tag(tone: row.tone, text: row.state).html,
                ]
            }
        ).html
    }
}
