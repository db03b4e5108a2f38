import Channels
import Declared
import Hummingbird
import Scheduler

/// The post can't receive the person as it had promised: the time that is kept for them instead, if there is one, and
/// every other way on.
struct DisplacedPage: Sendable {
    struct Offer: Sendable {
        let when: String
        let until: String
        let action: String
    }

    let frame: Frame
    let lost: String
    let place: String
    /// Whose clock the hours are, in a sentence.
    let clock: String
    let offer: Offer?
    /// The kept time went to somebody else before the answer came.
    let isLate: Bool
    let move: String
    let cancel: String

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("displacement.citizen.title"), failed: isLate,
            content: """
                \(isLate ? Notice(tone: .warning, title: say("displacement.citizen.late")).html : "")
                <h1>\(say("displacement.citizen.title"))</h1>
                <p>\(say("displacement.citizen.text", ["when": .text(lost)]))</p>
                \(offer, as: kept)
                \(offer == nil ? "<p class=\"lead\">\(say("displacement.citizen.soon"))</p>" as HTML : "")
                <div class="actions">
                \(ButtonLink(label: say("displacement.citizen.other"), href: move, kind: .second).html)
                <a href="\(cancel)">\(say("web.booked.cancel"))</a></div>
                """
        ).html
    }

    private func kept(_ offer: Offer) -> HTML {
        let say = frame.say
        return """
            <div class="panel"><h2>\(say("displacement.citizen.offer"))</h2>
            <p class="lead"><strong>\(offer.when)</strong></p>
            <p>\(place)<br><span class="muted">\(clock)</span></p>
            <p>\(say("displacement.citizen.until", ["when": .text(offer.until)]))</p>
            \(PostForm(frame: frame, action: offer.action, content: """
                <div class="actions">\(Button(label: say("displacement.citizen.take")).html)</div>
                """).html)</div>
            """
    }
}

extension AppointmentDesk {
    func displacedPage(_ place: Appointment, web: WebRequest) async throws -> DisplacedPage {
        let path = web.link(path(of: place))
        let kept = try await web.stories.appointments.kept(for: place.id)
        let there = whereabouts(of: kept ?? place, web)
        let shown = web.shown(at: there.zone)
        return DisplacedPage(
            frame: web.frame, lost: web.moment(of: place),
            place: there.address[web.locale], clock: there.clock(web.say),
            offer: kept.map { kept in
                .init(
                    when: shown.moment(kept.start), until: shown.moment(kept.expiry ?? kept.start),
                    action: "\(path)/offer")
            },
            isLate: web.query("refused") != nil, move: "\(path)/move", cancel: "\(path)/cancellation")
    }
}

extension AppointmentChangeHandlers {
    /// The time that the post keeps for somebody whom it can't receive as promised.
    static func takeKept(
        _ web: WebRequest, _ own: (desk: AppointmentDesk, place: Appointment)
    ) async throws -> Response {
        let path = web.link(own.desk.path(of: own.place))
        if own.place.state == .booked { return .seeOther(path) }
        let decision = try await web.stories.appointments.takeKept(
            own.place.id, by: .citizen(own.desk.dossier.person))
        return .seeOther(decision.appointment == nil ? "\(path)?refused=late" : path)
    }
}
