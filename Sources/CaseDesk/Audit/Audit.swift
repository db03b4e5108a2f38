import Crypto
import Foundation
package import PostgresClient
import Scheduler

/// The log of every look and every act. Entries are written in the act's own transaction, without a lock in the
/// way of others, and chained after commit by one sequencer: each hash covers the entry and the hash before it.
package enum Audit {
    package static func record(_ entry: AuditEntry, in session: some PostgresSession) async throws {
        try await session.query(
            """
            INSERT INTO casedesk.audit (at, performer, act, object, detail)
            VALUES (\(entry.at), \(entry.performer.code), \(entry.act), \(entry.object),
                \(canonical(entry.detail)))
            """)
    }

    /// Chains what has been committed since; several processes may call it, one works. Answers how many.
    @discardableResult
    package static func sequence(_ postgres: PostgresClient) async throws -> Int {
        try await postgres.transaction { transaction in
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtext('guichet.audit'))")
            let last = try await transaction.query(
                "SELECT number, hash FROM casedesk.audit WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
            )
            var number = try last.first?.decode("number", as: Int64.self) ?? 0
            var hash = try last.first?.decode("hash", as: [UInt8].self) ?? []
            let fresh = try await transaction.query(
                """
                SELECT id, at, performer, act, object, detail FROM casedesk.audit
                WHERE number IS NULL ORDER BY id LIMIT 1000
                """)
            var ids: [Int64] = []
            var numbers: [Int64] = []
            var hashes: [[UInt8]] = []
            for row in fresh {
                number += 1
                hash = try link(row, number, after: hash)
                ids.append(try row.decode("id"))
                numbers.append(number)
                hashes.append(hash)
            }
            try await transaction.query(
                """
                UPDATE casedesk.audit SET number = chain.number, hash = chain.hash
                FROM unnest(\(ids)::int8[], \(numbers)::int8[], \(hashes)::bytea[]) AS chain (id, number, hash)
                WHERE audit.id = chain.id
                """)
            return ids.count
        }
    }

    /// What `verify` found; nil `broken` when the chain holds.
    package struct Report: Sendable, Equatable {
        package let entries: Int
        package let waiting: Int
        /// The first number that doesn't follow from the one before.
        package let broken: Int64?
        /// The hash of the last entry: kept elsewhere, it proves that nothing before was changed.
        package let head: [UInt8]
    }

    /// - Parameter newest: how many of the last entries are read, against the one before them; nil: the whole chain.
    package static func verify(_ postgres: PostgresClient, newest: Int64? = nil) async throws -> Report {
        var (number, hash) = try await begin(newest, in: postgres)
        var broken: Int64?
        while broken == nil {
            let rows = try await postgres.query(
                """
                SELECT number, hash, id, at, performer, act, object, detail FROM casedesk.audit
                WHERE number > \(number) ORDER BY number LIMIT 5000
                """)
            if rows.isEmpty { break }
            for row in rows {
                let next = try link(row, number + 1, after: hash)
                guard try row.decode("number") == number + 1, try row.decode("hash") == next else {
                    broken = number + 1
                    break
                }
                (number, hash) = (number + 1, next)
            }
        }
        let waiting = try await postgres.query(
            "SELECT count(*) AS count FROM casedesk.audit WHERE number IS NULL")
        return Report(
            entries: Int(number), waiting: try waiting.first?.decode("count") ?? 0, broken: broken, head: hash
        )
    }

    /// The entry before the newest ones, and its hash.
    private static func begin(
        _ newest: Int64?, in postgres: PostgresClient
    ) async throws -> (Int64, [UInt8]) {
        guard let newest else { return (0, []) }
        let rows = try await postgres.query(
            """
            SELECT number, hash FROM casedesk.audit
            WHERE number <= (SELECT max(number) FROM casedesk.audit) - \(newest) ORDER BY number DESC LIMIT 1
            """)
        guard let row = rows.first else { return (0, []) }
        return (try row.decode("number"), try row.decode("hash"))
    }

    private static func link(
        _ row: PostgresRow, _ number: Int64, after hash: [UInt8]
    ) throws -> [UInt8] {
        let entry = canonical([
            "act": try row.decode("act"), "at": String(try row.decode("at", as: Instant.self).milliseconds),
            "detail": try row.decode("detail"), "number": String(number), "object": try row.decode("object"),
            "performer": try row.decode("performer"),
        ])
        return Array(SHA256.hash(data: hash + Array(entry.utf8)))
    }

    /// JSON with its keys sorted: the same text on every machine and every run.
    private static func canonical(_ values: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
