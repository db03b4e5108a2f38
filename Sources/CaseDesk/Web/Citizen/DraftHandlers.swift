import Channels
import Declared
import Hummingbird
import Scheduler

/// From the first question to the reference: a draft is filled in step by step, checked, and handed in once.
enum DraftHandlers {
    static let routes: [Route] = [
        .get("/{locale}/procedures/{procedure}/begin", .citizen, begin),
        .get("/{locale}/d/{dossier}/form", .citizen, resume),
        .get("/{locale}/d/{dossier}/form/{step}", .citizen, showStep),
        .post("/{locale}/d/{dossier}/form/{step}", .citizen, saveStep),
        .get("/{locale}/d/{dossier}/check", .citizen, check),
        .post("/{locale}/d/{dossier}/submit", .citizen, submit),
        .get("/{locale}/d/{dossier}/done", .citizen, done),
    ]

    /// Opening it twice finds the draft of the first time: nothing is made that isn't asked for.
    private static func begin(_ web: WebRequest) async throws -> Response {
        let procedure = try web.procedure
        guard let post = web.site.post else { throw WebFailure.notFound }
        do {
            let dossier = try await web.stories.dossiers.start(
                procedure.id, at: post.id, for: web.person, locale: web.locale)
            return .seeOther(web.link("/d/\(dossier.id)/form"))
        } catch DossierRefusal.alreadyOpen(let open) {
            return .seeOther(web.link("/d/\(open)"))
        }
    }

    private static func resume(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        let open = try await web.stories.dossiers.completeness(of: draft.dossier)
        if let step = open.openStep { return .seeOther(web.link("\(draft.path)/form/\(step.id)")) }
        return .seeOther(web.link("\(draft.path)/\(open.missingPieces.isEmpty ? "check" : "pieces")"))
    }

    private static func showStep(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        let (step, index) = try draft.step(named: web.parameter("step"))
        let inputs = step.fields.reduce(into: [String: String]()) { inputs, field in
            inputs.merge(field.inputs(for: draft.dossier.answers[field.id])) { $1 }
        }
        return .page(draft.page(web, step, at: index, inputs: inputs, problems: [:]).html)
    }

    private static func saveStep(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        let (step, index) = try draft.step(named: web.parameter("step"))
        let inputs = web.form.fields.compactMapValues(\.first)
        let entry = try await web.stories.dossiers.save(
            inputs, into: step.id, of: draft.dossier.id, by: .citizen(web.person))
        if web.form.has("_later") { return try await LaterHandlers.send(draft, web) }
        guard entry.isSound else {
            let page = draft.page(web, step, at: index, inputs: inputs, problems: entry.problems)
            return .page(page.html, status: .unprocessableContent)
        }
        let saved = try await Draft.load(web)
        if web.form["_return"] == "check", saved.isFormComplete {
            return .seeOther(web.link("\(draft.path)/check"))
        }
        guard let next = saved.step(after: step.id) else { return .seeOther(web.link(saved.pathAfterForm)) }
        return .seeOther(web.link("\(draft.path)/form/\(next.id)"))
    }

    private static func check(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        let open = try await web.stories.dossiers.completeness(of: draft.dossier)
        guard open.isComplete else { return .seeOther(web.link("\(draft.path)/form")) }
        return .page(try await CheckPage(draft, quote: open.quote, web: web).html)
    }

    /// Pressed twice, or sent again after a lost reply, it answers the same.
    private static func submit(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        do {
            if draft.dossier.submittedAt == nil {
                _ = try await web.stories.dossiers.submit(draft.dossier.id, by: web.person)
                return .seeOther(web.link("\(draft.path)/done"))
            }
            let arrows = draft.procedure.flow.actions(from: draft.dossier.state, by: [.citizen])
            guard let answer = arrows.first(where: { $0.guards.contains(.piecesComplete) }) else {
                return .seeOther(web.link(draft.path))
            }
            let move = DossierMove(answer.id, by: .citizen(try web.person), as: [.citizen])
            try await web.stories.dossiers.perform(move, on: draft.dossier.id)
            return .seeOther(web.link(draft.path))
        } catch DossierRefusal.notReady {
            return .seeOther(web.link("\(draft.path)/form"))
        }
    }

    private static func done(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        guard draft.dossier.submittedAt != nil else { return .seeOther(web.link("\(draft.path)/form")) }
        let wantsPlace = draft.procedure.appointment?.stage == .beforeReview
        let proof = try await web.stories.documents.document(
            of: draft.dossier.id.text, output: "proof-of-deposit", in: web.stories.postgres)
        let next = ["proof", wantsPlace ? "book" : nil, "review"].compactMap(\.self)
        return .page(
            DonePage(
                frame: web.frame, procedure: draft.procedure.title[web.locale],
                reference: draft.dossier.reference.description,
                next: next.map { web.say("web.done.next_\($0)") },
                proofHref: proof.map { web.link("\(draft.path)/documents/\($0.id)") },
                appointmentHref: wantsPlace ? web.link("\(draft.path)/appointment") : nil,
                dossierHref: web.link(draft.path)
            ).html)
    }
}
