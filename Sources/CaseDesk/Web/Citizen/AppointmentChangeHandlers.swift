import Channels
import Declared
import Hummingbird
import Scheduler

/// What the holder of an appointment may do with it: on the dossier's pages, and through the link in its messages
/// without coming in. Only forms change something, so a mail scanner may open every page.
enum AppointmentChangeHandlers {
    static let routes: [Route] =
        changes(below: "/{locale}/d/{dossier}/appointment/{appointment}", .citizen, ofDossier)
        + changes(below: "/{locale}/a/{link}", .anyone, behindLink)
        + [
            .get("/{locale}/a/{link}", .anyone, show),
            .post("/{locale}/a/{link}/confirmation", .anyone, takeOffer),
        ]

    typealias Standing = (desk: AppointmentDesk, place: Appointment)
    private typealias Find = @Sendable (WebRequest) async throws -> Standing?

    private static func changes(
        below root: String, _ audience: Route.Audience, _ find: @escaping Find
    ) -> [Route] {
        func answer(
            _ body: @escaping @Sendable (WebRequest, Standing) async throws -> Response
        ) -> Route.Answer {
            { web in
                guard let standing = try await find(web) else { return web.spentLink }
                return try await body(web, standing)
            }
        }
        return [
            .get("\(root)/move", audience, answer(movePlaces)),
            .post("\(root)/move", audience, answer(move)),
            .get("\(root)/cancellation", audience, answer(askToCancel)),
            .post("\(root)/cancellation", audience, answer(cancel)),
            .get(
                "\(root)/cancelled", audience, answer { web, own in .page(own.desk.cancelledPage(web).html) }),
            .post("\(root)/offer", audience, answer(takeKept)),
            .post("\(root)/presence", audience, answer(confirmPresence)),
            .get("\(root)/calendar.ics", audience, answer(calendar)),
        ]
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        guard let (desk, place) = try await behindLink(web) else { return web.spentLink }
        switch place.state {
        case .held: return .page(desk.heldPage(place, web: web).html)
        case .booked: return .page(try await desk.bookedPage(place, web: web).html)
        case .displaced: return .page(try await desk.displacedPage(place, web: web).html)
        case .missed, .excused: return .seeOther(web.link("\(desk.path(of: place))/absence"))
        default: return .page(desk.overPage(web).html)
        }
    }

    /// A place offered to whoever waited is taken without coming in: its time is short.
    private static func takeOffer(_ web: WebRequest) async throws -> Response {
        guard let (desk, place) = try await behindLink(web) else { return web.spentLink }
        return try await desk.confirm(place, web)
    }

    private static func movePlaces(_ web: WebRequest, _ own: Standing) async throws -> Response {
        let path = own.desk.path(of: own.place)
        guard let there = try await own.desk.chosen(web, moving: own.place) else {
            return .seeOther(web.link("\(path)/move?refused=gone"))
        }
        var page = try await own.desk.days(web, at: there, path: "\(path)/move", back: path)
        page.isMove = true
        return .page(page.html)
    }

    private static func move(_ web: WebRequest, _ own: Standing) async throws -> Response {
        let (desk, place) = own
        guard let start = desk.start(web.form["slot"]) else { throw WebFailure.malformed }
        let path = web.link(desk.path(of: place))
        guard let there = try await desk.chosen(web, moving: place) else {
            return .seeOther("\(path)/move?refused=gone")
        }
        let named = web.query("at").map { "&at=\($0)" } ?? ""
        let decision = try await web.stories.appointments.move(
            place.id, to: start, at: there.venue, by: .citizen(desk.dossier.person),
            request: "\(place.id)/\(place.revision)/\(start.milliseconds)\(named)")
        guard case .refused(let refusal) = decision else { return .seeOther(path) }
        return .seeOther(
            "\(path)/move?refused=\(refusal.reason.word)&near=\(start.milliseconds)\(named)")
    }

    private static func askToCancel(_ web: WebRequest, _ own: Standing) async throws -> Response {
        .page(own.desk.cancelPage(own.place, web: web).html)
    }

    private static func cancel(_ web: WebRequest, _ own: Standing) async throws -> Response {
        let decision = try await web.stories.appointments.cancel(
            own.place.id, by: .citizen(own.desk.dossier.person), request: own.place.id.value)
        guard decision.appointment != nil else { throw WebFailure.refused(key: "web.refusal.appointment") }
        return .seeOther(web.link("\(own.desk.path(of: own.place))/cancelled"))
    }

    private static func confirmPresence(_ web: WebRequest, _ own: Standing) async throws -> Response {
        try await web.stories.appointments.confirmPresence(
            at: own.place, of: own.desk.dossier, by: .citizen(own.desk.dossier.person))
        return .seeOther(web.link(own.desk.path(of: own.place)))
    }

    private static func calendar(_ web: WebRequest, _ own: Standing) async throws -> Response {
        let file = try await web.stories.appointments.calendarFile(of: own.place, dossier: own.desk.dossier)
        return .file(
            Array(file.utf8), type: "text/calendar; charset=utf-8",
            name: "\(own.desk.dossier.reference.text).ics")
    }

    @Sendable static func ofDossier(_ web: WebRequest) async throws -> Standing? {
        let desk = try await AppointmentDesk.load(web)
        guard let place = try await desk.appointment(web) else { throw WebFailure.notFound }
        return (desk, place)
    }

    /// Nil for a link that is over as for one that never was.
    @Sendable static func behindLink(_ web: WebRequest) async throws -> Standing? {
        guard let token = Token(try web.parameter("link")),
            let link = try await web.stories.links.resolve(token, in: web.stories.postgres),
            link.purpose == .appointment,
            let place = try await web.stories.appointments.appointment(Appointment.ID(link.object)),
            let id = Dossier.ID(place.subject), let dossier = try await web.stories.dossiers.load(id)
        else { return nil }
        let procedure = try await web.stories.dossiers.procedure(of: dossier)
        return (try AppointmentDesk(dossier, procedure, through: .link(token), web: web), place)
    }
}
