import Channels
import Hummingbird
import Scheduler

/// Save and come back later: a message with the way back, sent only when the person asks for it.
enum LaterHandlers {
    static let routes: [Route] = [
        .get("/{locale}/d/{dossier}/later", .citizen, show),
        .post("/{locale}/d/{dossier}/later", .citizen) { web in
            try await send(try await Draft.load(web), web)
        },
    ]

    static func send(_ draft: Draft, _ web: WebRequest) async throws -> Response {
        guard draft.dossier.submittedAt == nil else { return .seeOther(web.link(draft.path)) }
        try await web.stories.news.tellSaved(draft.dossier, draft.procedure)
        return .seeOther(web.link("\(draft.path)/later"))
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        guard draft.dossier.submittedAt == nil else { return .seeOther(web.link(draft.path)) }
        let until = draft.dossier.startedAt + Dossier.draftLife
        return .page(
            SavedPage(
                frame: web.frame, until: web.shown(at: try web.zone(of: draft.dossier)).date(until),
                resume: web.link("\(draft.path)/form")
            ).html)
    }
}
