import Channels
import Declared
import Scheduler

/// What a change of the agenda would do, before anybody is touched by it; one press publishes it.
struct AgendaEffectPage: Sendable {
    struct Row: Sendable {
        let cells: [HTML]
    }

    let frame: Frame
    let post: String
    let counts: [(label: String, value: String)]
    let weeks: [Row]
    let days: [Row]
    /// Days that change beyond those listed.
    let moreDays: Int
    let unfit: [Row]
    let difference: TextDifference
    let remarks: [Finding]
    let text: String
    let base: String
    let action: String
    let publication: String
    let noteMissing: Bool

    var html: HTML {
        let say = frame.say
        let errors =
            noteMissing ? [FieldError(control: "note", text: say("desk.agenda.note_missing"))] : []
        let title = "\(say("desk.agenda.effect")) · \(post)"
        return Layout(
            frame: frame, title: title, width: .desk, failed: noteMissing,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(title)</h1>
                \(weeks.isEmpty && days.isEmpty && unfit.isEmpty ? Notice(tone: .plain, title: say("desk.agenda.no_effect")).html : nil)
                \(SummaryList(say: say, rows: counts.map { .init(label: $0.label, value: "\($0.value)") }).html)
                \(unfit.isEmpty ? nil : unfitMarkup)
                \(table("weeks", ["week", "service", "before", "after", "change"], weeks))
                \(table("days", ["day", "group", "before", "after"], days))
                \(moreDays > 0 ? "<p>\(say("desk.agenda.more_days", ["count": .integer(Int64(moreDays))]))</p>" : nil)
                \(remarksMarkup)
                <details><summary>\(say("desk.agenda.differences"))</summary>
                \(DifferenceMarkup(say: say, difference: difference).html)</details>
                \(publishForm(errors))
                \(PostForm(frame: frame, action: action, content: """
                    \(hidden)<div class="actions">\(Button(
                        label: say("desk.agenda.again"), kind: .second, name: "act", value: "again").html)</div>
                    """).html)
                """
        ).html
    }

    private var hidden: HTML {
        """
        <input type="hidden" name="text" value="\(text)"><input type="hidden" name="base" value="\(base)">
        """
    }

    private func publishForm(_ errors: [FieldError]) -> HTML {
        let say = frame.say
        return PostForm(
            frame: frame, action: publication,
            content: """
                \(hidden)
                \(TextControl(
                    id: "note", label: say("desk.agenda.note"), hint: say("desk.agenda.note_hint"),
                    error: errors.text(for: "note"), autocomplete: "off").html)
                <div class="actions">\(Button(
                    label: say("desk.agenda.publish"), kind: unfit.isEmpty ? .primary : .danger).html)</div>
                """
        ).html
    }

    private var unfitMarkup: HTML {
        """
        \(Notice(tone: .warning, title: frame.say("desk.agenda.unfit"), content: "<p>\(frame.say("desk.agenda.unfit_text"))</p>").html)
        \(table("unfit_list", ["time", "service", "length"], unfit))
        """
    }

    private var remarksMarkup: HTML {
        guard !remarks.isEmpty else { return "" }
        let items = remarks.map { remark -> HTML in
            "<li lang=\"en\" dir=\"ltr\">\(remark.line): \(remark.what). \(remark.mend)</li>"
        }
        return Notice(
            tone: .plain, title: frame.say("desk.agenda.remarks"), content: "<ul>\(items)</ul>"
        ).html
    }

    private func table(_ name: String, _ columns: [String], _ rows: [Row]) -> HTML {
        guard !rows.isEmpty else { return "" }
        return Table(
            caption: frame.say("desk.agenda.\(name)"),
            columns: columns.map { .init(title: frame.say("desk.agenda.column.\($0)")) },
            rows: rows.map(\.cells)
        ).html
    }
}

extension AgendaEffectPage {
    /// Days and appointments listed one by one; beyond, only their number is told.
    private static let listed = 60

    init(
        _ editing: AgendaEditing, _ effect: AgendaEffect, text: String, remarks: [Finding],
        noteMissing: Bool, web: WebRequest
    ) {
        let say = web.say
        let shown = web.shown(at: editing.post.zone)
        let numbers = [
            ("gained", effect.gained), ("lost", effect.lost), ("changed_days", effect.days.count),
            ("unfit_count", effect.unfit.count),
        ]
        self.init(
            frame: web.frame, post: editing.post.city[web.locale],
            counts: numbers.map { (say("desk.agenda.\($0.0)"), String($0.1)) },
            weeks: effect.weeks.prefix(Self.listed).map { week in
                let change = week.after - week.before
                return Row(cells: [
                    "\(shown.date(week.monday))", "\(week.service)", "\(week.before)", "\(week.after)",
                    Isolated(change > 0 ? "+\(change)" : "−\(-change)").html,
                ])
            },
            days: effect.days.prefix(Self.listed).map { day in
                Row(cells: [
                    "\(shown.date(day.date))", "\(day.group)", "\(AgendaHours.text(day.before, say))",
                    "\(AgendaHours.text(day.after, say))",
                ])
            },
            moreDays: max(0, effect.days.count - Self.listed),
            unfit: effect.unfit.prefix(Self.listed).map { place in
                let minutes = (place.end - place.start).wholeMilliseconds / 60_000
                return Row(cells: [
                    "\(web.moment(of: place))", "\(place.service)",
                    "\(say("desk.agenda.minutes", ["count": .integer(minutes)]))",
                ])
            },
            difference: TextDifference(from: editing.current.text, to: text), remarks: remarks, text: text,
            base: web.form.has("base") ? web.form["base"] : editing.current.hash,
            action: editing.link("", web), publication: editing.link("/publication", web),
            noteMissing: noteMissing)
    }
}
