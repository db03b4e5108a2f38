extension Booking {
    /// The earliest free place of a service over all posts that offer it; nil when there is none up to their
    /// horizons. Of several at the same instant the first post by name. Looks at the coming days in ever longer parts.
    package func firstFree(
        _ service: String, units: Int = 1, pool: Pool = .public, channel: Channel = .web,
        at now: Instant? = nil
    ) async throws -> PlaceAtPost? {
        let now = now ?? ServerClock.system.now
        var offering: [(visit: Visit, today: LocalDate)] = []
        var horizon = 0
        for agenda in agendas.byPost.values {
            guard let found = agenda.service(service) else { continue }
            horizon = max(horizon, found.service.horizon)
            let visit = Visit(post: agenda.post, service: service, units: units, pool: pool, channel: channel)
            offering.append((visit, agenda.zone.wall(at: now).date))
        }
        var found: [PlaceAtPost] = []
        var (first, count) = (0, 2)
        while first <= horizon {
            found += try await firstFree(offering, after: first, count: count, at: now)
            first += count
            count *= 2
            let best = found.min { ($0.slot.start, $0.post) < ($1.slot.start, $1.post) }
            // A local day ends elsewhere first: a place after that may have an earlier one in the next part.
            let seen = offering.compactMap { visit, today in
                agendas.byPost[visit.post]?.zone.start(of: today + first)
            }.min()
            if let best, let seen, best.slot.start < seen || first > horizon { return best }
        }
        return nil
    }

    /// The first of each post within `count` of its days, from the `first`th after today.
    private func firstFree(
        _ offering: [(visit: Visit, today: LocalDate)], after first: Int, count: Int, at now: Instant
    ) async throws -> [PlaceAtPost] {
        try await withThrowingTaskGroup(of: PlaceAtPost?.self) { group in
            for (visit, today) in offering {
                group.addTask {
                    for day in try await days(visit, from: today + first, count: count, at: now) {
                        if let slot = day.first { return PlaceAtPost(post: visit.post, slot: slot) }
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
