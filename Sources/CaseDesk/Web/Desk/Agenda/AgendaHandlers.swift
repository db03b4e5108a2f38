import Channels
import Declared
import Hummingbird
import Scheduler

/// A post's agenda on the desk: edited as text or by small forms, looked at with its effect, published, rolled back.
enum AgendaHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/agenda", .agent, edit),
        .post("/{locale}/desk/agenda", .agent, change),
        .post("/{locale}/desk/agenda/publication", .agent, publish),
        .get("/{locale}/desk/agenda/history", .agent, history),
        .get("/{locale}/desk/agenda/versions/{version}", .agent, version),
        .get("/{locale}/desk/agenda/versions/{version}/agenda.yaml", .agent, export),
    ]

    private static func edit(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        try await web.note("agenda.viewed", of: editing.object, by: editing.agent)
        let page = try await AgendaEditorPage(editing, text: editing.current.text, web: web)
        return .page(page.html)
    }

    /// One form with several buttons; whatever is pressed, the text that was typed comes along.
    private static func change(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        let form = AgendaForm(web.form, locales: web.site.catalogue.locales)
        switch form.press {
        case .preview:
            return try await preview(form.text, editing, web)
        case .again:
            return .page(try await AgendaEditorPage(editing, text: form.text, form: form, web: web).html)
        case .edit:
            return try await apply(form, editing, web)
        }
    }

    private static func apply(
        _ form: AgendaForm, _ editing: AgendaEditing, _ web: WebRequest
    ) async throws -> Response {
        var page = try await AgendaEditorPage(editing, text: form.text, form: form, web: web)
        do {
            let today = editing.post.zone.wall(at: web.stories.clock.now).date
            var text = form.text
            for edit in try form.edits(on: editing.read(text, web).agenda, today: today) {
                text = try edit.apply(to: text, of: editing.current.source, today: today)
            }
            page = try await AgendaEditorPage(editing, text: text, web: web)
            page.done = web.say("desk.agenda.changed")
            return .page(page.html)
        } catch let mistake as AgendaForm.Mistake {
            page.errors = [FieldError(control: mistake.control, text: web.say("desk.agenda.\(mistake.code)"))]
        } catch let refusal as AgendaEdit.Refusal {
            page.errors = [FieldError(control: "text", text: web.say("desk.agenda.\(refusal.code)"))]
            if refusal == .unsound {
                page.findings = editing.read(form.text, web).findings
                page.errors = []
            }
        }
        return .page(page.html, status: .unprocessableContent)
    }

    private static func preview(
        _ text: String, _ editing: AgendaEditing, _ web: WebRequest, noteMissing: Bool = false
    ) async throws -> Response {
        let (agenda, findings) = try await editing.sound(text, web)
        guard let agenda else {
            var page = try await AgendaEditorPage(editing, text: text, web: web)
            page.findings = findings
            return .page(page.html, status: .unprocessableContent)
        }
        let base = web.form["base"]
        guard base.isEmpty || base == editing.current.hash else {
            return try await lost(text, web)
        }
        let effect = try await web.stories.agendaDesk.effect(of: agenda, at: editing.post)
        try await web.note(
            "agenda.previewed", of: editing.object, by: editing.agent,
            ["hash": AgendaVersion.hash(of: text), "unfit": String(effect.unfit.count)])
        let page = AgendaEffectPage(
            editing, effect, text: text, remarks: findings, noteMissing: noteMissing, web: web)
        return .page(page.html, status: noteMissing ? .unprocessableContent : .ok)
    }

    private static func publish(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        let text = AgendaForm(web.form, locales: []).text
        let note = String(web.form["note"].prefix(500))
        guard try await editing.sound(text, web).agenda != nil else {
            return try await preview(text, editing, web)
        }
        guard !note.isEmpty else { return try await preview(text, editing, web, noteMissing: true) }
        do {
            let version = try await web.stories.agendaDesk.publish(
                text, over: editing.current, base: web.form["base"], note: note, by: editing.agent)
            return .seeOther(editing.link("/versions/\(version.number)", web))
        } catch is AgendaConflict {
            return try await lost(text, web)
        }
    }

    /// What others published meanwhile, and what was typed, to be looked at again from there.
    private static func lost(_ text: String, _ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        var what = web.say("desk.agenda.file_counts")
        if case .version(let version) = editing.current.standing {
            what = try await editing.said(of: version, web)
        }
        var page = try await AgendaEditorPage(editing, text: text, web: web)
        page.base = editing.current.hash
        page.conflict = AgendaEditorPage.Conflict(
            what: what, difference: TextDifference(from: editing.current.text, to: text))
        return .page(page.html, status: .conflict)
    }

    private static func history(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        try await web.note("agenda.history", of: editing.object, by: editing.agent)
        return .page(try await AgendaHistoryPage(editing, web: web).html)
    }

    private static func version(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        let number = try number(web)
        guard let page = try await AgendaVersionPage(number, editing, web: web) else {
            throw WebFailure.notFound
        }
        try await web.note(
            "agenda.viewed", of: editing.object, by: editing.agent, ["version": String(number)])
        return .page(page.html)
    }

    private static func export(_ web: WebRequest) async throws -> Response {
        let editing = try await AgendaEditing.load(web)
        let number = try number(web)
        guard let text = try await web.stories.agendaDesk.text(number, of: editing.current) else {
            throw WebFailure.notFound
        }
        try await web.note(
            "agenda.exported", of: editing.object, by: editing.agent, ["version": String(number)])
        return .file(Array(text.utf8), type: "application/yaml; charset=utf-8", name: "agenda.yaml")
    }

    private static func number(_ web: WebRequest) throws -> Int {
        guard let number = Int(try web.parameter("version")), number >= 0 else { throw WebFailure.notFound }
        return number
    }
}

