import Foundation

/// One step of a schema's history: numbered by its name, forward only, never edited once it has run.
package struct Migration: Sendable {
    /// Such as `m0001_dossiers`; they run in the order of their names.
    package let name: String
    package let sql: [UInt8]

    package init(name: String, sql: [UInt8]) {
        self.name = name
        self.sql = sql
    }

    /// FNV-1a, 64 bits: enough to notice an edit.
    var checksum: String {
        String(sql.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }
}

package enum MigrationFailure: Error, Equatable, CustomStringConvertible {
    case edited(String)
    case unknown(String)
    case failed(String, PostgresFailure)

    package var description: String {
        switch self {
        case .edited(let name): "migration \(name) was edited after it ran: restore it and add a new one"
        case .unknown(let name):
            "the database has migration \(name), which this version doesn't know: update Guichet"
        case .failed(let name, let failure): "migration \(name) failed: \(failure)"
        }
    }
}

extension PostgresClient {
    /// Brings a schema up to date under an advisory lock: of two that migrate at once, one waits and finds it done.
    /// Statements of a migration find the schema's tables without its name.
    package func migrate(_ schema: String, _ migrations: [Migration]) async throws {
        try await pool.with { wire, limit in
            // However long another takes: its migrations are ours too.
            try await wire.execute(
                .script(
                    """
                    SET statement_timeout = 0;
                    SELECT pg_advisory_lock(hashtext('guichet.migrate.\(schema)'))
                    """), .anew(by: limit))
            do {
                try await run(migrations, of: schema, on: wire)
            } catch {
                await wire.drop()
                throw error
            }
            // The lock and the time-out were this connection's.
            await wire.drop()
        }
    }

    private func run(_ migrations: [Migration], of schema: String, on wire: PostgresWire) async throws {
        try await wire.execute(
            .script(
                """
                CREATE SCHEMA IF NOT EXISTS \(schema);
                CREATE TABLE IF NOT EXISTS \(schema).migrations (
                    name text PRIMARY KEY, checksum text NOT NULL, ran_at timestamptz NOT NULL DEFAULT now());
                """), .asItStands)
        let known = SQL(trusted: "SELECT name, checksum FROM \(schema).migrations")
        let rows = try await wire.execute(.statement(known), .asItStands).rows
        var done: [String: String] = [:]
        for row in rows { done[try row.decode("name")] = try row.decode("checksum", as: String.self) }
        for migration in migrations.sorted(by: { $0.name < $1.name }) {
            if let checksum = done.removeValue(forKey: migration.name) {
                guard checksum == migration.checksum else { throw MigrationFailure.edited(migration.name) }
                continue
            }
            do throws(PostgresFailure) {
                try await wire.execute(
                    .script(
                        """
                        BEGIN;
                        SET LOCAL search_path = \(schema), public;
                        \(String(decoding: migration.sql, as: UTF8.self));
                        INSERT INTO \(schema).migrations (name, checksum)
                        VALUES ('\(migration.name)', '\(migration.checksum)');
                        COMMIT;
                        """), .asItStands)
            } catch {
                throw MigrationFailure.failed(migration.name, error)
            }
        }
        if let stranger = done.keys.sorted().first { throw MigrationFailure.unknown(stranger) }
    }
}
