import Channels
import Hummingbird

/// The link in every message about a request. It opens nothing: it sends a fresh code to the contact behind it.
enum LinkHandlers {
    static let routes: [Route] = [
        .get("/{locale}/l/{link}", .anyone, land),
        .post("/{locale}/l/{link}/code", .anyone, send),
    ]

    /// Whoever is inside already goes straight on.
    private static func land(_ web: WebRequest) async throws -> Response {
        guard let (dossier, link) = try await dossier(web) else { return web.spentLink }
        if let person = try? web.person, person == dossier.person {
            return .seeOther(web.link("/d/\(dossier.id)"))
        }
        let reference = dossier.submittedAt.map { _ in dossier.reference.description }
        return .page(
            EnterPage(
                frame: web.frame, action: web.link("/l/\(link.text)/code"),
                title: web.say("web.enter.dossier_title"), reference: reference,
                text: web.say("web.enter.dossier_text"), button: web.say("web.enter.dossier_button")
            ).html)
    }

    private static func send(_ web: WebRequest) async throws -> Response {
        guard let (dossier, _) = try await dossier(web) else { return web.spentLink }
        let destination = "/d/\(dossier.id)"
        let handle = try await web.stories.access.request(
            person: dossier.person, locale: web.locale, destination: destination, from: web.address)
        return web.toCode(handle, destination: destination)
    }

    private static func dossier(_ web: WebRequest) async throws -> (Dossier, Token)? {
        guard let token = Token(try web.parameter("link")),
            let link = try await web.stories.links.resolve(token, in: web.stories.postgres),
            link.purpose == .dossier, let id = Dossier.ID(link.object),
            let dossier = try await web.stories.dossiers.load(id)
        else { return nil }
        return (dossier, token)
    }
}
