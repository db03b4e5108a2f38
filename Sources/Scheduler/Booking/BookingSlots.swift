import RedisClient

extension Booking {
    /// The days from `date` on, `count` of them, each with its free starts; one round trip. Days before today, in
    /// the lead time or beyond the horizon have none. `date` nil: from today.
    package func days(
        _ visit: Visit, from date: LocalDate? = nil, count: Int, at now: Instant? = nil
    ) async throws -> [DayPlaces] {
        let wish = try wish(visit, party: visit.party)
        let now = now ?? ServerClock.system.now
        let first = date ?? wish.agenda.zone.wall(at: now).date
        return try await free(wish, from: first, days: count, at: now).map { date, starts in
            DayPlaces(
                date: date, starts: starts.count, first: starts.first.map { slot(wish, $0) })
        }
    }

    /// The starts of a day at which at least one place is free, in order.
    package func slots(
        _ visit: Visit, on date: LocalDate, at now: Instant? = nil
    ) async throws -> [Slot] {
        try await slots(visit, from: date, days: 1, at: now)
    }

    /// The same over several days.
    package func slots(
        _ visit: Visit, from date: LocalDate, days: Int, at now: Instant? = nil
    ) async throws -> [Slot] {
        let wish = try wish(visit, party: visit.party)
        return try await slots(wish, from: date, days: days, at: now ?? ServerClock.system.now)
    }

    /// Where another place would help: the free places nearest to the wish, within a fortnight around it.
    func withAlternatives(
        _ decision: PartyDecision, _ wish: Wish, near start: Instant, at now: Instant?
    ) async throws -> PartyDecision {
        guard case .refused(let refusal) = decision, refusal.reason.asksForAnotherPlace else {
            return decision
        }
        return .refused(try await self.refusal(refusal.reason, wish, near: start, at: now))
    }

    func refusal(
        _ reason: Refusal.Reason, _ wish: Wish, near start: Instant, at now: Instant?
    ) async throws -> Refusal {
        let now = now ?? ServerClock.system.now
        let today = wish.agenda.zone.wall(at: now).date
        let wished = min(wish.agenda.zone.wall(at: start).date, today + wish.service.horizon)
        let days = try await slots(wish, from: max(today, wished - 7), days: 15, at: now)
        let nearest = days.sorted { distance($0.start, start) < distance($1.start, start) }
        let alternatives = nearest.prefix(Self.alternatives).sorted { $0.start < $1.start }
        return Refusal(reason: reason, alternatives: alternatives)
    }

    private static let alternatives = 5

    private func distance(_ left: Instant, _ right: Instant) -> Int64 {
        abs(left.milliseconds - right.milliseconds)
    }

    func slots(
        _ wish: Wish, from date: LocalDate, days: Int, at now: Instant
    ) async throws -> [Slot] {
        try await free(wish, from: date, days: days, at: now).flatMap(\.starts).map { slot(wish, $0) }
    }

    /// A start at which there is room; what a person sees of it is worked out only for those that are shown.
    struct FreeStart {
        let start: Instant
        let places: Int
    }

    private func slot(_ wish: Wish, _ free: FreeStart) -> Slot {
        Slot(
            start: free.start, end: free.start + Cell.duration * wish.length,
            wall: wish.agenda.zone.wall(at: free.start), places: free.places)
    }

    private func free(
        _ wish: Wish, from date: LocalDate, days: Int, at now: Instant
    ) async throws -> [(date: LocalDate, starts: [FreeStart])] {
        let dates = (0..<max(0, min(days, 800))).map { date + $0 }
        guard !dates.isEmpty else { return [] }
        let availabilities = try await availability(wish, on: dates, at: now)
        let earliest = now + .minutes(Int64(wish.service.lead))
        let latest = now + .days(Int64(wish.service.horizon))
        let extras = try await extras(for: wish, at: now)
        return zip(dates, availabilities).map { date, availability in
            guard let availability else { return (date, []) }
            let window = earliest...max(earliest, latest)
            return (date, free(wish, on: date, availability, extras, within: window))
        }
    }

    func free(
        _ wish: Wish, on date: LocalDate, _ availability: Availability, _ extras: OverbookingExtras,
        within window: ClosedRange<Instant>
    ) -> [FreeStart] {
        let midnight = wish.agenda.zone.start(of: date).milliseconds
        let cellLength = Int64(Cell.seconds) * 1_000
        return availability.starts(step: wish.service.stepCells, cells: wish.length).compactMap { cell in
            let start = Instant(milliseconds: midnight + Int64(cell) * cellLength)
            guard window.contains(start) else { return nil }
            let places = wish.parties(
                in: availability, from: cell, extra: table(extras, wish, from: start))
            return places > 0 ? FreeStart(start: start, places: places) : nil
        }
    }

    /// Per date; nil where nothing was published or the service takes no more that day. An emptied Redis is filled
    /// again first: it would say that nothing is free, and amid the filling that everything is.
    func availability(
        _ wish: Wish, on dates: [LocalDate], at now: Instant
    ) async throws -> [Availability?] {
        for _ in 0..<4 {
            if let stored = try await stored(wish, on: dates) { return stored }
            try await prepare(at: now)
        }
        throw BookingFailure.unavailable("Redis was emptied again and again")
    }

    /// Nil when Redis was emptied.
    private func stored(_ wish: Wish, on dates: [LocalDate]) async throws -> [Availability?]? {
        let places = dates.map { DayKey(post: wish.agenda.post, group: wish.group.id, date: $0) }
        async let full = fullDays(wish, places)
        let names = places.flatMap { keys.cells($0) }
        let answer = try await read(["MGET", keys.epoch] + names).list ?? []
        guard answer.count == 1 + names.count else { throw BookingFailure.malformed("MGET") }
        guard answer[0].bytes != nil else { return nil }
        let taken = try await full
        return places.enumerated().map { index, place in
            let row = answer.dropFirst(1 + 3 * index).prefix(3).map(\.bytes)
            guard let capacity = row[0], !taken.contains(place) else { return nil }
            return Availability(
                capacity: capacity, use: PoolCells(bytes: row[1] ?? []),
                reserved: PoolCells(bytes: row[2] ?? []))
        }
    }

    /// The days on which a quota is reached; nothing is asked when there is none.
    private func fullDays(_ wish: Wish, _ places: [DayKey]) async throws -> Set<DayKey> {
        guard !wish.quotas.isEmpty else { return [] }
        return try await withThrowingTaskGroup(of: DayKey?.self) { group in
            for place in places {
                for quota in wish.quotas {
                    group.addTask {
                        let key = quota.per == .day ? keys.count(place) : keys.count(place.week)
                        let count = try await read(["HGET", key, quota.field]).int ?? 0
                        return count + wish.party > quota.most ? place : nil
                    }
                }
            }
            return try await group.reduce(into: []) { days, day in if let day { days.insert(day) } }
        }
    }

    func read(_ command: [String]) async throws -> RedisValue {
        do {
            return try await redis.send(command, repeat: .whenUnknown)
        } catch {
            if case .cancelled = error { throw CancellationError() }
            throw BookingFailure.unavailable("Redis: \(error)")
        }
    }
}
