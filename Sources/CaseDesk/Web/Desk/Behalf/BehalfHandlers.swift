import Channels
import Declared
import Hummingbird
import Scheduler

/// Somebody phones or stands at the counter: an agent books, moves or cancels for them. They are told by their own
/// channel, as if they had done it.
enum BehalfHandlers {
    private static let root = "/{locale}/desk/d/{dossier}/booking/{channel}"
    private static let one = "\(root)/{appointment}"

    static let routes: [Route] = [
        .get(root, .agent, places),
        .post(root, .agent, hold),
        .get(one, .agent, show),
        .post("\(one)/confirmation", .agent, confirm),
        .get("\(one)/move", .agent, movePlaces),
        .post("\(one)/move", .agent, move),
        .get("\(one)/cancellation", .agent, askToCancel),
        .post("\(one)/cancellation", .agent, cancel),
    ]

    private static func places(_ web: WebRequest) async throws -> Response {
        let own = try await BehalfDesk.load(web)
        guard own.desk.dossier.isOpen else { throw WebFailure.refused(key: "behalf.closed") }
        if try await web.stories.appointments.current(of: own.desk.dossier) != nil {
            return .seeOther(web.link(own.desk.path))
        }
        guard let there = try await own.appointment.chosen(web) else { return own.gone(web) }
        try await own.note("appointment.places_viewed", web)
        return .page(try await own.days(at: there, web).html)
    }

    private static func hold(_ web: WebRequest) async throws -> Response {
        let own = try await BehalfDesk.load(web)
        guard own.desk.dossier.isOpen else { throw WebFailure.refused(key: "behalf.closed") }
        guard let start = own.appointment.start(web.form["slot"]) else { throw WebFailure.malformed }
        guard let there = try await own.appointment.chosen(web) else { return own.gone(web) }
        let decision = try await web.stories.appointments.hold(
            start, for: own.desk.dossier, at: there.venue, asked: own.appointment.asked,
            request: "\(own.desk.dossier.id)/\(start.milliseconds)/\(web.once)")
        switch decision {
        case .done(let place):
            try await own.note("appointment.held", of: place, web)
            return .seeOther(web.link(own.appointment.path(of: place)))
        case .refused(let refusal):
            if case .alreadyHolding(let other) = refusal.reason,
                try await web.stories.appointments.appointment(other)?.subject == own.desk.dossier.id.text
            {
                return .seeOther(web.link(own.desk.path))
            }
            return .page(try await own.days(at: there, refused: refusal, web).html, status: .conflict)
        }
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let own = try await BehalfDesk.load(web)
        guard let place = try await own.appointment.appointment(web) else {
            return .seeOther(web.link(own.appointment.lapsedPath))
        }
        switch place.state {
        case .held:
            try await own.note("appointment.viewed", of: place, web)
            var page = own.appointment.heldPage(place, web: web)
            (page.words, page.width) = ("behalf.held", .desk)
            return .page(page.html)
        case .booked: return .seeOther(own.desk.done(.booked, web))
        case .displaced, .attended, .missed, .excused: return .seeOther(web.link(own.desk.path))
        case .cancelled, .lapsed, .resting, .freed:
            return .seeOther(web.link(own.appointment.lapsedPath))
        }
    }

    /// Journalled before it is answered; asked again, it answers the same.
    private static func confirm(_ web: WebRequest) async throws -> Response {
        let own = try await BehalfDesk.load(web)
        guard let place = try await own.appointment.appointment(web) else {
            return .seeOther(web.link(own.appointment.lapsedPath))
        }
        return try await own.appointment.confirm(place, web)
    }

    private static func movePlaces(_ web: WebRequest) async throws -> Response {
        let (own, place) = try await BehalfDesk.standing(web)
        guard place.state == .booked || place.state == .displaced else {
            return .seeOther(web.link(own.desk.path))
        }
        guard let there = try await own.appointment.chosen(web, moving: place) else {
            return own.gone(moving: place, web)
        }
        try await own.note("appointment.places_viewed", of: place, web)
        return .page(try await own.days(at: there, moving: place, web).html)
    }

    private static func move(_ web: WebRequest) async throws -> Response {
        let (own, place) = try await BehalfDesk.standing(web)
        guard let start = own.appointment.start(web.form["slot"]) else { throw WebFailure.malformed }
        guard let there = try await own.appointment.chosen(web, moving: place) else {
            return own.gone(moving: place, web)
        }
        let decision = try await web.stories.appointments.move(
            place.id, to: start, at: there.venue, on: own.channel, by: own.performer,
            request: "\(place.id)/\(start.milliseconds)/\(web.once)")
        guard case .refused(let refusal) = decision else { return .seeOther(own.desk.done(.moved, web)) }
        let page = try await own.days(at: there, moving: place, refused: refusal, web)
        return .page(page.html, status: .conflict)
    }

    private static func askToCancel(_ web: WebRequest) async throws -> Response {
        let (own, place) = try await BehalfDesk.standing(web)
        guard place.state == .booked || place.state == .displaced else {
            return .seeOther(web.link(own.desk.path))
        }
        try await own.note("appointment.viewed", of: place, web)
        return .page(BehalfCancelPage(own, place, web: web).html)
    }

    private static func cancel(_ web: WebRequest) async throws -> Response {
        let (own, place) = try await BehalfDesk.standing(web)
        let reasons = web.site.catalogue.cancellations(at: own.desk.dossier.post)
        let reason = reasons.first { $0.id.text == web.form["reason"] }?.id
        guard reason != nil || reasons.isEmpty else {
            var page = BehalfCancelPage(own, place, web: web)
            page.error = web.say("behalf.cancel.reason_missing")
            return .page(page.html, status: .unprocessableContent)
        }
        let decision = try await web.stories.appointments.cancel(
            place.id, by: own.performer, because: reason, request: place.id.value)
        let isGone = decision.refusal?.reason == .state(.cancelled)
        guard decision.appointment != nil || isGone else {
            throw WebFailure.refused(key: "web.refusal.appointment")
        }
        return .seeOther(own.desk.done(.cancelled, web))
    }
}
