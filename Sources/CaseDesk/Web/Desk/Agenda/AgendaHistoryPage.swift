import Channels
import Declared
import Scheduler

/// Every version of a post's agenda, the newest first; the file stands at the end.
struct AgendaHistoryPage: Sendable {
    struct Row: Sendable {
        let number: Int
        let href: String
        let when: String
        let who: String
        let note: String
        let counts: Bool
    }

    let frame: Frame
    let post: String
    let back: String
    let rows: [Row]

    var html: HTML {
        let say = frame.say
        let title = "\(say("desk.agenda.history")) · \(post)"
        return Layout(
            frame: frame, title: title, width: .desk, back: back,
            content: """
                <h1>\(title)</h1>
                \(Table(
                    caption: say("desk.agenda.versions"),
                    columns: ["version", "when", "who", "note", "standing"].map {
                        .init(title: say("desk.agenda.column.\($0)"))
                    },
                    rows: rows.map(cells)).html)
                """
        ).html
    }

    private func cells(_ row: Row) -> [HTML] {
        let say = frame.say
        return [
            "<a href=\"\(row.href)\">\(AgendaVersionPage.name(row.number, say))</a>",
            "\(row.when)", "\(row.who)", "<bdi>\(row.note)</bdi>",
            row.counts ? Tag(tone: .success, text: say("desk.agenda.counts")).html : "",
        ]
    }
}

extension AgendaHistoryPage {
    init(_ editing: AgendaEditing, web: WebRequest) async throws {
        let shown = web.shown(at: editing.post.zone)
        let number = editing.current.standing.number
        var names = PerformerNames(web: web)
        var rows: [Row] = []
        for version in try await web.stories.agendaDesk.history(of: editing.post) {
            rows.append(
                Row(
                    number: version.number, href: editing.link("/versions/\(version.number)", web),
                    when: shown.moment(version.created),
                    who: try await names.name(of: .agent(version.author)), note: version.note,
                    counts: version.number == number))
        }
        rows.append(
            Row(
                number: 0, href: editing.link("/versions/0", web), when: "", who: "", note: "",
                counts: number == 0))
        self.init(
            frame: web.frame, post: editing.post.city[web.locale], back: editing.link("", web), rows: rows)
    }
}

/// One version: what it changed, its text, and the way back to it.
struct AgendaVersionPage: Sendable {
    let frame: Frame
    let title: String
    let said: String
    let counts: Bool
    let difference: TextDifference?
    let text: String
    let back: String
    let export: String
    /// Where its text is looked at with its effect, to be published again.
    let action: String
    let base: String

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: title, width: .desk, back: back,
            content: """
                <h1>\(title)</h1>
                <p>\(said)</p>
                \(counts ? Notice(tone: .success, title: say("desk.agenda.counts")).html : nil)
                <p class="actions"><a href="\(export)">\(say("desk.agenda.export"))</a></p>
                \(counts ? nil : restore)
                \(difference, as: { """
                    <h2>\(say("desk.agenda.changed_lines"))</h2>
                    \(DifferenceMarkup(say: say, difference: $0).html)
                    """ })
                <h2>\(say("desk.agenda.text"))</h2>
                <pre class="sheet" dir="ltr" tabindex="0" role="region" aria-label="\(say("desk.agenda.text"))">\(text)</pre>
                """
        ).html
    }

    private var restore: HTML {
        PostForm(
            frame: frame, action: action,
            content: """
                <input type="hidden" name="text" value="\(text)"><input type="hidden" name="base" value="\(base)">
                <div class="actions">\(Button(
                    label: frame.say("desk.agenda.restore"), kind: .second, name: "act", value: "preview").html)</div>
                """
        ).html
    }

    static func name(_ number: Int, _ say: Phrases) -> String {
        number == 0
            ? say("desk.agenda.the_file") : say("desk.agenda.version", ["number": .integer(Int64(number))])
    }
}

extension AgendaVersionPage {
    /// Nil for a number that was never given.
    init?(_ number: Int, _ editing: AgendaEditing, web: WebRequest) async throws {
        let desk = web.stories.agendaDesk
        guard let text = try await desk.text(number, of: editing.current) else { return nil }
        let version = try await desk.history(of: editing.post).first { $0.number == number }
        let before = number > 0 ? try await desk.text(number - 1, of: editing.current) : nil
        self.init(
            frame: web.frame, title: "\(Self.name(number, web.say)) · \(editing.post.city[web.locale])",
            said: try await version.asyncMap { try await editing.said(of: $0, web) }
                ?? web.say("desk.agenda.file_text"),
            counts: editing.current.standing.number == number,
            difference: before.map { TextDifference(from: $0, to: text) }, text: text,
            back: editing.link("/history", web),
            export: editing.link("/versions/\(number)/agenda.yaml", web), action: editing.link("", web),
            base: editing.current.hash)
    }
}