/// A supervisor before the agenda of a post.
struct AgendaEditing: Sendable {
    let agent: Agent
    let post: PostProfile
    let current: CurrentAgenda

    static func load(_ web: WebRequest) async throws -> AgendaEditing {
        let agent = try web.agent(withAnyOf: [.supervisor])
        let post = try web.deskPost(of: agent)
        guard let current = try await web.stories.agendaDesk.current(at: post) else {
            throw WebFailure.notFound
        }
        return AgendaEditing(agent: agent, post: post, current: current)
    }

    var object: String { "post/\(post.id)" }

    /// A page of this agenda; whoever works for several posts stays at this one.
    func link(_ path: String, _ web: WebRequest) -> String {
        web.link("/desk/agenda\(path)") + (agent.post == nil ? "?post=\(post.id)" : "")
    }

    func read(_ text: String, _ web: WebRequest) -> (agenda: Agenda?, findings: [Finding]) {
        web.stories.agendaDesk.read(text, for: current, at: post)
    }

    /// The same, and nothing stands in its way.
    func sound(
        _ text: String, _ web: WebRequest
    ) async throws -> (agenda: Agenda?, findings: [Finding]) {
        let (agenda, findings) = read(text, web)
        guard let agenda,
            let obstacle = try await web.stories.agendaDesk.obstacle(to: agenda, for: current, at: post)
        else { return (agenda, findings) }
        return (nil, findings + [obstacle])
    }

    /// Who published a version, when and why, in one line.
    func said(of version: AgendaVersion, _ web: WebRequest) async throws -> String {
        var names = PerformerNames(web: web)
        return web.say(
            "desk.agenda.published_by",
            [
                "number": .integer(Int64(version.number)),
                "when": .text(web.shown(at: post.zone).moment(version.created)),
                "who": .text(try await names.name(of: .agent(version.author))),
                "note": .text(version.note),
            ])
    }
}

extension Optional {
    func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let value = self else { return nil }
        return try await transform(value)
    }
}

extension AgendaEdit.Refusal {
    /// Its words: `desk.agenda.<code>`.
    var code: String {
        switch self {
        case .unsound: "edit_unsound"
        case .alreadyThere: "edit_already_there"
        case .byHand: "edit_by_hand"
        }
    }
}
