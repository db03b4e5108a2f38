// What a hold would be answered, asked without holding anything.
extension Booking {
    package enum Forecast: Sendable, Equatable {
        /// So many places are free at this start now.
        case free(Int)
        /// Not a start that people are offered, or the post doesn't receive then.
        case closed
        /// Every counter is taken, or no more is taken that day.
        case full
        case past
        /// Closer than the service's lead time.
        case tooLate
        /// Further away than people may choose.
        case tooFar
    }

    package func forecast(
        _ visit: Visit, from start: Instant, at now: Instant? = nil
    ) async throws -> Forecast {
        let wish = try wish(visit, party: 1)
        let now = now ?? ServerClock.system.now
        guard start > now else { return .past }
        guard start >= now + .minutes(Int64(wish.service.lead)) else { return .tooLate }
        guard start <= now + .days(Int64(wish.service.horizon)) else { return .tooFar }
        let zone = wish.agenda.zone
        let date = zone.wall(at: start).date
        if let slot = try await slots(visit, on: date, at: now).first(where: { $0.start == start }) {
            return .free(slot.places)
        }
        let opened = Availability(
            capacity: Capacity(group: wish.group, on: date, zone: zone).bytes)
        let offset = (start - zone.start(of: date)).wholeMilliseconds
        let cell = Int(offset / Cell.duration.wholeMilliseconds)
        let isOffered =
            offset % Cell.duration.wholeMilliseconds == 0
            && opened.starts(step: wish.service.stepCells, cells: wish.cells).contains(cell)
            && opened.places(from: cell, cells: wish.cells, for: visit.pool) > 0
        return isOffered ? .full : .closed
    }

    /// The free starts nearest to a wish, by start, within a week before and after it.
    package func nearest(
        _ visit: Visit, to start: Instant, at now: Instant? = nil
    ) async throws -> [Slot] {
        try await refusal(.full, try wish(visit, party: 1), near: start, at: now).alternatives
    }
}
