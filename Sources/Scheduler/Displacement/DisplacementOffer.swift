package import PostgresClient
import RedisClient

/// What a displaced person is told.
package struct DisplacementNotice: Sendable, Hashable {
    package let person: DisplacedPerson
    /// As it stands now: displaced, at the place that it had.
    package let appointment: Appointment
    /// The place that is kept for them until its expiry; nil: there is none yet.
    package let place: Appointment?
    /// They hear of it for the first time.
    package let isFirst: Bool
}

extension Displacement {
    /// Keeps the nearest place that suits for a displaced person, writes it down and tells them: once each round,
    /// whoever asks and however often. `tell` stands or falls with the row.
    ///
    /// Does nothing for whom an offer stands, or who needs none any more.
    /// - Returns: what they were told; nil: nothing.
    @discardableResult
    package func offer(
        _ run: String, _ appointment: Appointment.ID, at now: Instant? = nil,
        tell: @Sendable (DisplacementNotice, PostgresTransaction) async throws -> Void = { _, _ in }
    ) async throws -> DisplacementNotice? {
        let time = now ?? ServerClock.system.now
        guard let person = try await person(run, appointment), person.isOpen(at: time) else { return nil }
        guard let old = try await booking.appointment(appointment) else { return nil }
        guard old.state == .displaced else {
            if old.revision > person.revision { try await close(person, old, at: time) }
            return nil
        }
        guard person.asked < Self.patience else {
            try await setAside(run, appointment, at: time)
            return nil
        }
        let search = try await keepPlace(for: person, old, at: now)
        // Whose row would stay as it is.
        guard search.place != nil || search.wasTried || person.state != .waiting else {
            return nil
        }
        return try await postgres.transaction(retries: 2) { transaction in
            guard try await write(search.place, for: person, at: time, in: transaction) else { return nil }
            let notice = DisplacementNotice(
                person: person, appointment: old, place: search.place, isFirst: person.toldAt == nil)
            if notice.isFirst || notice.place != nil { try await tell(notice, transaction) }
            return notice
        }
    }

    /// The person takes the place that is kept for them.
    package func take(
        _ appointment: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        guard let person = try await person(appointment), let place = person.place else {
            return .refused(Refusal(.unknown))
        }
        let extra = try await extra(at: place, at: now ?? ServerClock.system.now)
        return try await booking.decide(
            .take, request, [.text(appointment.value), .text(place.value), .bytes(try json(extra))], at: now
        ).first
    }

    /// What may be booked beyond the counters where a place is kept.
    private func extra(at kept: Appointment.ID, at now: Instant) async throws -> [Int] {
        guard let place = try await booking.appointment(kept) else { return [] }
        let wish = try booking.wish(for: place, at: place.post, units: nil)
        return booking.table(try await booking.extras(for: wish, at: now), wish, from: place.start)
    }

    /// The place that is kept for a displaced appointment, while nobody else may have it.
    package func offered(to appointment: Appointment.ID, at now: Instant? = nil) async throws -> Appointment?
    {
        guard let person = try await person(appointment), person.state == .offered,
            let until = person.until, until > now ?? ServerClock.system.now, let id = person.place,
            let place = try await booking.appointment(id), place.state == .resting
        else { return nil }
        return place
    }

    /// What changes mean for those who were displaced, from the journal; the same changes again do nothing more.
    package func settle(_ changes: [Change], at now: Instant? = nil) async throws {
        for change in changes where change.kind == .confirm || change.kind == .cancel {
            let rows = try await postgres.query(
                """
                UPDATE scheduler.displaced
                SET state = \(change.kind == .confirm ? "placed" : "left"), changed_at = \(change.at)
                WHERE ministry = \(ministry) AND appointment = \(change.appointment.id.value)
                    AND state IN ('due', 'offered', 'waiting', 'aside')
                    AND revision < \(change.appointment.revision)
                RETURNING place
                """)
            for row in rows {
                guard let place = try row.decode("place", as: String?.self) else { continue }
                try await yield(Appointment.ID(place), at: now)
            }
        }
    }

    /// Whether somebody who was displaced still looks for such a place: they go before the waitlist.
    func isOwed(_ place: Appointment) async throws -> Bool {
        try await !postgres.query(
            """
            SELECT 1 AS one FROM scheduler.displaced WHERE ministry = \(ministry) AND post = \(place.post)
                AND service = \(place.service) AND state IN ('due', 'waiting') AND cells <= \(place.cells) LIMIT 1
            """
        ).isEmpty
    }

    /// An agent calls them: no offer was answered, or they couldn't be told. The last place goes to somebody else.
    package func setAside(
        _ run: String, _ appointment: Appointment.ID, at now: Instant? = nil
    ) async throws {
        try await postgres.query(
            """
            UPDATE scheduler.displaced SET state = 'aside', changed_at = \(now ?? ServerClock.system.now)
            WHERE ministry = \(ministry) AND run = \(run) AND appointment = \(appointment.value)
                AND state IN ('due', 'offered', 'waiting')
            """)
    }

    /// Its person changed it by themselves, before anybody told them.
    private func close(_ person: DisplacedPerson, _ now: Appointment, at time: Instant) async throws {
        try await postgres.query(
            """
            UPDATE scheduler.displaced
            SET state = \(now.state == .booked ? "placed" : "left"), changed_at = \(time)
            WHERE ministry = \(ministry) AND run = \(person.run) AND appointment = \(person.appointment.value)
                AND state = \(person.state.rawValue) AND round = \(person.round)
            """)
    }

    private func yield(_ place: Appointment.ID, at now: Instant?) async throws {
        _ = try await booking.decide(.yield, "yield/\(place)", [.text(place.value)], at: now)
    }

    /// False when this round was written down before.
    private func write(
        _ place: Appointment?, for person: DisplacedPerson, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws -> Bool {
        let rows = try await transaction.query(
            """
            UPDATE scheduler.displaced SET state = \(place == nil ? "waiting" : "offered"),
                place = \(place?.id.value), until = \(place?.expiry), asked = asked + \(place == nil ? 0 : 1),
                round = round + 1, told_at = coalesce(told_at, \(now)), changed_at = \(now)
            WHERE ministry = \(ministry) AND run = \(person.run) AND appointment = \(person.appointment.value)
                AND state = \(person.state.rawValue) AND round = \(person.round) RETURNING run
            """)
        return !rows.isEmpty
    }
}

extension DisplacedPerson {
    /// Something is owed to them that they don't have.
    func isOpen(at now: Instant) -> Bool {
        switch state {
        case .due, .waiting: true
        case .offered: until.map { $0 <= now } ?? true
        case .aside, .placed, .left: false
        }
    }
}
