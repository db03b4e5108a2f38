/// A free place at one of several posts.
package struct PlaceAtPost: Sendable, Equatable {
    package let post: String
    package let slot: Slot
}

extension Booking {
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
                    let today = wish.agenda.zone.wall(at: now).date
                    let slot = try await slots(
                        visit, from: today, days: min(days, wish.service.horizon + 1), at: now
                    ).first
                    return slot.map { PlaceAtPost(post: visit.post, slot: $0) }
                }
            }
            return try await group.reduce(into: [PlaceAtPost]()) { all, place in
                if let place { all.append(place) }
            }
        }
        return found.sorted { ($0.slot.start, $0.post) < ($1.slot.start, $1.post) }
    }
}
