/// A free place at one of several posts, or on a tour of one.
package struct PlaceAtPost: Sendable, Equatable {
    package let post: String
    package let venue: Venue
    package let slot: Slot
}

extension Booking {
    /// What may be asked for at a post: itself where it offers the service, then its tours that do and aren't over.
    package func visits(
        _ service: String, at post: String, units: Int = 1, pool: Pool = .public, channel: Channel = .web,
        now: Instant? = nil
    ) -> [Visit] {
        guard let agenda = agendas.byPost[post], agenda.service(service) != nil else { return [] }
        let tours = agenda.tours(offering: service, at: now ?? ServerClock.system.now)
        let here = Visit(post: post, service: service, units: units, pool: pool, channel: channel)
        return [here] + tours.map { here.at(.tour($0.id)) }
    }

    /// The posts whose agenda offers a service, by their ids.
    package func posts(offering service: String) -> [String] {
        agendas.byPost.values.filter { $0.service(service) != nil }.map(\.post).sorted()
    }

    /// The first free place of each visit's post within so many days from today, the earliest first; posts without one
    /// are left out. One round trip per post, all at once.
    package func first(
        of visits: [Visit], days: Int, at now: Instant? = nil
    ) async throws -> [PlaceAtPost] {
        let now = now ?? ServerClock.system.now
        let found = try await withThrowingTaskGroup(of: PlaceAtPost?.self) { group in
            for visit in visits {
                group.addTask {
                    let wish = try wish(visit, party: visit.party)
                    let today = wish.zone.wall(at: now).date
                    let slot = try await slots(
                        visit, from: today, days: min(days, wish.service.horizon + 1), at: now
                    ).first
                    return slot.map { PlaceAtPost(post: visit.post, venue: visit.venue, slot: $0) }
                }
            }
            return try await group.reduce(into: [PlaceAtPost]()) { all, place in
                if let place { all.append(place) }
            }
        }
        return found.sorted(by: Self.goesBefore)
    }
}
