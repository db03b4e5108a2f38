package import Declared

/// Days on which a post receives in another city, by that city's clock. Its desk group has hours on named days only:
/// neither the weekly hours nor the closures nor the holidays of the post concern it.
package struct Tour: Sendable, Equatable, Identifiable {
    package let group: DeskGroup
    package let city: LocalizedText
    /// Where people come to: a whole address in words.
    package let place: LocalizedText
    package let zone: Zone

    package init(group: DeskGroup, city: LocalizedText, place: LocalizedText, zone: Zone) {
        self.group = group
        self.city = city
        self.place = place
        self.zone = zone
    }

    package var id: String { group.id }

    /// In order, from a day of its city on.
    package func days(from first: LocalDate) -> [LocalDate] {
        group.exceptions.keys.filter { $0 >= first }.sorted()
    }

    func offers(_ service: String) -> Bool { group.services.contains { $0.id == service } }
}

/// Where a post receives people.
package enum Venue: Sendable, Hashable {
    case post
    /// The tour of this id.
    case tour(String)
}

extension Agenda {
    /// The post's own and the tours'.
    package var allGroups: [DeskGroup] { groups + tours.map(\.group) }

    package func group(_ id: String) -> DeskGroup? {
        groups.first { $0.id == id } ?? tour(id)?.group
    }

    package func tour(_ id: String) -> Tour? { tours.first { $0.id == id } }

    /// Whose clock shows a desk group's hours: a tour's, else the post's.
    package func zone(of group: String) -> Zone { tour(group)?.zone ?? zone }

    /// The tours that offer a service and aren't over, the nearest first.
    package func tours(offering service: String, at now: Instant) -> [Tour] {
        let open = tours.compactMap { tour -> (first: LocalDate, tour: Tour)? in
            guard tour.offers(service) else { return nil }
            return tour.days(from: tour.zone.wall(at: now).date).first.map { ($0, tour) }
        }
        return open.sorted { ($0.first, $0.tour.id) < ($1.first, $1.tour.id) }.map(\.tour)
    }
}

extension AgendaBook {
    /// The tour to which an appointment's person comes; nil at the post itself.
    package func tour(of appointment: Appointment) -> Tour? {
        agendas.byPost[appointment.post]?.tour(appointment.group)
    }
}

extension Booking {
    /// Where an appointment is, as long as it could be booked there again.
    package func venue(of appointment: Appointment) -> Venue {
        guard let tour = book.tour(of: appointment), tour.offers(appointment.service) else { return .post }
        return .tour(tour.id)
    }
}
