import PostgresClient
import RedisClient

/// Who waits for a place, and who is offered the next one that is given back. The rows are the truth; an offer is a
/// hold that only its person can take.
package struct Waitlist: Sendable {
    let booking: Booking
    private var postgres: PostgresClient { booking.postgres }
    private var ministry: String { booking.ministry.value }

    package init(_ booking: Booking) {
        self.booking = booking
    }

    /// After so many offers without an answer nobody waits for a person any more.
    package static let patience = 3

    /// How long an offer stands: whoever reads SMS now and then needs longer than whoever looks at a page.
    package static func lifetime(on channel: Channel) -> Duration {
        switch channel {
        case .web, .desk: .minutes(30)
        case .sms, .phone: .hours(4)
        }
    }

    /// Puts somebody on the list; who stands there already for this service and subject stays where they are.
    @discardableResult
    package func join(_ wish: WaitlistWish, at now: Instant? = nil) async throws -> WaitlistEntry {
        let now = now ?? ServerClock.system.now
        let resolved = try booking.wish(wish.visit, party: 1)
        let rows = try await postgres.query(
            """
            INSERT INTO scheduler.waitlist (ministry, id, post, service, subject, identity, units, cells, pool,
                channel, priority, earliest, latest, joined_at, state, changed_at)
            VALUES (\(ministry), \(OpaqueID.random()), \(wish.visit.post), \(wish.visit.service),
                \(wish.subject), \(wish.identity), \(max(1, wish.visit.units)), \(resolved.cells),
                \(wish.visit.pool.rawValue), \(wish.visit.channel.rawValue), \(wish.priority),
                \(wish.earliest?.description)::text::date, \(wish.latest?.description)::text::date, \(now),
                'waiting', \(now))
            ON CONFLICT (ministry, service, subject) WHERE state IN ('waiting', 'offered')
                DO UPDATE SET changed_at = waitlist.changed_at
            RETURNING \(raw: WaitlistEntry.columns)
            """)
        guard let row = rows.first else { throw BookingFailure.malformed("the waitlist") }
        return try WaitlistEntry(row)
    }

    /// Takes somebody off the list; an offer that stands for them goes to the next one.
    package func leave(
        _ service: String, subject: String, request: String, at now: Instant? = nil
    ) async throws {
        let rows = try await postgres.query(
            """
            UPDATE scheduler.waitlist SET state = 'left', changed_at = \(now ?? ServerClock.system.now)
            WHERE ministry = \(ministry) AND service = \(service) AND subject = \(subject)
                AND state IN ('waiting', 'offered')
            RETURNING \(raw: WaitlistEntry.columns)
            """)
        guard let row = rows.first, let offered = try WaitlistEntry(row).appointment else { return }
        _ = try await booking.cancel(offered, request: request, at: now)
    }

    /// The entry that stands for a subject, or the last one that did.
    package func entry(_ service: String, subject: String) async throws -> WaitlistEntry? {
        try await postgres.query(
            """
            SELECT \(raw: WaitlistEntry.columns) FROM scheduler.waitlist
            WHERE ministry = \(ministry) AND service = \(service) AND subject = \(subject)
            ORDER BY state IN ('waiting', 'offered') DESC, joined_at DESC LIMIT 1
            """
        ).first.map { try WaitlistEntry($0) }
    }

    /// 1 for whoever is offered the next place; nil for who doesn't wait.
    package func position(of entry: WaitlistEntry) async throws -> Int? {
        let rows = try await postgres.query(
            """
            SELECT place FROM (
                SELECT id, row_number() OVER (ORDER BY \(raw: Self.order)) AS place FROM scheduler.waitlist
                WHERE ministry = \(ministry) AND post = \(entry.post) AND service = \(entry.service)
                    AND pool = \(entry.pool.rawValue) AND state = 'waiting'
            ) AS queue WHERE id = \(entry.id)
            """)
        return try rows.first?.decode("place", as: Int.self)
    }

    /// Everybody who waits at a post, in the order of offers.
    package func queue(post: String, limit: Int = 500) async throws -> [WaitlistEntry] {
        try await postgres.query(
            """
            SELECT \(raw: WaitlistEntry.columns) FROM scheduler.waitlist
            WHERE ministry = \(ministry) AND post = \(post) AND state IN ('waiting', 'offered')
            ORDER BY service, pool, state = 'waiting', \(raw: Self.order) LIMIT \(limit)
            """
        ).map { try WaitlistEntry($0) }
    }

    /// Who left an offer unanswered stands behind those who weren't asked yet.
    static let order = "offers, priority DESC, joined_at, id"
}
