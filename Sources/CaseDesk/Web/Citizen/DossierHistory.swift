import Channels
import Declared
import Scheduler

/// The events of a dossier and what was told of them, as lines of a timeline.
struct DossierHistory {
    let procedure: Procedure
    let say: Phrases
    let shown: Shown
    /// What a message is about; nil where its template is gone.
    let subject: (Message) -> String?

    /// Newest first. One event told by email and by SMS is one line with two outcomes.
    func timeline(_ entries: [TimelineEntry]) -> Timeline {
        var lines: [Timeline.Entry] = []
        var told: [String: Int] = [:]
        for entry in entries {
            switch entry {
            case .event(let event):
                if let line = line(event) { lines.append(line) }
            case .message(let message):
                if let index = told[message.event] {
                    lines[index].details.append(outcome(of: message))
                } else {
                    told[message.event] = lines.count
                    lines.append(line(message))
                }
            }
        }
        return Timeline(entries: lines.reversed())
    }

    private func line(_ event: DossierEvent) -> Timeline.Entry? {
        guard let what = what(event) else { return nil }
        let reason = event.reason.flatMap { procedure.flow.reason($0)?.label[say.locale] }
        return Timeline.Entry(
            when: shown.moment(event.at), what: what, who: who(event.performer),
            details: [reason, event.note].compactMap(\.self))
    }

    private func line(_ message: Message) -> Timeline.Entry {
        Timeline.Entry(
            when: shown.moment(message.createdAt), what: subject(message) ?? say("web.timeline.told"),
            who: say("web.dossier.by_system"), details: [outcome(of: message)])
    }

    private func outcome(of message: Message) -> String {
        say(
            "web.message.\(message.word)", ["medium": .text(say("web.message.\(message.medium.rawValue)"))])
    }

    /// Notes are the agents' own.
    private func what(_ event: DossierEvent) -> String? {
        switch event.kind {
        case .started: say("web.timeline.started")
        case .moved: procedure.flow.state(event.to)?.label[say.locale]
        case .established(let fact): say("web.timeline.\(fact.rawValue)")
        case .withdrawn(let fact): say("web.timeline.no_\(fact.rawValue)")
        case .noted: nil
        }
    }

    private func who(_ performer: Performer) -> String {
        switch performer {
        case .citizen: say("web.dossier.by_you")
        case .agent: say("web.dossier.by_agent")
        case .system, .verifier: say("web.dossier.by_system")
        }
    }
}

extension WebRequest {
    /// What a message about this dossier says, in this person's language.
    func subject(of message: Message, about dossier: Dossier) -> String? {
        // On a narrow screen a usual hyphen would end the line.
        let reference = dossier.reference.description.replacing("-", with: "\u{2011}")
        return try? stories.messages.subject(
            of: message.template, in: locale, ["reference": .text(reference)])
    }
}

extension Message {
    /// How it stands, for the person it went to: the name of its words under `web.message`.
    fileprivate var word: String {
        switch state {
        case .waiting: attempts.contains { $0.outcome == .temporary } ? "temporary" : "waiting"
        case .sent: "accepted"
        case .delivered: "delivered"
        case .failed: "permanent"
        case .uncertain: "unknown"
        case .expired, .recalled: "recalled"
        case .withheld: "withheld"
        }
    }
}
