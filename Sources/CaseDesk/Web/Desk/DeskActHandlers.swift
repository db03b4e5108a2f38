import Channels
import Declared
import Hummingbird

/// An arrow of the flow, taken by an agent: what it needs to know, what the person will receive, then the act.
enum DeskActHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/d/{dossier}/act/{action}", .agent, ask),
        .post("/{locale}/desk/d/{dossier}/act/{action}/preview", .agent, preview),
        .post("/{locale}/desk/d/{dossier}/act/{action}", .agent, perform),
    ]

    private static func ask(_ web: WebRequest) async throws -> Response {
        let act = try await DeskAct.load(web)
        guard act.asks else { return .page(try await ActPreviewPage(act, ActEntry(), web: web).html) }
        return .page(ActPage(act, ActEntry(), errors: [], web: web).html)
    }

    private static func preview(_ web: WebRequest) async throws -> Response {
        let act = try await DeskAct.load(web)
        let entry = ActEntry(web.form)
        let errors = act.errors(in: entry, say: web.say)
        guard errors.isEmpty else {
            return .page(
                ActPage(act, entry, errors: errors, web: web).html, status: .unprocessableContent)
        }
        return .page(try await ActPreviewPage(act, entry, web: web).html)
    }

    private static func perform(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        guard let id = Flow.Action.ID(try web.parameter("action")),
            let action = desk.procedure.flow.action(id)
        else { throw WebFailure.notFound }
        let act = DeskAct(desk: desk, action: action, missing: [])
        let entry = ActEntry(web.form)
        let errors = act.errors(in: entry, say: web.say)
        guard errors.isEmpty else {
            return .page(
                ActPage(act, entry, errors: errors, web: web).html, status: .unprocessableContent)
        }
        let move = DossierMove(
            action.id, by: .agent(desk.agent.id), as: desk.agent.actors, reason: entry.reason,
            note: entry.note.isEmpty ? nil : entry.note, pieces: entry.pieces,
            revision: Int(web.form["revision"]))
        do {
            try await web.stories.dossiers.perform(move, on: desk.dossier.id)
            return .seeOther(desk.done(.act, web))
        } catch DossierRefusal.movedOn(let event) {
            // The same button pressed twice: the first press was ours.
            if event.performer == move.performer, event.kind == .moved(action.id) {
                return .seeOther(desk.done(.act, web))
            }
            let page = try await LostRacePage(event, desk: desk, title: action.label[web.locale], web: web)
            return .page(page.html, status: .conflict)
        } catch DossierRefusal.notReady(let missing) {
            let blocked = DeskAct(desk: desk, action: action, missing: missing)
            return .page(try await ActPreviewPage(blocked, entry, web: web).html, status: .conflict)
        }
    }
}

/// An arrow that this agent may take from where the dossier stands.
struct DeskAct: Sendable {
    let desk: DeskDossier
    let action: Flow.Action
    let missing: [Flow.Guard]

    /// An arrow that isn't open any more leads back to the dossier as a page that isn't there.
    static func load(_ web: WebRequest) async throws -> DeskAct {
        let desk = try await DeskDossier.load(web)
        let id = Flow.Action.ID(try web.parameter("action"))
        let choices = try await web.stories.dossiers.choices(for: desk.agent.actors, on: desk.dossier)
        if let choice = choices.first(where: { $0.action.id == id }) {
            return DeskAct(desk: desk, action: choice.action, missing: choice.missing)
        }
        let exists = id.flatMap { desk.procedure.flow.action($0) } != nil
        throw exists ? WebFailure.forbidden : WebFailure.notFound
    }

    var asks: Bool { !action.reasons.isEmpty || asksForPieces }
    var asksForPieces: Bool { action.effects.contains(.requestCorrection) }
    var asksForNote: Bool { asks && !action.notify.isEmpty }
    var path: String { "\(desk.path)/act/\(action.id)" }

    func errors(in entry: ActEntry, say: Phrases) -> [FieldError] {
        var errors: [FieldError] = []
        if !action.reasons.isEmpty, entry.reason.map(action.reasons.contains) != true {
            errors.append(FieldError(control: "reason", text: say("desk.act.reason_missing")))
        }
        return errors
    }
}

/// What an agent filled in before an act.
struct ActEntry: Sendable {
    var reason: Flow.Reason.ID?
    var pieces: [PieceRequirement.ID] = []
    var note = ""

    init() {}

    init(_ form: FormBody) {
        reason = Flow.Reason.ID(form["reason"])
        pieces = form.all("piece").compactMap { PieceRequirement.ID($0) }
        note = String(Field.tidy(form["note"], multiline: true).prefix(2_000))
    }

    /// To be sent again by the page that shows what will happen.
    var fields: [(name: String, value: String)] {
        let reasons = reason.map { [(name: "reason", value: $0.text)] } ?? []
        return reasons + pieces.map { (name: "piece", value: $0.text) } + [(name: "note", value: note)]
    }
}
