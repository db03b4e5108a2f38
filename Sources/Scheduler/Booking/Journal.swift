import PostgresClient

/// The second copy: every change of a ministry's appointments, and the latest state of each, in PostgreSQL.
struct Journal: Sendable {
    let ministry: Ministry.ID

    /// Writes changes (JSON) and answers the ids of those that stand there now; writing again changes nothing.
    /// A change that another filling of Redis decided is left out, unless it stood there before.
    func write(_ changes: [String], in session: some PostgresSession) async throws -> Set<String> {
        let written = try await session.query(
            """
            WITH ruling AS MATERIALIZED (
                SELECT epoch FROM scheduler.epochs WHERE ministry = \(ministry.value) FOR SHARE
            ), change AS (
                SELECT e, e->'appointment' AS a
                FROM unnest(\(changes)::text[]) AS t, LATERAL (SELECT t::jsonb) AS parsed(e), ruling
                WHERE e->>'epoch' = ruling.epoch
            ), \(raw: Self.insertion)
            SELECT e->>'id' AS id FROM change
            """)
        var standing = Set(try written.map { try $0.decode("id", as: String.self) })
        if standing.count < changes.count {
            // A rebuild may have written them itself; only a new statement sees what it committed.
            let known = try await session.query(
                """
                SELECT id FROM scheduler.journal
                WHERE ministry = \(ministry.value)
                    AND id IN (SELECT t::jsonb->>'id' FROM unnest(\(changes)::text[]) AS t)
                """)
            standing.formUnion(try known.map { try $0.decode("id", as: String.self) })
        }
        return standing
    }

    /// Writes changes whatever their epoch: by a rebuild, which then lets a new one rule.
    func drain(_ changes: [String], in session: some PostgresSession) async throws {
        try await session.query(
            """
            WITH ruling AS (SELECT \(ministry.value)::text), change AS (
                SELECT e, e->'appointment' AS a
                FROM unnest(\(changes)::text[]) AS t, LATERAL (SELECT t::jsonb) AS parsed(e)
            ), \(raw: Self.insertion)
            SELECT 1
            """)
    }

    func appointment(_ id: Appointment.ID, in session: some PostgresSession) async throws -> Appointment? {
        let rows = try await session.query(
            """
            SELECT appointment::text AS appointment FROM scheduler.appointments
            WHERE ministry = \(ministry.value) AND id = \(id.value)
            """)
        return try appointments(rows).first
    }

    func day(
        post: String, group: String, date: LocalDate, in session: some PostgresSession
    ) async throws -> [Appointment] {
        try appointments(
            await session.query(
                """
                SELECT appointment::text AS appointment FROM scheduler.appointments
                WHERE ministry = \(ministry.value) AND post = \(post) AND desk_group = \(group)
                    AND local_date = \(date.description)::text::date AND state NOT IN ('lapsed', 'resting', 'freed')
                ORDER BY starts, id
                """))
    }

    /// What Redis holds too: not yet forgotten there.
    func remembered(at now: Instant, in session: some PostgresSession) async throws -> [String] {
        let rows = try await session.query(
            """
            SELECT appointment::text AS appointment FROM scheduler.appointments
            WHERE ministry = \(ministry.value)
                AND (state IN ('held', 'resting', 'booked', 'displaced')
                    OR greatest(ends, changed) > \(now)::timestamptz - interval '7 days')
            """)
        return try rows.map { try $0.decode("appointment", as: String.self) }
    }

    /// The answers of the last seven days by request id: each with the changes that it made, as a JSON list.
    func decisions(
        at now: Instant, in session: some PostgresSession
    ) async throws -> [(request: String, changes: String, at: Instant)] {
        let rows = try await session.query(
            """
            SELECT request, jsonb_agg(event ORDER BY (event->>'order')::integer)::text AS changes, max(at) AS at
            FROM scheduler.journal
            WHERE ministry = \(ministry.value) AND request IS NOT NULL
                AND at > \(now)::timestamptz - interval '7 days'
            GROUP BY request
            """)
        return try rows.map { row in
            (try row.decode("request"), try row.decode("changes"), try row.decode("at"))
        }
    }

    func epoch(in session: some PostgresSession) async throws -> String? {
        try await session.query("SELECT epoch FROM scheduler.epochs WHERE ministry = \(ministry.value)")
            .first?.decode("epoch")
    }

    private func appointments(_ rows: [PostgresRow]) throws -> [Appointment] {
        try rows.map { row in
            try decoded(Appointment.self, Array(try row.decode("appointment", as: String.self).utf8))
        }
    }

    /// Completes a statement that gave `change(e, a)`; $1 is the ministry in both. Ordered by id: two that write
    /// the same changes at once wait for one another in the same order.
    private static let insertion = """
        written AS (
            INSERT INTO scheduler.journal
                (ministry, id, appointment, revision, kind, at, request, event)
            SELECT $1, e->>'id', a->>'id', (a->>'revision')::integer, e->>'kind',
                timestamptz 'epoch' + (e->>'at')::bigint * interval '1 millisecond', e->>'request', e
            FROM change
            ORDER BY e->>'id'
            ON CONFLICT (ministry, id) DO NOTHING
        ), latest AS (
            INSERT INTO scheduler.appointments
                (ministry, id, revision, state, post, desk_group, local_date, subject, starts, ends, changed,
                 appointment)
            SELECT DISTINCT ON (a->>'id') $1, a->>'id', (a->>'revision')::integer, a->>'state', a->>'post',
                a->>'group', (a->>'date')::date, a->>'subject',
                timestamptz 'epoch' + (a->>'start')::bigint * interval '1 millisecond',
                timestamptz 'epoch' + (a->>'end')::bigint * interval '1 millisecond',
                timestamptz 'epoch' + (e->>'at')::bigint * interval '1 millisecond', a
            FROM change
            ORDER BY a->>'id', (a->>'revision')::integer DESC
            ON CONFLICT (ministry, id) DO UPDATE SET
                revision = excluded.revision, state = excluded.state, post = excluded.post,
                desk_group = excluded.desk_group, local_date = excluded.local_date,
                subject = excluded.subject, starts = excluded.starts, ends = excluded.ends,
                changed = excluded.changed, appointment = excluded.appointment
            WHERE appointments.revision < excluded.revision
        )
        """
}
