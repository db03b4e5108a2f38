import Channels
import Declared
import Hummingbird
import Scheduler

/// "Mes démarches", and one request with everything around it.
enum DossierHandlers {
    static let routes: [Route] = [
        .get("/{locale}/requests", .citizen, requests),
        .get("/{locale}/d/{dossier}", .citizen, show),
        .get("/{locale}/d/{dossier}/documents/{document}", .citizen, document),
    ]

    private static func requests(_ web: WebRequest) async throws -> Response {
        var entries: [RequestsPage.Entry] = []
        for dossier in try await web.stories.dossiers.all(of: web.person) {
            let procedure = try await web.stories.dossiers.procedure(of: dossier)
            let zone = try web.zone(of: dossier)
            let state = procedure.flow.state(dossier.state)
            entries.append(
                .init(
                    href: web.link("/d/\(dossier.id)"), title: procedure.title[web.locale],
                    reference: dossier.submittedAt.map { _ in dossier.reference.description },
                    state: state?.label[web.locale] ?? "", tone: dossier.tone,
                    changed: web.say(
                        "web.requests.changed",
                        ["date": .text(web.shown(at: zone).date(dossier.submittedAt ?? dossier.startedAt))])))
        }
        return .page(RequestsPage(frame: web.frame, entries: entries).html)
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        guard draft.dossier.submittedAt != nil else { return .seeOther(web.link("\(draft.path)/form")) }
        return .page(try await DossierPage(draft, web: web).html)
    }

    /// The signed file, to its holder alone.
    private static func document(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        let documents = web.stories.documents
        let wanted = try web.parameter("document")
        let issued = try await documents.documents(of: draft.dossier.id.text, in: web.stories.postgres)
        guard let document = issued.first(where: { $0.id == wanted }) else { throw WebFailure.notFound }
        return .file(
            try await documents.file(of: document), type: "application/pdf",
            name: "\(document.kind)-\(document.lastFour).pdf")
    }
}

extension WebRequest {
    func zone(of dossier: Dossier) throws(WebFailure) -> Zone {
        guard let post = site.catalogue.post(dossier.post) else { throw .unexpected }
        return post.zone
    }
}

extension Dossier {
    /// Colour beside the state's own word.
    var tone: Tone {
        switch clock {
        case .paused: .warning
        case .running: .plain
        case .stopped: .plain
        }
    }
}
