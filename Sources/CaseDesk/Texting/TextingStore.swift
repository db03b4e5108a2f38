import Foundation
import PostgresClient
import Scheduler

/// How far each person's conversation by SMS is, in PostgreSQL. Who goes on with one has the lease on it: two SMS of
/// one person are taken in one after the other, by whichever processes.
struct TextingStore: Sendable {
    struct Stored: Sendable {
        let state: TextingState
        /// The language of the last keyword; nil before the first.
        let locale: String?
    }

    /// Longer than taking in an SMS ever takes; after it, who died with the lease is waited for no more.
    private static let lease = 30_000
    private static let pauses = 400

    struct Busy: Error {}

    /// Waits for the lease, ten seconds and more; throws `Busy` after that. By PostgreSQL's clock.
    func begin(_ person: String, at now: Instant, in session: some PostgresSession) async throws -> Stored {
        for _ in 0..<Self.pauses {
            let rows = try await session.query(
                """
                INSERT INTO casedesk.sms_dialogues (person, state, leased_until, changed_at)
                VALUES (\(person), '{"misses": []}',
                        clock_timestamp() + \(Self.lease) * interval '1 millisecond', \(now))
                ON CONFLICT (person) DO UPDATE SET leased_until = excluded.leased_until
                WHERE coalesce(sms_dialogues.leased_until < clock_timestamp(), true)
                RETURNING state::text AS state, locale
                """)
            if let row = rows.first { return try stored(row) }
            try await Task.sleep(for: .milliseconds(Int64.random(in: 15...40)))
        }
        throw Busy()
    }

    /// Gives the lease back without a change.
    func release(_ person: String, in session: some PostgresSession) async throws {
        try await session.query(
            "UPDATE casedesk.sms_dialogues SET leased_until = NULL WHERE person = \(person)")
    }

    /// From now on they are answered in this language.
    func speak(_ locale: String, to person: String, in session: some PostgresSession) async throws {
        try await session.query(
            "UPDATE casedesk.sms_dialogues SET locale = \(locale) WHERE person = \(person)")
    }

    /// The new state; gives the lease back.
    func save(
        _ state: TextingState, of person: String, at now: Instant, in transaction: PostgresTransaction
    ) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(state), as: UTF8.self)
        try await transaction.query(
            """
            UPDATE casedesk.sms_dialogues
            SET state = \(text)::text::jsonb, leased_until = NULL, changed_at = \(now)
            WHERE person = \(person)
            """)
    }

    /// The language that somebody texts us in; nil for who never did.
    static func language(of person: String, in session: some PostgresSession) async throws -> String? {
        try await session.query("SELECT locale FROM casedesk.sms_dialogues WHERE person = \(person)")
            .first?.decode("locale")
    }

    private func stored(_ row: PostgresRow) throws -> Stored {
        let text = try row.decode("state", as: String.self)
        // What an older version wrote and this one can't read is a conversation that begins anew.
        let state = try? JSONDecoder().decode(TextingState.self, from: Data(text.utf8))
        return Stored(state: state ?? TextingState(), locale: try row.decode("locale"))
    }
}
