import PostgresClient

/// What a displacement would do; nothing was changed to find it out.
package struct DisplacementPreview: Sendable, Hashable {
    /// Whom it would concern, those who go first at the head.
    package let affected: [Appointment]
    /// How many of them would find another place of the same length, by what is free now.
    package let placed: Int
}

extension Displacement {
    /// `days`: how far from today another place may lie. What quotas would still allow is counted once for all.
    /// - Throws: `DisplacementRefusal`
    package func preview(
        _ cause: DisplacementCause, within days: Int = 30, at now: Instant? = nil
    ) async throws -> DisplacementPreview {
        let now = now ?? ServerClock.system.now
        try check(cause, at: now)
        let affected = try await affected(by: cause, at: now)
        var room = Room(booking: booking, cause: cause, days: days, now: now)
        var placed = 0
        for appointment in affected where try await room.takes(appointment) { placed += 1 }
        return DisplacementPreview(affected: affected, placed: placed)
    }

    private func affected(by cause: DisplacementCause, at now: Instant) async throws -> [Appointment] {
        let chosen: SQL
        if let unfit = cause.unfit {
            chosen = "a.id = ANY(\(unfit.map(\.value))::text[])"
        } else {
            chosen = """
                a.post = \(cause.post) AND a.desk_group = \(cause.group)
                AND a.starts < \(cause.to) AND a.ends > \(cause.from)
                """
        }
        return try await postgres.query(
            """
            SELECT text FROM (
                SELECT a.appointment::text AS text, a.appointment->>'pool' AS pool, a.starts, a.id AS appointment,
                    coalesce((SELECT min(at) FROM scheduler.journal WHERE ministry = a.ministry
                        AND appointment = a.id AND kind = 'confirm'), a.changed) AS booked_at
                FROM scheduler.appointments AS a
                WHERE a.ministry = \(ministry) AND a.state = 'booked' AND a.starts > \(now) AND \(chosen)
            ) AS chosen ORDER BY \(raw: DisplacedPerson.order)
            """
        ).map { try decoded(Appointment.self, Array(try $0.decode("text", as: String.self).utf8)) }
    }
}

/// The free places of the days to come, on paper: each one that somebody would get is taken out of it.
private struct Room {
    let booking: Booking
    let cause: DisplacementCause
    let days: Int
    let now: Instant
    private var cells: [DayKey: Availability] = [:]
    /// The days on which a service takes no more, and those that were found full.
    private var full: [String: Set<DayKey>] = [:]
    private var known: Set<String> = []

    init(booking: Booking, cause: DisplacementCause, days: Int, now: Instant) {
        (self.booking, self.cause, self.days, self.now) = (booking, cause, days, now)
    }

    /// Whether a place is left for it; then one less is.
    mutating func takes(_ old: Appointment) async throws -> Bool {
        let wish = try booking.wish(for: old, at: old.post, units: nil)
        let kind = "\(old.post)/\(old.service)/\(old.pool)/\(old.channel)/\(old.cells)"
        if known.insert(kind).inserted { try await read(wish, kind) }
        let earliest = now + .minutes(Int64(wish.service.lead))
        let latest = now + .days(Int64(min(days, wish.service.horizon)))
        let extras = try await booking.extras(for: wish, at: now)
        for day in dates(of: wish) where !full[kind, default: []].contains(day) {
            guard let availability = cells[day] else { continue }
            let starts = booking.free(
                wish, on: day.date, availability, extras, within: earliest...max(earliest, latest)
            ).map(\.start)
            guard let start = starts.first(where: { !isClosed($0, wish) }) else {
                full[kind, default: []].insert(day)
                continue
            }
            let offset = start - wish.agenda.zone.start(of: day.date)
            let first = Int(offset.wholeMilliseconds / Cell.duration.wholeMilliseconds)
            cells[day] = availability.taking(first, cells: wish.cells, for: wish.pool)
            return true
        }
        return false
    }

    private func dates(of wish: Wish) -> [DayKey] {
        let today = wish.agenda.zone.wall(at: now).date
        return (0...max(0, days)).map {
            DayKey(post: wish.agenda.post, group: wish.group.id, date: today + $0)
        }
    }

    private mutating func read(_ wish: Wish, _ kind: String) async throws {
        let days = dates(of: wish)
        let availabilities = try await booking.availability(wish, on: days.map(\.date), at: now)
        for (day, availability) in zip(days, availabilities) {
            guard let availability else {
                full[kind, default: []].insert(day)
                continue
            }
            if cells[day] == nil { cells[day] = availability }
        }
    }

    /// Its cells aren't closed yet, and will be.
    private func isClosed(_ start: Instant, _ wish: Wish) -> Bool {
        cause.unfit == nil && wish.agenda.post == cause.post && wish.group.id == cause.group
            && start < cause.to && start + Cell.duration * wish.length > cause.from
    }
}
