import Channels
import Declared
import Scheduler

/// Where people come to and whose clock is meant: the post's, or those of one of its tours.
struct Whereabouts: Sendable {
    /// Nil at the post itself.
    let tour: Tour?
    let city: LocalizedText
    let address: LocalizedText
    let zone: Zone

    init(_ post: PostProfile, _ tour: Tour? = nil) {
        self.init(post, tour, zone: tour?.zone ?? post.zone)
    }

    /// An appointment keeps the clock by which it was booked.
    init(_ post: PostProfile, of place: Appointment, by book: AgendaBook) {
        let tour = book.tour(of: place)
        self.init(post, tour, zone: (try? Zone(place.zone)) ?? tour?.zone ?? post.zone)
    }

    private init(_ post: PostProfile, _ tour: Tour?, zone: Zone) {
        self.tour = tour
        self.zone = zone
        city = tour?.city ?? post.city
        address = tour?.place ?? post.address
    }

    var venue: Venue { tour.map { .tour($0.id) } ?? .post }
}

extension Appointments {
    func whereabouts(of place: Appointment, at post: PostProfile) -> Whereabouts {
        Whereabouts(post, of: place, by: booking.book)
    }

    /// The tours of the dossier's post that offer what it needs and aren't over, the nearest first.
    func tours(for dossier: Dossier) async throws -> [Tour] {
        let service = try await visit(of: dossier).service
        return booking.agendas.byPost[dossier.post.text]?.tours(
            offering: service, at: moment() ?? clock.now) ?? []
    }
}

extension AppointmentNews {
    func whereabouts(of place: Appointment, _ dossier: Dossier) -> Whereabouts? {
        letters.catalogue.post(dossier.post).map { Whereabouts($0, of: place, by: book) }
    }
}
