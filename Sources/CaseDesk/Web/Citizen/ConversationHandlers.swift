import Channels
import Declared
import Hummingbird

/// What a person writes to the post about their request.
enum ConversationHandlers {
    static let routes: [Route] = [
        .post("/{locale}/d/{dossier}/messages", .citizen, send)
    ]

    /// The form bears a name of its own, so that the same press is written once.
    private static func send(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        guard draft.dossier.submittedAt != nil else { throw WebFailure.notFound }
        let name = web.form["_once"]
        do {
            _ = try await web.stories.conversations.post(
                web.form["message"], from: .citizen(draft.dossier.person), on: draft.dossier,
                request: name.isEmpty ? web.requestID : "\(draft.dossier.id)/\(name)")
            return .seeOther(web.link("\(draft.path)#conversation"))
        } catch let refusal as ConversationRefusal {
            var page = try await DossierPage(draft, web: web)
            page.error = web.say(refusal.key)
            page.typed = web.form["message"]
            return .page(page.html, status: .unprocessableContent)
        }
    }
}
