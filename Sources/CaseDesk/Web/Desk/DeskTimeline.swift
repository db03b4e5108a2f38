import Channels
import Declared

/// What happened to a dossier and what was told of it, as agents read it: newest first, with who and why, and for
/// each message every attempt and its outcome.
struct DeskTimeline: Sendable {
    let timeline: Timeline

    init(_ desk: DeskDossier, _ shown: Shown, web: WebRequest) async throws {
        var names = PerformerNames(web: web)
        let story = try await web.stories.dossiers.timeline(
            of: desk.dossier, messages: web.stories.messages)
        var entries: [Timeline.Entry] = []
        for line in story {
            switch line {
            case .event(let event):
                let reason = event.reason.flatMap { desk.procedure.flow.reason($0)?.label[web.locale] }
                entries.append(
                    Timeline.Entry(
                        when: shown.moment(event.at), what: event.text(in: desk.procedure.flow, web: web),
                        who: try await names.name(of: event.performer),
                        details: [reason, event.note].compactMap(\.self)))
            case .message(let message): entries.append(Timeline.Entry(message, desk, shown, web: web))
            }
        }
        timeline = Timeline(entries: entries.reversed())
    }
}

extension Timeline.Entry {
    init(_ message: Message, _ desk: DeskDossier, _ shown: Shown, web: WebRequest) {
        let say = web.say
        let medium = say("messages.medium.\(message.medium.rawValue)")
        let attempts = message.attempts.map { attempt in
            let outcome = say("messages.outcome.\(attempt.outcome?.rawValue ?? "underway")")
            return "\(shown.moment(attempt.startedAt)) · \(attempt.provider) · \(outcome)"
        }
        let reports = message.reports.map { report in
            let what = say("messages.report.\(report.kind.rawValue)")
            return report.at.map { "\(shown.moment($0)) · \(what)" } ?? what
        }
        self.init(
            when: shown.moment(message.createdAt),
            what: web.subject(of: message, about: desk.dossier) ?? message.template, who: medium,
            details: [
                say("messages.state.\(message.state.rawValue)"),
                message.heldBackBy.map { say("suppression.kind.\($0.key)") },
            ].compactMap(\.self) + attempts + reports)
    }
}

extension DossierEvent {
    /// A move by the state it led to, as the person reads it too.
    func text(in flow: Flow, web: WebRequest) -> String {
        switch kind {
        case .started: web.say("desk.event.started")
        case .moved: flow.state(to)?.label[web.locale] ?? to.text
        case .established(let fact): web.say("desk.event.\(fact.rawValue)")
        case .withdrawn(let fact): web.say("desk.event.no_\(fact.rawValue)")
        case .noted: web.say("desk.event.noted")
        }
    }
}

/// Agents by their names, asked for once each; everybody else by what they are.
struct PerformerNames: Sendable {
    let web: WebRequest
    private var known: [String: String] = [:]

    init(web: WebRequest) { self.web = web }

    mutating func name(of performer: Performer) async throws -> String {
        switch performer {
        case .citizen: return web.say("desk.event.by_person")
        case .system: return web.say("desk.event.by_system")
        case .verifier: return web.say("desk.event.by_verifier")
        case .agent(let id):
            if let name = known[id] { return name }
            let name = try await web.site.agents.find(id)?.name ?? web.say("desk.event.by_former_agent")
            known[id] = name
            return name
        }
    }
}
