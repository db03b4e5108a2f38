import Channels
import Declared
import Hummingbird
import PostgresClient
import Scheduler

/// The work of a post: what waits, filtered by what stands in the address.
enum DeskQueueHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk", .agent, queue)
    ]

    private static func queue(_ web: WebRequest) async throws -> Response {
        let agent = try web.clerk
        guard !agent.roles.isDisjoint(with: Role.caseWork) else { throw WebFailure.forbidden }
        let post = try web.deskPost(of: agent)
        let typed = (web.query("q") ?? "").trimmed
        guard typed.isEmpty else {
            let found = try await DeskSearch(web: web, agent: agent, post: post).find(typed)
            if found.count == 1, Reference(typed) != nil {
                return .seeOther(web.link("/desk/d/\(found[0].id)"))
            }
            return .page(try await QueuePage(found, search: typed, post: post, web: web).html)
        }
        let states = web.query("state").flatMap { Flow.State.ID($0) }.map { [$0] } ?? []
        let procedure = web.query("procedure").flatMap { Procedure.ID($0) }
        let offset = max(0, web.query("from").flatMap { Int($0) } ?? 0)
        let filter = DossierFilter(
            post: post.id, states: states, procedure: procedure, limit: QueuePage.length + 1, offset: offset)
        let dossiers = try await web.stories.dossiers.queue(filter)
        var page = try await QueuePage(
            Array(dossiers.prefix(QueuePage.length)), search: "", post: post, web: web)
        if dossiers.count > QueuePage.length {
            page.next = web.queueAddress(from: offset + QueuePage.length)
        }
        page.broken = try await BrokenPromises.seen(by: agent, web)
        page.webhooks = await WebhookAlarm(for: agent, web)
        if offset > 0 { page.previous = web.queueAddress(from: max(0, offset - QueuePage.length)) }
        return .page(page.html)
    }
}

extension WebRequest {
    /// The queue with the same filters, from another line on.
    fileprivate func queueAddress(from offset: Int) -> String {
        let kept = ["state", "procedure", "post"].compactMap { name -> String? in
            guard let value = query(name), !value.isEmpty, Slug<QueuePage>(value) != nil else { return nil }
            return "\(name)=\(value)"
        }
        return link("/desk?") + (kept + ["from=\(offset)"]).joined(separator: "&")
    }
}

extension QueuePage {
    static let length = 50

    init(_ dossiers: [Dossier], search: String, post: PostProfile, web: WebRequest) async throws {
        let procedures = web.site.catalogue.procedures(at: post)
        let counts = try await web.stories.dossiers.counts(at: post.id)
        let chosen = web.query("state") ?? ""
        var rows: [Row] = []
        for dossier in dossiers { rows.append(try await Row(dossier, post: post, web: web)) }
        self.init(
            frame: web.frame,
            counts: Self.counts(counts, of: procedures.map(\.flow), chosen: chosen, web: web),
            search: search, state: chosen,
            procedures: procedures.map { .init(value: $0.id.text, label: $0.title[web.locale]) },
            procedure: web.query("procedure") ?? "", rows: rows)
    }

    /// Everything that is open first, then each state that holds something, in the order of the flows.
    private static func counts(
        _ counts: [Flow.State.ID: Int], of flows: [Flow], chosen: String, web: WebRequest
    ) -> [Count] {
        var listed: [Flow.State.ID] = []
        var open = 0
        var lines: [Count] = []
        for state in flows.flatMap(\.states) where !listed.contains(state.id) {
            listed.append(state.id)
            guard let count = counts[state.id], count > 0 else { continue }
            if !state.isFinal { open += count }
            lines.append(
                Count(
                    label: state.label[web.locale], count: count,
                    href: web.link("/desk?state=\(state.id)"), isChosen: chosen == state.id.text))
        }
        let all = Count(
            label: web.say("desk.queue.everything"), count: open, href: web.link("/desk"),
            isChosen: chosen.isEmpty)
        return [all] + lines
    }
}

extension QueuePage.Row {
    fileprivate init(_ dossier: Dossier, post: PostProfile, web: WebRequest) async throws {
        let procedure = try await web.stories.dossiers.procedure(of: dossier)
        let state = procedure.flow.state(dossier.state)
        let shown = web.shown(at: post.zone)
        self.init(
            href: web.link("/desk/d/\(dossier.id)"), reference: dossier.reference.description,
            procedure: procedure.title[web.locale], person: dossier.holder(in: procedure),
            state: state?.label[web.locale] ?? dossier.state.text, tone: state?.tone ?? .plain,
            since: dossier.submittedAt.map(shown.moment) ?? "",
            appointment: try await DeskAppointment(of: dossier, web: web).text(web))
    }
}
