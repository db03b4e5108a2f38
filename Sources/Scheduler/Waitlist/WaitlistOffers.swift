package import PostgresClient
import RedisClient

/// A place that somebody on the waitlist may take, and nobody else, until its expiry.
package struct WaitlistOffer: Sendable, Hashable {
    package let entry: WaitlistEntry
    package let appointment: Appointment
}

extension Waitlist {
    /// Offers every place that has rested long enough to the first person it suits; what suits nobody is free for
    /// everybody. Any number of processes may do this at once. `tell` is asked in the transaction that writes the
    /// offer down, so that its message stands or falls with it.
    @discardableResult
    package func offer(
        at now: Instant? = nil,
        tell: (WaitlistOffer, PostgresTransaction) async throws -> Void = { _, _ in }
    ) async throws -> [WaitlistOffer] {
        let time = now ?? ServerClock.system.now
        let due = try await booking.read([
            "ZRANGEBYSCORE", booking.keys.resting, "-inf", "\(time.milliseconds)", "LIMIT", "0", "500",
        ])
        var offers: [WaitlistOffer] = []
        for id in (due.list ?? []).compactMap(\.text).map({ Appointment.ID($0) }) {
            if let offer = try await offer(id, at: now, tell: tell) { offers.append(offer) }
        }
        return offers
    }

    private func offer(
        _ id: Appointment.ID, at now: Instant?,
        tell: (WaitlistOffer, PostgresTransaction) async throws -> Void
    ) async throws -> WaitlistOffer? {
        guard let place = try await booking.appointment(id), place.state == .resting else { return nil }
        if try await Displacement(booking).isOwed(place) { return nil }
        if booking.book.tour(of: place) != nil {
            // They wait for the post, not for another city.
            _ = try await booking.free(id, request: "free/\(id)", at: now)
            return nil
        }
        while true {
            let step = try await booking.postgres.transaction { transaction -> Step in
                guard let entry = try await first(for: place, in: transaction) else { return .nobody }
                return try await offer(place, to: entry, at: now, in: transaction, tell: tell)
            }
            switch step {
            case .offered(let offer): return offer
            case .next: continue
            case .gone: return nil
            case .nobody:
                _ = try await booking.free(id, request: "free/\(id)", at: now)
                return nil
            }
        }
    }

    private enum Step {
        case offered(WaitlistOffer)
        /// This person can't have it: the next one is asked.
        case next
        /// Somebody else dealt with the place.
        case gone
        case nobody
    }

    private func offer(
        _ place: Appointment, to entry: WaitlistEntry, at now: Instant?, in transaction: PostgresTransaction,
        tell: (WaitlistOffer, PostgresTransaction) async throws -> Void
    ) async throws -> Step {
        let time = now ?? ServerClock.system.now
        let theirs = Theirs(
            id: .random(), service: entry.service, pool: entry.pool, channel: entry.channel,
            subject: entry.subject, identity: entry.identity)
        let (quotas, extra) = try await limits(of: entry, on: place, at: time)
        let decision = try await booking.decide(
            .offer, "offer/\(place.id)/\(entry.id)",
            [
                .text(place.id.value), .bytes(try json(theirs)), .init(entry.cells),
                .init(Self.lifetime(on: entry.channel).wholeMilliseconds),
                .bytes(try json(quotas)), .bytes(try json(extra)),
            ], at: now
        ).first
        switch decision {
        case .done(let appointment):
            try await transaction.query(
                """
                UPDATE scheduler.waitlist
                SET state = 'offered', offers = offers + 1, appointment = \(appointment.id.value),
                    changed_at = \(time)
                WHERE ministry = \(booking.ministry.value) AND id = \(entry.id)
                """)
            let offer = WaitlistOffer(entry: entry, appointment: appointment)
            try await tell(offer, transaction)
            return .offered(offer)
        case .refused(let refusal):
            guard case .alreadyHolding(let other) = refusal.reason else { return .gone }
            try await transaction.query(
                """
                UPDATE scheduler.waitlist SET state = 'served', appointment = \(other.value), changed_at = \(time)
                WHERE ministry = \(booking.ministry.value) AND id = \(entry.id)
                """)
            return .next
        }
    }

    /// The place may have been given back by somebody whom other quotas counted.
    private func limits(
        of entry: WaitlistEntry, on place: Appointment, at now: Instant
    ) async throws -> (quotas: [Quota], extra: [Int]) {
        let (agenda, group, service) = try booking.desk(post: entry.post, service: entry.service)
        let wish = Wish(
            agenda: agenda, group: group, service: service, zone: agenda.zone, cells: entry.cells,
            pool: entry.pool, channel: entry.channel, party: 1, seating: .beside)
        let extras = try await booking.extras(for: wish, at: now)
        return (wish.quotas, booking.table(extras, wish, from: place.start))
    }

    /// The first who waits for such a place; locked, so that two processes ask two people.
    private func first(
        for place: Appointment, in transaction: PostgresTransaction
    ) async throws -> WaitlistEntry? {
        try await transaction.query(
            """
            SELECT \(raw: WaitlistEntry.columns) FROM scheduler.waitlist
            WHERE ministry = \(booking.ministry.value) AND post = \(place.post) AND service = \(place.service)
                AND pool = \(place.pool.rawValue) AND state = 'waiting' AND cells <= \(place.cells)
                AND coalesce(earliest <= \(place.date.description)::text::date, true)
                AND coalesce(latest >= \(place.date.description)::text::date, true)
            ORDER BY \(raw: Self.order) LIMIT 1 FOR UPDATE SKIP LOCKED
            """
        ).first.map { try WaitlistEntry($0) }
    }

    /// What changes mean for those who wait, from the journal; the same changes again do nothing more. Whoever has a
    /// place waits no longer, however they came by it.
    package func settle(_ changes: [Change]) async throws {
        for change in changes {
            let place = change.appointment
            switch change.kind {
            case .confirm:
                try await booking.postgres.query(
                    """
                    UPDATE scheduler.waitlist
                    SET state = 'served', appointment = \(place.id.value), changed_at = \(change.at)
                    WHERE ministry = \(booking.ministry.value) AND service = \(place.service)
                        AND subject = \(place.subject) AND state IN ('waiting', 'offered')
                    """)
            case .expire where place.offered == true, .cancel where place.offered == true:
                try await booking.postgres.query(
                    """
                    UPDATE scheduler.waitlist SET appointment = NULL, changed_at = \(change.at),
                        state = CASE WHEN offers >= \(Self.patience) THEN 'aside' ELSE 'waiting' END
                    WHERE ministry = \(booking.ministry.value) AND appointment = \(place.id.value)
                        AND state = 'offered'
                    """)
            default: continue
            }
        }
    }

    private struct Theirs: Encodable {
        let id: Appointment.ID
        let service: String
        let pool: Pool
        let channel: Channel
        let subject: String
        let identity: String?
    }
}
