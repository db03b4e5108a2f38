extension Booking {
    /// The earliest free place of a service over all posts that offer it and their tours; nil when there is none up to
    /// their horizons. Of several at the same instant the first post by name, itself before its tours. Looks at the coming days in ever longer parts.
    package func firstFree(
        _ service: String, units: Int = 1, pool: Pool = .public, channel: Channel = .web,
        at now: Instant? = nil
    ) async throws -> PlaceAtPost? {
        let now = now ?? ServerClock.system.now
        var offering: [Offering] = []
        var horizon = 0
        for agenda in agendas.byPost.values.sorted(by: { $0.post < $1.post }) {
            horizon = max(horizon, agenda.service(service)?.service.horizon ?? 0)
            let visits = visits(
                service, at: agenda.post, units: units, pool: pool, channel: channel, now: now)
            for visit in visits {
                let zone = try wish(visit, party: 1).zone
                offering.append(Offering(visit: visit, zone: zone, today: zone.wall(at: now).date))
            }
        }
        var found: [PlaceAtPost] = []
        var (first, count) = (0, 2)
        while first <= horizon {
            found += try await firstFree(offering, after: first, count: count, at: now)
            first += count
            count *= 2
            let best = found.min(by: Self.goesBefore)
            // A local day ends elsewhere first: a place after that may have an earlier one in the next part.
            let seen = offering.map { $0.zone.start(of: $0.today + first) }.min()
            if let best, let seen, best.slot.start < seen || first > horizon { return best }
        }
        return nil
    }

    private struct Offering {
        let visit: Visit
        let zone: Zone
        let today: LocalDate
    }

    static func goesBefore(_ left: PlaceAtPost, _ right: PlaceAtPost) -> Bool {
        (left.slot.start, left.post, left.venue.rank) < (right.slot.start, right.post, right.venue.rank)
    }

    /// The first of each post and tour within `count` of its days, from the `first`th after today.
    private func firstFree(
        _ offering: [Offering], after first: Int, count: Int, at now: Instant
    ) async throws -> [PlaceAtPost] {
        try await withThrowingTaskGroup(of: PlaceAtPost?.self) { group in
            for place in offering {
                group.addTask {
                    let visit = place.visit
                    for day in try await days(visit, from: place.today + first, count: count, at: now) {
                        guard let slot = day.first else { continue }
                        return PlaceAtPost(post: visit.post, venue: visit.venue, slot: slot)
                    }
                    return nil
                }
            }
            var found: [PlaceAtPost] = []
            for try await place in group { if let place { found.append(place) } }
            return found
        }
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
