package import PostgresClient
package import Scheduler
package import Vault

/// Who asked by STOP for no more SMS, and who asked for them again. A number is stored as its keyed hash only.
package struct SMSOptOuts: Sendable {
    private let vault: Vault

    package init(vault: Vault) {
        self.vault = vault
    }

    /// False when the number had said so before; the earlier time stays.
    @discardableResult
    package func stop(
        _ number: PhoneNumber, said message: String, at now: Instant, in session: some PostgresSession
    ) async throws -> Bool {
        let rows = try await session.query(
            """
            INSERT INTO channels.sms_optouts (number_index, stopped_at, said_in)
            VALUES (\(index(number)), \(now), \(message))
            ON CONFLICT (number_index) DO UPDATE
                SET stopped_at = excluded.stopped_at, resumed_at = NULL, said_in = excluded.said_in
            WHERE sms_optouts.resumed_at IS NOT NULL
            RETURNING stopped_at
            """)
        return !rows.isEmpty
    }

    /// False when no STOP of the number holds.
    @discardableResult
    package func resume(
        _ number: PhoneNumber, said message: String, at now: Instant, in session: some PostgresSession
    ) async throws -> Bool {
        let rows = try await session.query(
            """
            UPDATE channels.sms_optouts SET resumed_at = greatest(stopped_at, \(now)), said_in = \(message)
            WHERE number_index = \(index(number)) AND resumed_at IS NULL RETURNING resumed_at
            """)
        return !rows.isEmpty
    }

    /// Since when the number wants no SMS; nil: it takes them.
    package func stopped(_ number: PhoneNumber, in session: some PostgresSession) async throws -> Instant? {
        let rows = try await session.query(
            """
            SELECT stopped_at FROM channels.sms_optouts
            WHERE number_index = \(index(number)) AND resumed_at IS NULL
            """)
        return try rows.first?.decode("stopped_at")
    }

    /// Whether a message goes out all the same.
    package func allows(
        _ template: MessageTemplate, to number: PhoneNumber, in session: some PostgresSession
    ) async throws -> Bool {
        if template.isSentDespiteStop { return true }
        return try await stopped(number, in: session) == nil
    }

    private func index(_ number: PhoneNumber) -> [UInt8] {
        AddressIndex(vault: vault)(number.e164, on: .sms)
    }
}

extension MessageTemplate {
    /// A danger to life, and what the person asked for at that moment: a code to come in, an answer to their own SMS,
    /// the answer to STOP itself; and notices that the law asks for.
    package var isSentDespiteStop: Bool {
        switch lane {
        case .lifeSafety, .loginCode: true
        case .transactional, .reminder, .campaign: isAsked || isLegal
        }
    }
}
