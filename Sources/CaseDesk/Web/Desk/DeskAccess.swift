import Hummingbird
import PostgresClient
import Scheduler

extension Role {
    /// Who works on dossiers. An administrator without one of these roles opens none.
    static let caseWork: Set<Role> = [.agent, .cashier, .supervisor]

    var actor: Flow.Actor {
        switch self {
        case .agent: .agent
        case .cashier: .cashier
        case .supervisor: .supervisor
        case .administrator: .administrator
        }
    }
}

extension Agent {
    /// What this agent's roles may do in a flow.
    var actors: Set<Flow.Actor> { Set(roles.map(\.actor)) }

    /// An agent of a post sees that post's dossiers only; one of the central directorate sees all.
    func sees(_ post: PostProfile.ID) -> Bool { self.post == nil || self.post == post.text }
}

extension WebRequest {
    /// The agent, if one of these roles is theirs.
    func agent(withAnyOf roles: Set<Role>) throws(WebFailure) -> Agent {
        let agent = try clerk
        guard !agent.roles.isDisjoint(with: roles) else { throw .forbidden }
        return agent
    }

    /// Names one press of a button, given with the form: sent twice, it counts once.
    var once: String {
        get throws(WebFailure) {
            let name = form["once"]
            guard (8...64).contains(name.utf8.count), Slug<WebRequest>(name) != nil else { throw .malformed }
            return name
        }
    }

    /// Where this agent works; somebody without a post names one, or gets the first.
    func deskPost(of agent: Agent) throws(WebFailure) -> PostProfile {
        let named = agent.post ?? query("post")
        guard let named else {
            guard let first = site.catalogue.posts.first else { throw .notFound }
            return first
        }
        guard let id = PostProfile.ID(named), let post = site.catalogue.post(id) else { throw .notFound }
        return post
    }

    /// Notes a look or an act before its result is shown. `detail` holds opaque ids and codes only.
    func note(
        _ act: String, of object: String, by agent: Agent, _ detail: [String: String] = [:]
    ) async throws {
        let entry = AuditEntry(
            performer: .agent(agent.id), act: act, object: object, detail: detail, at: stories.clock.now)
        try await Audit.record(entry, in: stories.postgres)
    }
}
