import Channels
import Hummingbird
import PostgresClient
import Scheduler

/// Addresses that a post doesn't write to any more: a supervisor sees why, and may lift it.
enum SuppressionHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/suppressions", .agent, list),
        .post("/{locale}/desk/suppressions/{suppression}/lifting", .agent, lift),
    ]

    private static func list(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: [.supervisor])
        let post = try web.deskPost(of: agent)
        let shown = web.shown(at: post.zone)
        var rows: [SuppressionsPage.Row] = []
        for entry in try await entries(of: agent, web) {
            let dossier = try await dossier(of: entry, web)
            rows.append(
                SuppressionsPage.Row(
                    kind: web.say("suppression.kind.\(entry.kind.key)"),
                    reference: dossier?.reference.description ?? "",
                    href: dossier.map { web.link("/desk/d/\($0.id)") }, reason: entry.reason,
                    since: shown.moment(entry.since),
                    until: entry.until.map(shown.moment) ?? web.say("suppression.no_end"),
                    action: web.link("/desk/suppressions/\(entry.id)/lifting")))
        }
        try await web.note("suppression.listed", of: "post/\(post.id)", by: agent)
        return .page(SuppressionsPage(frame: web.frame, rows: rows).html)
    }

    private static func lift(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: [.supervisor])
        let id = try web.parameter("suppression")
        guard try await entries(of: agent, web).contains(where: { $0.id == id }) else {
            throw WebFailure.notFound
        }
        let now = web.stories.clock.now
        try await web.stories.postgres.transaction { transaction in
            let lifted = try await Suppression(web.stories.messages)
                .lift(id, by: Performer.agent(agent.id).code, in: transaction)
            guard lifted else { return }
            let entry = AuditEntry(
                performer: .agent(agent.id), act: "suppression.lifted", object: "suppression/\(id)", at: now)
            try await Audit.record(entry, in: transaction)
        }
        return .seeOther(web.link("/desk/suppressions"))
    }

    /// Those of the agent's post: made for it, or begun by a message that it wrote.
    private static func entries(of agent: Agent, _ web: WebRequest) async throws -> [SuppressedAddress] {
        try await Suppression(web.stories.messages).list().filter { entry in
            agent.post == nil || agent.post == entry.post || agent.post == entry.writer
        }
    }

    private static func dossier(of entry: SuppressedAddress, _ web: WebRequest) async throws -> Dossier? {
        guard let id = entry.subject.flatMap({ Dossier.ID($0) }) else { return nil }
        return try await web.stories.dossiers.load(id)
    }
}

extension Suppression.Kind {
    /// As it stands in `locales/`.
    var key: String { rawValue.replacing("-", with: "_") }
}
