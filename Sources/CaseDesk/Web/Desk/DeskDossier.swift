import Channels
import Declared
import Scheduler

/// A dossier on an agent's desk. Another post's, and a draft that nobody has handed in, are as unknown as one that
/// never was.
struct DeskDossier: Sendable {
    let dossier: Dossier
    let procedure: Procedure
    let post: PostProfile
    let agent: Agent

    static func load(_ web: WebRequest, as roles: Set<Role> = Role.caseWork) async throws -> DeskDossier {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        guard let id = Dossier.ID(try web.parameter("dossier")),
            let dossier = try await web.stories.dossiers.load(id), dossier.submittedAt != nil,
            agent.sees(dossier.post), let post = web.site.catalogue.post(dossier.post)
        else { throw WebFailure.notFound }
        guard !agent.roles.isDisjoint(with: roles) else { throw WebFailure.forbidden }
        let procedure = try await web.stories.dossiers.procedure(of: dossier)
        return DeskDossier(dossier: dossier, procedure: procedure, post: post, agent: agent)
    }

    var path: String { "/desk/d/\(dossier.id)" }
    var object: String { "dossier/\(dossier.id)" }
    var state: Flow.State? { procedure.flow.state(dossier.state) }

    /// After an act: back to the dossier, which says what was done.
    func done(_ what: DeskDone, _ web: WebRequest) -> String { web.link("\(path)?done=\(what.rawValue)") }
}

/// What the dossier's page says after an act.
enum DeskDone: String, Sendable {
    case act = "dossier.done"
    case message = "dossier.sent"
    case paid = "payment.recorded"
    case waived = "waiver.done"
    case arrived = "arrival.done"
    case booked, moved, cancelled, priority

    var key: String {
        switch self {
        case .act, .message, .paid, .waived, .arrived: "desk.\(rawValue)"
        case .booked, .moved, .cancelled, .priority: "behalf.done.\(rawValue)"
        }
    }
}

extension Dossier {
    /// The person's name as the procedure's identity fields give it.
    func holder(in procedure: Procedure) -> String {
        procedure.identity.compactMap { answers.text($0) }.joined(separator: " ")
    }
}

extension Flow.State {
    var tone: Tone {
        switch clock {
        case .paused: .warning
        case .running, .stopped: .plain
        }
    }
}
