import Channels
import Declared
import Hummingbird
import Scheduler

/// Who didn't come, what followed, and who says why: to excuse or to uphold, with a reason.
enum DeskAbsenceHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/absences", .agent, list),
        .get("/{locale}/desk/absences/{appointment}", .agent, show),
        .post("/{locale}/desk/absences/{appointment}", .agent, decide),
    ]

    /// Who receives people, and who answers for the post.
    private static let deciders: Set<Role> = [.agent, .supervisor]

    private static func list(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let post = try web.deskPost(of: agent)
        let shown = web.shown(at: post.zone)
        let absences = try await web.stories.appointments.absences(at: post.id)
        try await web.note("absences.listed", of: "post/\(post.id)", by: agent)
        var rows: [DeskAbsencesPage.Row] = []
        for absence in absences {
            guard let dossier = try await web.stories.dossiers.load(absence.dossier) else { continue }
            rows.append(
                .init(
                    when: try await web.moment(of: absence, at: post),
                    reference: dossier.reference.description,
                    href: web.link("/desk/absences/\(absence.id)"),
                    sanction: sanction(absence, shown, web),
                    state: web.say("absences.desk.state.\(absence.state.rawValue)"),
                    tone: absence.state == .appealed ? .warning : .plain))
        }
        let rates = try await ShowRatesPanel(of: post, web)
        return .page(DeskAbsencesPage(frame: web.frame, rows: rows, rates: rates).html)
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let standing = try await find(web)
        try await web.note(
            "absence.read", of: "dossier/\(standing.dossier.id)", by: standing.agent,
            ["appointment": standing.absence.id.value])
        return .page(try await page(standing, web).html)
    }

    private static func decide(_ web: WebRequest) async throws -> Response {
        let standing = try await find(web)
        guard !standing.agent.roles.isDisjoint(with: deciders) else { throw WebFailure.forbidden }
        let reason = web.form["reason"].trimmed
        let outcome = Absence.Outcome(rawValue: web.form["outcome"])
        guard let outcome, !reason.isEmpty, reason.count <= Appointments.longestAppeal else {
            var page = try await page(standing, web)
            page.typed = reason
            page.chosen = outcome?.rawValue
            page.outcomeError = outcome == nil ? web.say("absences.desk.outcome_missing") : nil
            page.reasonError = reason.isEmpty ? web.say("absences.desk.reason_missing") : nil
            return .page(page.html, status: .unprocessableContent)
        }
        // Decided by somebody else meanwhile: the page shows what they decided.
        _ = try await web.stories.appointments.decide(
            standing.absence.id, of: standing.dossier, outcome, because: reason,
            by: .agent(standing.agent.id))
        return .seeOther(web.link("/desk/absences/\(standing.absence.id)"))
    }

    private typealias Standing = (absence: Absence, dossier: Dossier, post: PostProfile, agent: Agent)

    /// Another post's is as unknown as one that never was.
    private static func find(_ web: WebRequest) async throws -> Standing {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let id = Appointment.ID(try web.parameter("appointment"))
        guard let absence = try await web.stories.appointments.absence(id),
            let dossier = try await web.stories.dossiers.load(absence.dossier), agent.sees(dossier.post),
            let post = web.site.catalogue.post(dossier.post)
        else { throw WebFailure.notFound }
        return (absence, dossier, post, agent)
    }

    private static func page(_ standing: Standing, _ web: WebRequest) async throws -> DeskAbsencePage {
        let (absence, dossier, post, agent) = standing
        let shown = web.shown(at: post.zone)
        let procedure = try await web.stories.dossiers.procedure(of: dossier)
        let canDecide = absence.decision == nil && !agent.roles.isDisjoint(with: deciders)
        return DeskAbsencePage(
            frame: web.frame, reference: dossier.reference.description,
            dossier: web.link("/desk/d/\(dossier.id)"), person: dossier.holder(in: procedure),
            when: try await web.moment(of: absence, at: post), sanction: sanction(absence, shown, web),
            state: web.say("absences.desk.state.\(absence.state.rawValue)"),
            words: try await web.stories.appointments.words(of: absence, dossier),
            reason: try await web.stories.appointments.reason(of: absence, dossier),
            action: canDecide ? web.link("/desk/absences/\(absence.id)") : nil,
            back: web.link("/desk/absences"))
    }

    private static func sanction(_ absence: Absence, _ shown: Shown, _ web: WebRequest) -> String {
        guard let name = absence.sanction else { return web.say("absences.desk.sanction.none") }
        return web.say(
            "absences.desk.sanction.\(name.rawValue)",
            ["date": .text(shown.date(absence.sanctionUntil ?? absence.starts))])
    }
}
