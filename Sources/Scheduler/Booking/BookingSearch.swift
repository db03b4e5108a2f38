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

    /// The first free place of each visit's post or tour, within so many days from today there (nil: up to its horizon);
    /// the earliest first, of several at the same instant the first post by name, itself before its tours. Those without
    /// one are left out. Each looks at its coming days in ever longer parts, all at once.
    package func first(
        of visits: [Visit], days: Int? = nil, at now: Instant? = nil
    ) async throws -> [PlaceAtPost] {
        let now = now ?? ServerClock.system.now
        let found = try await withThrowingTaskGroup(of: PlaceAtPost?.self) { group in
            for visit in visits {
                group.addTask {
                    let slot = try await firstSlot(visit, days: days, at: now)
                    return slot.map { PlaceAtPost(post: visit.post, venue: visit.venue, slot: $0) }
                }
            }
            return try await group.reduce(into: [PlaceAtPost]()) { all, place in
                if let place { all.append(place) }
            }
        }
        return found.sorted {
            ($0.slot.start, $0.post, $0.venue.rank) < ($1.slot.start, $1.post, $1.venue.rank)
        }
    }

    private func firstSlot(_ visit: Visit, days: Int?, at now: Instant) async throws -> Slot? {
        let wish = try wish(visit, party: visit.party)
        let today = wish.zone.wall(at: now).date
        let end = min(days ?? .max, wish.service.horizon + 1)
        var (first, count) = (0, 2)
        while first < end {
            count = min(count, end - first)
            for day in try await self.days(visit, from: today + first, count: count, at: now) {
                if let slot = day.first { return slot }
            }
            first += count
            count *= 2
        }
        return nil
    }
}

extension Venue {
    fileprivate var rank: String {
        switch self {
        case .post: ""
        case .tour(let id): id
        }
    }
}
