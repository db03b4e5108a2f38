import Channels
import Declared
import Hummingbird
import Scheduler

/// Who can't wait or come like others: an agent says so, with a reason, or takes it back.
enum PriorityHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/d/{dossier}/priority", .agent, show),
        .post("/{locale}/desk/d/{dossier}/priority", .agent, set),
    ]

    private static func show(_ web: WebRequest) async throws -> Response {
        let (desk, rules) = try await load(web)
        try await web.note("priority.viewed", of: desk.object, by: desk.agent)
        return .page(try await PriorityPage(desk, rules, web: web).html)
    }

    private static func set(_ web: WebRequest) async throws -> Response {
        let (desk, rules) = try await load(web)
        let word = web.form["priority"]
        let priority = DossierPriority(rawValue: word)
        guard priority != nil || word == PriorityPage.takenBack else { throw WebFailure.malformed }
        let note = Field.tidy(web.form["note"], multiline: true)
        do {
            try await web.stories.priorities.set(
                priority, of: desk.dossier, for: DeskReason.ID(web.form["reason"]), note: note,
                by: .agent(desk.agent.id), request: "\(desk.agent.id)/\(web.once)")
            return .seeOther(desk.done(.priority, web))
        } catch PriorityRefusal.nothing {
            return .seeOther(web.link("\(desk.path)/priority"))
        } catch PriorityRefusal.notOffered {
            throw WebFailure.malformed
        } catch PriorityRefusal.closed {
            throw WebFailure.refused(key: PriorityRefusal.closed.key)
        } catch let refusal as PriorityRefusal {
            var page = try await PriorityPage(desk, rules, web: web)
            page.refused = .init(
                word: word, reason: web.form["reason"], note: note, refusal: refusal)
            return .page(page.html, status: .unprocessableContent)
        }
    }

    private static func load(_ web: WebRequest) async throws -> (DeskDossier, PriorityRules) {
        let desk = try await DeskDossier.load(web, as: BehalfDesk.roles)
        guard let rules = try await web.stories.priorities.rules(for: desk.dossier) else {
            throw WebFailure.notFound
        }
        return (desk, rules)
    }
}
