import Channels
import Scheduler

/// On the dossier's page: what an agent may do with its appointment, and whether it has a priority.
struct BehalfPanel: Sendable {
    let frame: Frame
    /// The appointment that stands, in words.
    let when: String?
    /// Nil where nothing can be booked, moved or cancelled.
    let ways: [(label: String, href: String)]
    let priority: Priority?

    struct Priority: Sendable {
        /// Its name; nil: none.
        let name: String?
        let href: String
    }

    var html: HTML {
        let say = frame.say
        let links = ways.map { ButtonLink(label: $0.label, href: $0.href, kind: .second).html }
        return """
            <div class="card"><h3>\(say("behalf.title"))</h3>
            \(when, as: { "<p><strong>\($0)</strong></p>" })
            \(priority, as: priorityMarkup)
            \(links.isEmpty ? nil : "<div class=\"actions\">\(links)</div>")</div>
            """
    }

    private func priorityMarkup(_ priority: Priority) -> HTML {
        let say = frame.say
        let name = priority.name.map { Tag(tone: .warning, text: $0).html }
        return """
            <p>\(say("behalf.priority.label")) \(name ?? HTML(text: say("behalf.priority.none"))) \
            <a href="\(priority.href)">\(say("behalf.priority.change"))</a></p>
            """
    }
}

extension BehalfPanel {
    /// Nothing for whom it isn't their work, and where there is no appointment to have.
    static func panels(_ desk: DeskDossier, _ shown: Shown, web: WebRequest) async throws -> [HTML] {
        guard desk.procedure.appointment != nil, !desk.agent.roles.isDisjoint(with: BehalfDesk.roles) else {
            return []
        }
        let place = try await web.stories.appointments.current(of: desk.dossier)
        let ways = ways(desk, place, web)
        let priority = try await priority(desk, web)
        guard !ways.isEmpty || priority != nil else { return [] }
        let panel = BehalfPanel(
            frame: web.frame, when: place.map { shown.moment($0.start) }, ways: ways, priority: priority)
        return [panel.html]
    }

    private static func ways(
        _ desk: DeskDossier, _ place: Appointment?, _ web: WebRequest
    ) -> [(label: String, href: String)] {
        let root = web.link("\(desk.path)/booking")
        switch place?.state {
        case nil where desk.dossier.isOpen:
            return BehalfDesk.channels.map { channel in
                (web.say("behalf.book_by.\(channel.rawValue)"), "\(root)/\(channel.rawValue)")
            }
        case .booked, .displaced:
            let standing = "\(root)/\(Channel.desk.rawValue)/\(place?.id.value ?? "")"
            return [
                (web.say("behalf.move"), "\(standing)/move"),
                (web.say("behalf.cancel.title"), "\(standing)/cancellation"),
            ]
        default: return []
        }
    }

    private static func priority(_ desk: DeskDossier, _ web: WebRequest) async throws -> Priority? {
        guard desk.dossier.isOpen, try await web.stories.priorities.rules(for: desk.dossier) != nil else {
            return nil
        }
        let current = try await web.stories.priorities.current(of: desk.dossier)
        return Priority(
            name: current.map { web.say("behalf.priority.\($0.rawValue)") },
            href: web.link("\(desk.path)/priority"))
    }
}
