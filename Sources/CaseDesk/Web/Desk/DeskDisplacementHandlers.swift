import Channels
import Declared
import Hummingbird
import Scheduler

/// A post that can't receive as it had promised: supervisors close a desk group, see first whom it concerns, and follow
/// how those people find another place.
enum DeskDisplacementHandlers {
    private static let root = "/{locale}/desk/displacement"

    static let routes: [Route] = [
        .get(root, .agent, ask),
        .post("\(root)/preview", .agent, preview),
        .post(root, .agent, declare),
        .get("\(root)/{run}", .agent, show),
    ]

    /// How far a preview looks for other places, in days.
    private static let span = 30

    /// Agents read how far things are; they call those who don't answer.
    private static func ask(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let post = try web.deskPost(of: agent)
        var page = try await ClosurePage(ClosureEntry(), at: post, web: web)
        page.mayClose = agent.roles.contains(.supervisor)
        return .page(page.html)
    }

    private static func preview(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: [.supervisor])
        let post = try web.deskPost(of: agent)
        let typed = ClosureEntry.read(web, at: post)
        guard let cause = typed.cause else { return try await again(typed.entry, at: post, web) }
        do {
            let found = try await web.stories.appointments.displacement.preview(cause, within: span)
            try await web.note(
                "displacement.previewed", of: "post/\(post.id)", by: agent,
                ["people": "\(found.affected.count)"])
            let people = DisplacedPeople(post: post, web: web)
            var rows: [DisplacedRow] = []
            for place in found.affected.prefix(DisplacedRow.most) { rows.append(try await people.row(place)) }
            let root = web.link("/desk/displacement")
            return .page(
                ClosurePreviewPage(
                    frame: web.frame, when: people.span(cause.from, cause.to), group: cause.group,
                    reason: web.say("displacement.reason.\(cause.reason.rawValue)"),
                    count: found.affected.count, placed: found.placed, days: span, people: rows,
                    entry: typed.entry,
                    once: OpaqueID.random(), action: "\(root)?post=\(post.id)",
                    back: "\(root)?post=\(post.id)"
                ).html)
        } catch let refusal as DisplacementRefusal {
            return try await again(typed.entry.refused(refusal, web), at: post, web)
        }
    }

    private static func declare(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: [.supervisor])
        let post = try web.deskPost(of: agent)
        let typed = ClosureEntry.read(web, at: post)
        guard let cause = typed.cause else { return try await again(typed.entry, at: post, web) }
        let run = try web.once
        do {
            try await web.stories.appointments.declare(run, cause, by: .agent(agent.id))
            return .seeOther(web.link("/desk/displacement/\(run)"))
        } catch let refusal as DisplacementRefusal {
            return try await again(typed.entry.refused(refusal, web), at: post, web)
        }
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let displacement = web.stories.appointments.displacement
        guard let run = try await displacement.run(try web.parameter("run")),
            let id = PostProfile.ID(run.post), let post = web.site.catalogue.post(id), agent.sees(id)
        else { throw WebFailure.notFound }
        try await web.note("displacement.viewed", of: "displacement/\(run.id)", by: agent)
        let progress = try await displacement.progress(of: run.id)
        let people = DisplacedPeople(post: post, web: web)
        var rows: [DisplacedRow] = []
        // Those whom an agent should call come first.
        let listed =
            progress.people.filter { $0.state == .aside } + progress.people.filter { $0.state != .aside }
        for person in listed.prefix(DisplacedRow.most) { rows.append(try await people.row(person)) }
        var figures = [
            (label: web.say("displacement.desk.told"), count: progress.told),
            (label: web.say("displacement.desk.asked_again"), count: progress.askedAgain),
        ]
        for state in DisplacedPerson.State.allCases {
            let label = web.say("displacement.state.\(state.rawValue)")
            figures.append((label: label, count: progress.count(state)))
        }
        return .page(
            DisplacementPage(
                frame: web.frame, when: people.span(run.starts, run.ends), group: run.group,
                reason: web.say("displacement.reason.\(run.reason.rawValue)"), figures: figures,
                count: progress.people.count, people: rows,
                back: web.link("/desk/displacement?post=\(post.id)")
            ).html)
    }

    private static func again(
        _ entry: ClosureEntry, at post: PostProfile, _ web: WebRequest
    ) async throws -> Response {
        .page(try await ClosurePage(entry, at: post, web: web).html, status: .unprocessableContent)
    }
}

extension ClosurePage {
    fileprivate init(_ entry: ClosureEntry, at post: PostProfile, web: WebRequest) async throws {
        let people = DisplacedPeople(post: post, web: web)
        let runs = try await web.stories.appointments.displacement.runs(of: post.id.text)
        let names = Dictionary(web.site.languages.map { ($0.code, $0.name) }) { first, _ in first }
        self.init(
            frame: web.frame, zone: post.city[web.locale],
            groups: (web.site.catalogue.agendas.byPost[post.id.text]?.groups ?? []).map(\.id),
            languages: web.site.catalogue.ministry.locales.map { ($0, names[$0] ?? $0) }, entry: entry,
            runs: runs.map { run in
                .init(
                    href: web.link("/desk/displacement/\(run.id)"), group: run.group,
                    when: people.span(run.starts, run.ends),
                    reason: web.say("displacement.reason.\(run.reason.rawValue)"))
            }, action: web.link("/desk/displacement/preview?post=\(post.id)"))
    }
}

/// The people of a displacement as the desk reads them.
struct DisplacedPeople: Sendable {
    let post: PostProfile
    let web: WebRequest
    private var shown: Shown { web.shown(at: post.zone) }

    init(post: PostProfile, web: WebRequest) {
        self.post = post
        self.web = web
    }

    func span(_ from: Instant, _ to: Instant) -> String {
        let end = shown.zone.wall(at: to)
        let isSameDay = shown.zone.wall(at: from).date == end.date
        return "\(shown.moment(from)) – \(isSameDay ? "\(end.time)" : shown.moment(to))"
    }

    func row(_ place: Appointment) async throws -> DisplacedRow {
        try await row(place.subject, place.pool, place.start, web.say("displacement.state.booked"), .plain)
    }

    func row(_ person: DisplacedPerson) async throws -> DisplacedRow {
        let tone: Tone =
            switch person.state {
            case .placed: .success
            case .aside: .danger
            case .due, .waiting: .warning
            case .offered, .left: .plain
            }
        return try await row(
            person.subject, person.pool, person.starts,
            web.say("displacement.state.\(person.state.rawValue)"), tone)
    }

    private func row(
        _ subject: String, _ pool: Pool, _ start: Instant, _ state: String, _ tone: Tone
    ) async throws -> DisplacedRow {
        var dossier: Dossier?
        if let id = Dossier.ID(subject) { dossier = try await web.stories.dossiers.load(id) }
        var name = ""
        if let dossier { name = dossier.holder(in: try await web.stories.dossiers.procedure(of: dossier)) }
        return DisplacedRow(
            reference: dossier?.reference.description ?? "",
            href: dossier.map { web.link("/desk/d/\($0.id)") }, person: name,
            pool: web.say("displacement.pool.\(pool.rawValue)"), when: shown.moment(start), state: state,
            tone: tone)
    }
}
