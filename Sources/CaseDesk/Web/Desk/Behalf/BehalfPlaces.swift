import Channels
import Declared
import Hummingbird
import Scheduler

// The days and times that an agent chooses from, and what is said when the choice can't be had.
extension BehalfDesk {
    /// - Parameter there: the post or one of its tours.
    /// - Parameter place: the one that another time is looked for.
    func days(
        at there: Whereabouts, moving place: Appointment? = nil, refused refusal: Refusal? = nil,
        _ web: WebRequest
    ) async throws -> DaysPage {
        var page = try await appointment.days(web, at: there, path: path(moving: place), back: desk.path)
        let title = web.say(place == nil ? "behalf.book" : "behalf.move")
        page.title = "\(title) · \(desk.dossier.reference.description)"
        page.width = .desk
        page.isMove = place != nil
        page.hidden = once
        page.aside = channelMarkup(place.map { "/\($0.id)/move" } ?? "", web) + (try await whose(web))
        if let refusal {
            page.refusal = AppointmentDesk.refusal(refusal.reason.word, say: web.say)
            page.aside += try await standing(refusal.reason, web)
            page.nearest = refusal.alternatives.map { appointment.time($0, there, web) }
        }
        return page
    }

    /// The tour that was chosen doesn't receive any more.
    func gone(moving place: Appointment? = nil, _ web: WebRequest) -> Response {
        .seeOther(web.link("\(path(moving: place))?refused=gone"))
    }

    private func path(moving place: Appointment?) -> String {
        place.map { "\(appointment.path(of: $0))/move" } ?? appointment.placesPath
    }

    /// So that the same press counts once.
    private var once: HTML { "<input type=\"hidden\" name=\"once\" value=\"\(OpaqueID.random())\">" }

    /// For whom: the name, and the priority if there is one.
    private func whose(_ web: WebRequest) async throws -> HTML {
        let priority = try await web.stories.priorities.current(of: desk.dossier).map { priority in
            Tag(tone: .warning, text: web.say("behalf.priority.\(priority.rawValue)")).html
        }
        return "<p><bdi>\(desk.dossier.holder(in: desk.procedure))</bdi> \(priority)</p>"
    }

    /// Which appointment stands in the way; of another post's, no more than when and where.
    private func standing(_ reason: Refusal.Reason, _ web: WebRequest) async throws -> HTML {
        guard case .alreadyHolding(let id) = reason,
            let other = try await web.stories.appointments.appointment(id),
            let postID = PostProfile.ID(other.post), let post = web.site.catalogue.post(postID)
        else { return "" }
        let there = web.stories.appointments.whereabouts(of: other, at: post)
        let when = web.shown(at: there.zone).moment(other.start)
        let text = web.say(
            "behalf.standing", ["when": .text(when), "post": .text(post.name[web.locale])])
        guard desk.agent.sees(postID), let dossierID = Dossier.ID(other.subject),
            let dossier = try await web.stories.dossiers.load(dossierID)
        else { return "<p>\(text)</p>" }
        return """
            <p>\(text) <a href="\(web.link("/desk/d/\(dossier.id)"))">\
            \(Isolated(dossier.reference.description).html)</a></p>
            """
    }
}
