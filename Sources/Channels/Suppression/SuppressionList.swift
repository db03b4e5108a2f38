package import PostgresClient
package import Scheduler
internal import Vault

/// One address that is kept from something.
package struct SuppressedAddress: Sendable, Equatable {
    package let id: String
    package let medium: Medium
    package let kind: Suppression.Kind
    /// Nil: whichever post writes.
    package let post: String?
    package let reason: String
    /// The message that it began with; nil when an agent did it, or when that message was erased.
    package let message: Message.ID?
    /// What that message was about, and which post wrote it: they tell the person.
    package let subject: String?
    package let writer: String?
    package let since: Instant
    package let until: Instant?
}

extension Suppression {
    /// What stands, the latest first.
    package func list(limit: Int = 200) async throws -> [SuppressedAddress] {
        let rows = try await messages.postgres.query(
            """
            SELECT s.*, m.subject, m.post AS writer
            FROM channels.suppressions s LEFT JOIN channels.messages m ON m.id = s.message
            WHERE s.lifted_at IS NULL AND (s.until IS NULL OR s.until > \(messages.clock.now))
            ORDER BY s.since DESC, s.id LIMIT \(limit)
            """)
        return try rows.map { row in
            SuppressedAddress(
                id: try row.decode("id"), medium: Medium(rawValue: try row.decode("medium")) ?? .email,
                kind: Kind(rawValue: try row.decode("kind")) ?? .manual, post: try row.decode("post"),
                reason: try row.decode("reason"),
                message: try row.decode("message", as: String?.self).map(Message.ID.init),
                subject: try row.decode("subject"), writer: try row.decode("writer"),
                since: try row.decode("since"), until: try row.decode("until"))
        }
    }

    /// By hand, or by a person's own wish. A second time changes nothing but the end.
    package func add(
        _ address: String, on medium: Medium, _ kind: Kind, post: String?, reason: String,
        until: Instant? = nil,
        in session: some PostgresSession
    ) async throws {
        let index = AddressIndex(vault: messages.vault)(address, on: medium)
        try await insert(index, medium, kind, post: post, reason, message: nil, until, in: session)
    }

    /// The address may be written to again. `performer` is who decided it. False when nothing stood there.
    package func lift(_ id: String, by performer: String, in session: some PostgresSession) async throws
        -> Bool
    {
        let rows = try await session.query(
            """
            UPDATE channels.suppressions SET lifted_at = \(messages.clock.now), lifted_by = \(performer)
            WHERE id = \(id) AND lifted_at IS NULL RETURNING id
            """)
        return !rows.isEmpty
    }

    func insert(
        _ index: [UInt8], _ medium: Medium, _ kind: Kind, post: String?, _ reason: String,
        message: Message.ID?,
        _ until: Instant?, in session: some PostgresSession
    ) async throws {
        try await session.query(
            """
            INSERT INTO channels.suppressions (id, medium, address_index, post, kind, reason, message, since, until)
            VALUES (\(randomName()), \(medium.rawValue), \(index), \(post), \(kind.rawValue), \(reason),
                \(message?.value), \(messages.clock.now), \(until))
            ON CONFLICT (medium, address_index, kind, (coalesce(post, ''))) WHERE lifted_at IS NULL
            DO UPDATE SET until = EXCLUDED.until, reason = EXCLUDED.reason, message = EXCLUDED.message,
                since = CASE WHEN suppressions.until <= EXCLUDED.since THEN EXCLUDED.since ELSE suppressions.since END
                WHERE suppressions.until IS NOT NULL
            """)
    }
}
