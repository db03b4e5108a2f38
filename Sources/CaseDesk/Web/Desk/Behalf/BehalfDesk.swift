import Channels
import Declared
import Scheduler

/// A dossier whose appointment an agent books, moves or cancels for somebody who phones or stands at the counter.
struct BehalfDesk: Sendable {
    let desk: DeskDossier
    /// The same pages as the person's own, through the agent's door.
    let appointment: AppointmentDesk

    /// Who may book on somebody's behalf, and say who can't wait or come like others.
    static let roles: Set<Role> = [.agent, .supervisor]
    static let channels: [Channel] = [.desk, .phone]

    init(_ desk: DeskDossier, by channel: Channel, web: WebRequest) throws(WebFailure) {
        self.desk = desk
        appointment = try AppointmentDesk(
            desk.dossier, desk.procedure, through: .desk(Asking(channel, by: .agent(desk.agent.id))), web: web
        )
    }

    /// The dossier and the channel in the address.
    static func load(_ web: WebRequest) async throws -> BehalfDesk {
        let desk = try await DeskDossier.load(web, as: roles)
        guard let channel = Channel(rawValue: try web.parameter("channel")), channels.contains(channel)
        else { throw WebFailure.notFound }
        return try BehalfDesk(desk, by: channel, web: web)
    }

    /// The appointment in the address too, if it is this dossier's.
    static func standing(_ web: WebRequest) async throws -> (own: BehalfDesk, place: Appointment) {
        let own = try await load(web)
        guard let place = try await own.appointment.appointment(web) else { throw WebFailure.notFound }
        return (own, place)
    }

    var performer: Performer { .agent(desk.agent.id) }
    var channel: Channel { appointment.asked.channel }

    /// Noted before it is shown or done.
    func note(_ act: String, of place: Appointment? = nil, _ web: WebRequest) async throws {
        var detail = ["channel": channel.rawValue]
        detail["appointment"] = place?.id.value
        detail["state"] = place?.state.rawValue
        try await web.note(act, of: desk.object, by: desk.agent, detail)
    }

    /// Somebody stands at the counter, or phones: it says how the place was asked for. `rest` is the address below.
    func channelMarkup(_ rest: String, _ web: WebRequest) -> HTML {
        let links = Self.channels.map { other -> HTML in
            let path = web.link("\(desk.path)/booking/\(other.rawValue)\(rest)")
            let current: String? = other == channel ? "true" : nil
            return """
                <li><a href="\(path)"\(attribute: "aria-current", current)>\
                \(web.say("behalf.channel.\(other.rawValue)"))</a></li>
                """
        }
        return """
            <nav aria-label="\(web.say("behalf.channel.title"))"><ul class="counts">\(links)</ul></nav>
            """
    }
}
