import Channels
import Declared
import Hummingbird
import Scheduler

/// Places, a hold, the confirmation; then what can be done with an appointment. The same press never counts twice.
enum AppointmentHandlers {
    static let routes: [Route] = [
        .get("/{locale}/d/{dossier}/appointment", .citizen, places),
        .post("/{locale}/d/{dossier}/appointment", .citizen, hold),
        .get("/{locale}/d/{dossier}/appointment/{appointment}", .citizen, show),
        .post("/{locale}/d/{dossier}/appointment/{appointment}/confirmation", .citizen, confirm),
    ]

    private static func places(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        if let standing = try await web.stories.appointments.current(of: desk.dossier) {
            return .seeOther(web.link(desk.path(of: standing)))
        }
        guard let there = try await desk.chosen(web) else { return .seeOther(web.link(desk.gonePath)) }
        var page = try await desk.days(web, at: there, path: desk.placesPath, back: desk.dossierPath)
        // Nobody waits for a place on a tour.
        if there.tour == nil { page.waitlist = web.link("\(desk.dossierPath)/waitlist") }
        if page.days.isEmpty, there.tour == nil { page.elsewhere = try await desk.elsewhere(web) }
        return .page(page.html)
    }

    private static func hold(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        guard let start = desk.start(web.form["slot"]) else { throw WebFailure.malformed }
        guard let there = try await desk.chosen(web) else { return .seeOther(web.link(desk.gonePath)) }
        let decision = try await web.stories.appointments.hold(
            start, for: desk.dossier, at: there.venue,
            request: "\(desk.dossier.id)/\(start.milliseconds)/\(web.requestID)")
        switch decision {
        case .done(let place): return .seeOther(web.link(desk.path(of: place)))
        case .refused(let refusal):
            if case .alreadyHolding(let other) = refusal.reason,
                let place = try await web.stories.appointments.appointment(other),
                place.subject == desk.dossier.id.text
            {
                return .seeOther(web.link(desk.path(of: place)))
            }
            if case .barred = refusal.reason { return .seeOther(web.link("\(desk.dossierPath)/absences")) }
            let named = there.tour.map { "&at=\($0.id)" } ?? ""
            let wish = "refused=\(refusal.reason.word)&near=\(start.milliseconds)\(named)"
            return .seeOther(web.link("\(desk.placesPath)?\(wish)"))
        }
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        guard let place = try await desk.appointment(web) else {
            return .seeOther(web.link(desk.lapsedPath))
        }
        switch place.state {
        case .held: return .page(desk.heldPage(place, web: web).html)
        case .booked: return .page(try await desk.bookedPage(place, web: web).html)
        case .displaced: return .page(try await desk.displacedPage(place, web: web).html)
        case .missed, .excused: return .seeOther(web.link("\(desk.path(of: place))/absence"))
        case .attended: return .page(desk.overPage(web).html)
        case .cancelled, .lapsed, .resting, .freed: return .seeOther(web.link(desk.lapsedPath))
        }
    }

    /// Journalled before it is answered; asked again, it answers the same.
    private static func confirm(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        guard let place = try await desk.appointment(web) else {
            return .seeOther(web.link(desk.lapsedPath))
        }
        return try await desk.confirm(place, web)
    }
}
