import Channels
import Declared
import Hummingbird
import Scheduler

/// Who waits for a place at a post; a supervisor may change somebody's turn or take them off, for a reason.
enum DeskWaitlistHandlers {
    private static let root = "/{locale}/desk/waitlist"

    static let routes: [Route] = [
        .get(root, .agent, list),
        .get("\(root)/{entry}", .agent, show),
        .post("\(root)/{entry}/priority", .agent, prefer),
        .post("\(root)/{entry}/removal", .agent, remove),
    ]

    private static func list(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let post = try web.deskPost(of: agent)
        try await web.note("waitlist.viewed", of: "post/\(post.id)", by: agent)
        let standings = try await web.stories.appointments.standings(at: post.id.text)
        var rows: [WaitlistRow] = []
        for standing in standings { rows.append(try await WaitlistRow(standing, post: post, web: web)) }
        return .page(
            DeskWaitlistPage(frame: web.frame, rows: rows, isSupervisor: agent.roles.contains(.supervisor))
                .html)
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let (_, row, standing) = try await load(web)
        return .page(page(row, standing, web).html)
    }

    private static func prefer(_ web: WebRequest) async throws -> Response {
        let (agent, row, standing) = try await load(web)
        let most = Appointments.highestPriority
        guard let priority = Int(web.form["priority"]), (0...most).contains(priority),
            let reason = WaitlistReason(rawValue: web.form["reason"])
        else { return again(row, standing, "reason", web) }
        _ = try await web.stories.appointments.prefer(
            standing.id, priority: priority, for: reason, by: .agent(agent.id))
        return .seeOther(web.link("/desk/waitlist?post=\(standing.entry.post)"))
    }

    private static func remove(_ web: WebRequest) async throws -> Response {
        let (agent, row, standing) = try await load(web)
        guard let reason = WaitlistReason(rawValue: web.form["removal_reason"]) else {
            return again(row, standing, "removal_reason", web)
        }
        _ = try await web.stories.appointments.removeFromWaitlist(
            standing.id, for: reason, by: .agent(agent.id))
        return .seeOther(web.link("/desk/waitlist?post=\(standing.entry.post)"))
    }

    private static func again(
        _ row: WaitlistRow, _ standing: Waitlist.Standing, _ control: String, _ web: WebRequest
    ) -> Response {
        var page = page(row, standing, web)
        page.errors = [FieldError(control: control, text: web.say("displacement.desk.reason_missing"))]
        return .page(page.html, status: .unprocessableContent)
    }

    private static func page(
        _ row: WaitlistRow, _ standing: Waitlist.Standing, _ web: WebRequest
    ) -> WaitlistEntryPage {
        let path = web.link("/desk/waitlist/\(standing.id)")
        return WaitlistEntryPage(
            frame: web.frame, row: row, priority: standing.entry.priority, most: Appointments.highestPriority,
            prefer: "\(path)/priority", remove: "\(path)/removal",
            back: web.link("/desk/waitlist?post=\(standing.entry.post)"))
    }

    private static func load(
        _ web: WebRequest
    ) async throws -> (agent: Agent, row: WaitlistRow, standing: Waitlist.Standing) {
        let agent = try web.agent(withAnyOf: [.supervisor])
        guard let standing = try await web.stories.appointments.standing(try web.parameter("entry")),
            let id = PostProfile.ID(standing.entry.post), agent.sees(id),
            let post = web.site.catalogue.post(id)
        else { throw WebFailure.notFound }
        return (agent, try await WaitlistRow(standing, post: post, web: web), standing)
    }
}

extension WaitlistRow {
    fileprivate init(_ standing: Waitlist.Standing, post: PostProfile, web: WebRequest) async throws {
        let entry = standing.entry
        var dossier: Dossier?
        if let id = Dossier.ID(entry.subject) { dossier = try await web.stories.dossiers.load(id) }
        var name = ""
        if let dossier { name = dossier.holder(in: try await web.stories.dossiers.procedure(of: dossier)) }
        self.init(
            href: web.link("/desk/waitlist/\(entry.id)"),
            reference: dossier?.reference.description ?? "",
            dossier: dossier.map { web.link("/desk/d/\($0.id)") }, person: name, service: entry.service,
            pool: web.say("displacement.pool.\(entry.pool.rawValue)"),
            position: standing.position.map(String.init) ?? "–",
            since: web.shown(at: post.zone).moment(entry.joinedAt), offers: entry.offers,
            priority: entry.priority, state: web.say("displacement.waiting.\(entry.state.rawValue)"),
            tone: entry.state == .aside ? .warning : entry.state == .offered ? .success : .plain)
    }
}
