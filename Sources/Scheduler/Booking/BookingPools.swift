// Some people may have places of several pools: one visit for each, the pool to try first in front.
extension Booking {
    /// As for one visit; a day's starts are those at which any of them finds a place.
    package func days(
        _ visits: [Visit], from date: LocalDate? = nil, count: Int, at now: Instant? = nil
    ) async throws -> [DayPlaces] {
        guard let visit = visits.first else { return [] }
        let days = try await days(visit, from: date, count: count, at: now)
        guard visits.count > 1, let first = days.first?.date else { return days }
        let slots = try await slots(visits, from: first, days: days.count, at: now)
        let byDate = Dictionary(grouping: slots, by: \.wall.date)
        return days.map { day in
            let slots = byDate[day.date] ?? []
            return DayPlaces(date: day.date, starts: slots.count, first: slots.first)
        }
    }

    /// The starts at which any of them finds a place, in order, with the most places that one finds.
    package func slots(
        _ visits: [Visit], from date: LocalDate, days: Int, at now: Instant? = nil
    ) async throws -> [Slot] {
        var byStart: [Instant: Slot] = [:]
        for visit in visits {
            for slot in try await slots(visit, from: date, days: days, at: now)
            where slot.places > byStart[slot.start]?.places ?? 0 {
                byStart[slot.start] = slot
            }
        }
        return byStart.values.sorted { $0.start < $1.start }
    }

    /// The free starts nearest to a wish that any of them finds, by start.
    package func nearest(
        _ visits: [Visit], to start: Instant, at now: Instant? = nil
    ) async throws -> [Slot] {
        var refusal = Refusal(.full)
        for visit in visits {
            refusal = refusal.with(try await nearest(visit, to: start, at: now), near: start)
        }
        return refusal.alternatives
    }

    /// In the first pool that has room. Each is a decision of its own, so that the same request gets the same answer.
    package func hold(
        _ visits: [Visit], from start: Instant, for subject: String, identity: String?, request: String,
        at now: Instant? = nil
    ) async throws -> Decision {
        try await first(of: visits, request, near: start) { visit, request in
            try await hold(visit, from: start, for: subject, identity: identity, request: request, at: now)
        }
    }

    /// To a place of the first pool that has room, whichever the old place was of.
    package func move(
        _ id: Appointment.ID, to start: Instant, as visits: [Visit], request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await first(of: visits, request, near: start) { visit, request in
            try await move(id, to: start, as: visit, request: request, at: now)
        }
    }

    private func first(
        of visits: [Visit], _ request: String, near start: Instant,
        _ ask: (Visit, String) async throws -> Decision
    ) async throws -> Decision {
        var refused: Refusal?
        for visit in visits {
            let name = visits.count == 1 ? request : "\(request)/\(visit.pool.rawValue)"
            let decision = try await ask(visit, name)
            guard let refusal = decision.refusal, refusal.reason.asksForAnotherPlace else { return decision }
            refused = refused?.with(refusal.alternatives, near: start) ?? refusal
        }
        return .refused(refused ?? Refusal(.unknown))
    }
}

extension Refusal {
    /// With the nearest of its alternatives and of these, as many as it had.
    fileprivate func with(_ others: [Slot], near start: Instant) -> Refusal {
        func distance(_ slot: Slot) -> Int64 { abs(slot.start.milliseconds - start.milliseconds) }
        let known = Set(alternatives.map(\.start))
        let all = alternatives + others.filter { !known.contains($0.start) }
        let nearest = all.sorted { distance($0) < distance($1) }
            .prefix(max(alternatives.count, others.count))
        return Refusal(reason: reason, alternatives: nearest.sorted { $0.start < $1.start })
    }
}
