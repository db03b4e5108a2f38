import Channels
import Declared
import Scheduler

/// The agenda's text with small forms beside it; nothing is stored before it is published.
struct AgendaEditorPage: Sendable {
    struct Conflict: Sendable {
        /// Which text counts by now.
        let what: String
        let difference: TextDifference
    }

    struct Links: Sendable {
        let action: String
        let history: String
        let export: String
    }

    let frame: Frame
    let post: String
    /// Which text counts, in words.
    let standing: String
    let isFileNewer: Bool
    let text: String
    var base: String
    let links: Links
    let forms: AgendaSmallForms
    var findings: [Finding] = []
    var errors: [FieldError] = []
    var conflict: Conflict?
    var done: String?

    var html: HTML {
        let say = frame.say
        let title = "\(say("desk.agenda.title")) · \(post)"
        return Layout(
            frame: frame, title: title, width: .desk, failed: !findings.isEmpty || !errors.isEmpty,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                \(findings.isEmpty ? nil : AgendaFindings(say: say, findings: findings, text: text).html)
                <h1>\(title)</h1>
                \(done, as: { Notice(tone: .success, title: $0, content: "<p>\(say("desk.agenda.not_yet"))</p>").html })
                \(conflict, as: conflictMarkup)
                <p>\(standing)</p>
                \(isFileNewer ? Notice(tone: .warning, title: say("desk.agenda.file_newer")).html : nil)
                <p class="actions"><a href="\(links.history)">\(say("desk.agenda.history"))</a>
                <a href="\(links.export)">\(say("desk.agenda.export"))</a></p>
                \(PostForm(frame: frame, action: links.action, content: form).html)
                """
        ).html
    }

    private var form: HTML {
        let say = frame.say
        return """
            <input type="hidden" name="base" value="\(base)">
            <div class="field"><label for="text">\(say("desk.agenda.text"))</label>
            <span class="hint" id="text-hint">\(say("desk.agenda.text_hint"))</span>
            <textarea id="text" name="text" class="yaml" rows="26" dir="ltr" spellcheck="false" wrap="off"\
             aria-describedby="text-hint"\(attribute: "aria-invalid", findings.isEmpty ? nil : "true")>
            \(text)</textarea></div>
            <div class="actions">\(Button(label: say("desk.agenda.see"), name: "act", value: "preview").html)</div>
            \(forms.html(say, errors))
            """
    }

    private func conflictMarkup(_ conflict: Conflict) -> HTML {
        Notice(
            tone: .warning, title: frame.say("desk.agenda.conflict"),
            content: """
                <p>\(conflict.what)</p>
                <p>\(frame.say("desk.agenda.conflict_text"))</p>
                \(DifferenceMarkup(say: frame.say, difference: conflict.difference).html)
                """
        ).html
    }
}

extension AgendaEditorPage {
    init(_ editing: AgendaEditing, text: String, form: AgendaForm? = nil, web: WebRequest) async throws {
        let standing = editing.current.standing
        var said = web.say("desk.agenda.file_counts")
        if case .version(let version) = standing { said = try await editing.said(of: version, web) }
        var isFileNewer = false
        if case .changedFile = standing { isFileNewer = true }
        let agenda = editing.read(text, web).agenda
        let today = editing.post.zone.wall(at: web.stories.clock.now).date
        self.init(
            frame: web.frame, post: editing.post.city[web.locale], standing: said, isFileNewer: isFileNewer,
            text: text, base: web.form.has("base") ? web.form["base"] : editing.current.hash,
            links: Links(
                action: editing.link("", web), history: editing.link("/history", web),
                export: editing.link("/versions/\(standing.number)/agenda.yaml", web)),
            forms: AgendaSmallForms(
                groups: agenda?.groups ?? [], locales: web.site.languages, form: form,
                holidays: AgendaHolidayForm(agenda, today: today, form: form)))
    }
}

/// Mistakes of a text, each at its line, with what to do; the same as `guichet check` says.
struct AgendaFindings: Sendable {
    let say: Phrases
    let findings: [Finding]
    let text: String

    var html: HTML {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let items = findings.map { finding -> HTML in
            let line = lines.indices.contains(finding.line - 1) ? String(lines[finding.line - 1]) : ""
            return """
                <li><a href="#text">\(say("desk.agenda.line", ["number": .integer(Int64(finding.line))]))</a>
                <code dir="ltr">\(line)</code>
                <p lang="en" dir="ltr">\(finding.what). <strong>\(finding.mend)</strong></p></li>
                """
        }
        return """
            <div class="summary-of-errors" role="alert" tabindex="-1" data-focus aria-labelledby="findings-title">
            <h2 id="findings-title">\(say("desk.agenda.findings"))</h2><ul>\(items)</ul></div>
            """
    }
}

/// What left and what came, line by line; signs say it, colours only repeat it.
struct DifferenceMarkup: Sendable {
    let say: Phrases
    let difference: TextDifference

    var html: HTML {
        guard !difference.isEmpty else { return "<p>\(say("desk.agenda.same_text"))</p>" }
        let lines = difference.lines.map { line -> HTML in
            switch line {
            case .kept(let text): "  \(text)\n"
            case .left(let text): "<del>− \(text)</del>\n"
            case .came(let text): "<ins>+ \(text)</ins>\n"
            case .skipped: "⋯\n"
            }
        }
        return """
            <pre class="sheet diff" dir="ltr" tabindex="0" role="region" aria-label="\(say("desk.agenda.differences"))">\(lines)</pre>
            """
    }
}
