import Channels
import Declared
import Scheduler

/// Where people are received sooner, told when their own post has no place for a while.
struct ElsewherePlaces: Sendable {
    struct Place: Sendable {
        let post: String
        let when: String
        let phone: String
    }

    let places: [Place]

    func html(_ say: Phrases) -> HTML {
        guard !places.isEmpty else { return "" }
        let items = places.map { place -> HTML in
            """
            <li><strong>\(place.post)</strong> · \(say("web.elsewhere.first", ["when": .text(place.when)])) ·
            \(PhoneLink(phone: place.phone).html)</li>
            """
        }
        return """
            <div class="card"><h2>\(say("web.elsewhere.title"))</h2><p>\(say("web.elsewhere.text"))</p><ul>\(items)</ul></div>
            """
    }
}

extension AppointmentDesk {
    /// How far another post may be ahead and still be of use, in days.
    private static let reach = 60

    func elsewhere(_ web: WebRequest) async throws -> ElsewherePlaces {
        let found = try await web.stories.appointments.firstElsewhere(for: dossier, days: Self.reach)
        return ElsewherePlaces(
            places: found.map { post, slot in
                ElsewherePlaces.Place(
                    post: post.name[web.locale], when: web.shown(at: post.zone).moment(slot.start),
                    phone: post.phone)
            })
    }
}
