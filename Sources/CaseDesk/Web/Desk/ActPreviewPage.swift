import Channels
import Declared

/// What will happen and what the person will receive, word for word; one press does it.
struct ActPreviewPage: Sendable {
    struct Preview: Sendable {
        let medium: String
        let text: String
    }

    let frame: Frame
    let reference: String
    let title: String
    let action: String
    let back: String
    /// Chosen before, sent along again.
    let fields: [(name: String, value: String)]
    let summary: [(label: String, value: String)]
    let previews: [Preview]
    let kind: Button.Kind
    /// Why it can't be done now.
    var blocked: String?

    var html: HTML {
        let say = frame.say
        let lines = summary.map { SummaryList.Row(label: $0.label, value: "<bdi>\($0.value)</bdi>") }
        return Layout(
            frame: frame, title: "\(title) · \(reference)", width: .desk, back: back,
            content: """
                <div class="narrow-form">
                <h1>\(title) · \(Isolated(reference).html)</h1>
                \(blocked, as: { Notice(tone: .warning, title: $0).html })
                \(lines.isEmpty ? nil : SummaryList(say: say, rows: lines).html)
                \(previewMarkup)
                \(blocked == nil ? form : nil)
                <p><a href="\(back)">\(say("desk.act.leave"))</a></p>
                </div>
                """
        ).html
    }

    private var form: HTML {
        let hidden = fields.map { field -> HTML in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">"
        }
        return PostForm(
            frame: frame, action: action,
            content: "\(hidden)<div class=\"actions\">\(Button(label: title, kind: kind).html)</div>"
        ).html
    }

    private var previewMarkup: HTML {
        guard !previews.isEmpty else {
            return "<p class=\"muted\">\(frame.say("desk.act.nothing_sent"))</p>"
        }
        let sheets = previews.map { preview -> HTML in
            """
            <h3>\(preview.medium)</h3>
            <div class="sheet" dir="auto" tabindex="0" role="region" aria-label="\(preview.medium)">\(preview.text)</div>
            """
        }
        return "<h2>\(frame.say("desk.act.preview"))</h2>\(sheets)"
    }
}

extension ActPreviewPage {
    init(_ act: DeskAct, _ entry: ActEntry, web: WebRequest) async throws {
        let desk = act.desk
        let reason = entry.reason.flatMap { desk.procedure.flow.reason($0)?.label[web.locale] }
        let pieces = entry.pieces.compactMap { desk.procedure.piece($0)?.label[web.locale] }
        var summary: [(label: String, value: String)] = []
        if let reason { summary.append((web.say("desk.act.reason"), reason)) }
        if !pieces.isEmpty {
            summary.append((web.say("desk.act.pieces"), web.site.words.show(.list(pieces), in: web.locale)))
        }
        if !entry.note.isEmpty { summary.append((web.say("desk.act.note"), entry.note)) }
        self.init(
            frame: web.frame, reference: desk.dossier.reference.description,
            title: act.action.label[web.locale], action: web.link(act.path), back: web.link(desk.path),
            fields: entry.fields + [(name: "revision", value: String(desk.dossier.revision))],
            summary: summary, previews: try await Self.previews(act, entry, web: web),
            kind: act.action.buttonKind,
            blocked: web.blocked(by: act.missing))
    }

    private static func previews(_ act: DeskAct, _ entry: ActEntry, web: WebRequest) async throws -> [Preview]
    {
        try await web.stories.news.preview(
            act.action, of: act.desk.dossier, act.desk.procedure, reason: entry.reason, note: entry.note,
            in: web.stories.postgres
        ).map { Preview(medium: web.say("messages.medium.\($0.medium.rawValue)"), text: $0.text) }
    }
}

/// Somebody was first: what they did, and the way to see it.
struct LostRacePage: Sendable {
    let frame: Frame
    let reference: String
    let title: String
    let back: String
    let entry: Timeline.Entry

    var html: HTML {
        Layout(
            frame: frame, title: "\(title) · \(reference)", width: .desk, back: back,
            content: """
                <div class="narrow-form"><h1>\(title) · \(Isolated(reference).html)</h1>
                \(Notice(tone: .warning, title: frame.say("desk.act.other_state"), content: Timeline(entries: [entry]).html).html)
                <div class="actions">\(ButtonLink(label: frame.say("desk.arrival.open"), href: back).html)</div></div>
                """
        ).html
    }
}

extension LostRacePage {
    init(_ event: DossierEvent, desk: DeskDossier, title: String, web: WebRequest) async throws {
        var names = PerformerNames(web: web)
        let reason = event.reason.flatMap { desk.procedure.flow.reason($0)?.label[web.locale] }
        self.init(
            frame: web.frame, reference: desk.dossier.reference.description, title: title,
            back: web.link(desk.path),
            entry: Timeline.Entry(
                when: web.shown(at: desk.post.zone).moment(event.at),
                what: event.text(in: desk.procedure.flow, web: web),
                who: try await names.name(of: event.performer), details: [reason].compactMap(\.self)))
    }
}
