import Channels
import Declared
import Scheduler

/// The post and its tours in other cities, to choose among before a day; nothing where there is no tour.
struct VenueChoice: Sendable {
    struct Place: Sendable {
        let href: String
        let city: String
        let detail: String
        let isChosen: Bool
    }

    var places: [Place] = []

    func html(_ say: Phrases) -> HTML {
        guard places.count > 1 else { return "" }
        let links = places.map { place -> HTML in
            """
            <a href="\(place.href)"\(attribute: "aria-current", place.isChosen ? "true" : nil)>\
            <strong>\(place.city)</strong>\(place.detail)</a>
            """
        }
        return """
            <h2 id="venues">\(say("tours.where"))</h2>
            <nav class="days" aria-labelledby="venues">\(links)</nav>
            """
    }
}

extension AppointmentDesk {
    /// What the address names by `at`, the post or a tour of its; without a name where `place` is, else the post. Nil:
    /// a tour that isn't there any more.
    func chosen(_ web: WebRequest, moving place: Appointment? = nil) async throws -> Whereabouts? {
        let appointments = web.stories.appointments
        var name = web.query("at") ?? post.id.text
        if web.query("at") == nil, let place, case .tour(let id) = appointments.booking.venue(of: place) {
            name = id
        }
        guard name != post.id.text else { return Whereabouts(post) }
        let tour = try await appointments.tours(for: dossier).first { $0.id == name }
        return tour.map { Whereabouts(post, $0) }
    }

    func venues(_ web: WebRequest, path: String, chosen: Whereabouts) async throws -> VenueChoice {
        let here = VenueChoice.Place(
            href: web.link("\(path)?at=\(post.id)"), city: post.city[web.locale],
            detail: web.say("tours.post"), isChosen: chosen.tour == nil)
        let tours = try await web.stories.appointments.tours(for: dossier).map { tour in
            let shown = web.shown(at: tour.zone)
            let days = tour.days(from: tour.zone.wall(at: web.stories.clock.now).date).map(shown.date)
            return VenueChoice.Place(
                href: web.link("\(path)?at=\(tour.id)"), city: tour.city[web.locale],
                detail: web.site.words.show(.list(Array(days.prefix(3))), in: web.locale),
                isChosen: chosen.tour?.id == tour.id)
        }
        return VenueChoice(places: [here] + tours)
    }

    func whereabouts(of place: Appointment, _ web: WebRequest) -> Whereabouts {
        web.stories.appointments.whereabouts(of: place, at: post)
    }
}

extension Whereabouts {
    /// Whose clock the hours are.
    func clock(_ say: Phrases) -> String {
        let city = TemplateValue.text(city[say.locale])
        return tour == nil ? say("web.post.zone", ["zone": city]) : say("tours.clock", ["city": city])
    }
}
