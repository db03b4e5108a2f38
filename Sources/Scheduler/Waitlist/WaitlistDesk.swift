package import PostgresClient

// What a post's desk sees of its waitlist, and may change.
extension Waitlist {
    /// Somebody on the list, and where.
    package struct Standing: Sendable, Hashable, Identifiable {
        package let entry: WaitlistEntry
        /// 1: the next place that suits is theirs; nil: a place is offered to them, or nobody offers them any more.
        package let position: Int?
        package var id: String { entry.id }
    }

    /// Everybody of a post who waits, was offered a place or was set aside: by service and pool, in the order of offers.
    package func standings(post: String, limit: Int = 500) async throws -> [Standing] {
        try await standings(
            where: "post = \(post) AND state IN ('waiting', 'offered', 'aside')", limit: limit)
    }

    package func standing(_ id: String) async throws -> Standing? {
        try await standings(where: "id = \(id)", limit: 1).first
    }

    /// Higher goes first. Who was set aside waits again, as if they had been asked nothing.
    /// - Returns: false when they aren't on the list any more.
    package func prefer(
        _ id: String, priority: Int, at now: Instant? = nil,
        also: @Sendable (PostgresTransaction) async throws -> Void = { _ in }
    ) async throws -> Bool {
        try await booking.postgres.transaction(retries: 2) { transaction in
            let rows = try await transaction.query(
                """
                UPDATE scheduler.waitlist SET priority = \(priority), changed_at = \(now ?? ServerClock.system.now),
                    offers = CASE state WHEN 'aside' THEN 0 ELSE offers END,
                    state = CASE state WHEN 'aside' THEN 'waiting' ELSE state END
                WHERE ministry = \(booking.ministry.value) AND id = \(id)
                    AND state IN ('waiting', 'offered', 'aside') RETURNING id
                """)
            if !rows.isEmpty { try await also(transaction) }
            return !rows.isEmpty
        }
    }

    /// Takes somebody off the list; an offer that stands for them goes to the next one.
    /// - Returns: false when they weren't on it any more.
    package func remove(
        _ id: String, request: String, at now: Instant? = nil,
        also: @Sendable (PostgresTransaction) async throws -> Void = { _ in }
    ) async throws -> Bool {
        let removed = try await booking.postgres.transaction(retries: 2) { transaction -> WaitlistEntry? in
            let rows = try await transaction.query(
                """
                UPDATE scheduler.waitlist SET state = 'left', changed_at = \(now ?? ServerClock.system.now)
                WHERE ministry = \(booking.ministry.value) AND id = \(id)
                    AND state IN ('waiting', 'offered', 'aside') RETURNING \(raw: WaitlistEntry.columns)
                """)
            if !rows.isEmpty { try await also(transaction) }
            return try rows.first.map { try WaitlistEntry($0) }
        }
        if let offered = removed?.appointment {
            _ = try await booking.cancel(offered, request: request, at: now)
        }
        return removed != nil
    }

    private func standings(where condition: SQL, limit: Int) async throws -> [Standing] {
        try await booking.postgres.query(
            """
            SELECT \(raw: WaitlistEntry.columns), place FROM (
                SELECT *, CASE WHEN state = 'waiting' THEN row_number() OVER (
                    PARTITION BY post, service, pool, state ORDER BY \(raw: Self.order)) END AS place
                FROM scheduler.waitlist
                WHERE ministry = \(booking.ministry.value) AND state IN ('waiting', 'offered', 'aside')
            ) AS queue
            WHERE \(condition) ORDER BY service, pool, state DESC, place, joined_at LIMIT \(limit)
            """
        ).map { row in
            Standing(
                entry: try WaitlistEntry(row), position: try row.decode("place", as: Int?.self))
        }
    }
}
