import Logging
import PostgresClient
import RedisClient

/// What a rebuild put back.
package struct Rebuilt: Sendable, Equatable, Codable {
    package var appointments = 0
    package var decisions = 0
}

extension Booking {
    /// Fills Redis from the journal if it was emptied, and does nothing otherwise. Called at start, and by every
    /// verb that finds Redis empty. Processes wait for one another.
    @discardableResult
    package func prepare(at now: Instant? = nil) async throws -> Rebuilt? {
        try await fill(at: now) { redis, journal in redis == nil || redis != journal }
    }

    /// Fills Redis from the journal whatever it holds. Open holds that the journal doesn't know are lost.
    @discardableResult
    package func rebuild(at now: Instant? = nil) async throws -> Rebuilt {
        try await fill(at: now) { _, _ in true } ?? Rebuilt()
    }

    private func fill(
        at now: Instant?, if needed: @Sendable @escaping (String?, String?) -> Bool
    ) async throws -> Rebuilt? {
        let now = now ?? ServerClock.system.now
        do {
            return try await postgres.transaction { transaction in
                try await transaction.query(
                    "SELECT pg_advisory_xact_lock(hashtextextended(\("scheduler.rebuild/\(ministry)"), 0))")
                let known = try await journal.epoch(in: transaction)
                guard needed(try await read(["GET", keys.epoch]).text, known) else { return nil }
                return try await fill(at: now, in: transaction)
            }
        } catch let failure as PostgresFailure {
            throw BookingFailure.unavailable("journal: \(failure)")
        }
    }

    private func fill(at now: Instant, in transaction: PostgresTransaction) async throws -> Rebuilt {
        let epoch = OpaqueID.random()
        // Held until the end: nobody journals what the old filling decided while the new one is being read.
        try await transaction.query(
            """
            INSERT INTO scheduler.epochs (ministry, epoch) VALUES (\(ministry.value), \(epoch))
            ON CONFLICT (ministry) DO UPDATE SET epoch = excluded.epoch
            """)
        _ = try await read(["DEL", keys.epoch])
        try await catchUp { try await journal.drain($0, in: transaction) }
        try await clear()
        _ = try await publish(at: now, in: transaction)
        var rebuilt = Rebuilt()
        for part in try await journal.remembered(at: now, in: transaction).parts(of: 200) {
            let answer = try await call(
                .restore, arguments: part.map { .text($0) }, at: now, as: RestoreAnswer.self)
            rebuilt.appointments += answer.restored
        }
        for part in try await journal.decisions(at: now, in: transaction).parts(of: 200) {
            let answers = part.flatMap {
                [keys.decision($0.request), #"{"answer":"done","events":\#($0.changes)}"#]
            }
            let due = part.flatMap {
                ["\(($0.at + .days(7)).milliseconds)", keys.decision($0.request)]
            }
            _ = try await read(["MSET"] + answers)
            _ = try await read(["ZADD", keys.forget] + due)
            rebuilt.decisions += part.count
        }
        // Should the commit fail, the two epochs differ, and the next verb to journal fills Redis again.
        _ = try await read(["SET", keys.epoch, epoch])
        logger.notice(
            "Redis filled from the journal",
            metadata: [
                "ministry": "\(ministry)", "appointments": "\(rebuilt.appointments)",
                "decisions": "\(rebuilt.decisions)",
            ])
        return rebuilt
    }

    /// Hands over everything on the stream, oldest first, acknowledged or not.
    func catchUp(_ write: ([String]) async throws -> Void) async throws {
        var from = "-"
        while true {
            let entries = StreamEntry.list(
                try await read(["XRANGE", keys.journal, from, "+", "COUNT", "1000"]))
            guard let last = entries.last else { return }
            try await write(entries.compactMap(\.change))
            from = "(\(last.id)"
        }
    }

    private func clear() async throws {
        var cursor = "0"
        repeat {
            let reply = try await read(["SCAN", cursor, "MATCH", keys.bookingPattern, "COUNT", "1000"])
            guard let parts = reply.list, parts.count == 2, let next = parts[0].text else {
                throw BookingFailure.malformed("SCAN")
            }
            let found = (parts[1].list ?? []).compactMap(\.text)
            if !found.isEmpty { _ = try await read(["UNLINK"] + found) }
            cursor = next
        } while cursor != "0"
    }

    private struct RestoreAnswer: Decodable { let restored: Int }
}

/// One entry of the ministry's stream.
struct StreamEntry {
    let id: String
    /// The change as JSON; nil if the entry was trimmed.
    let change: String?

    static func list(_ value: RedisValue) -> [StreamEntry] {
        (value.list ?? []).compactMap { entry in
            guard let parts = entry.list, let id = parts.first?.text else { return nil }
            let fields = parts.count > 1 ? parts[1].list ?? [] : []
            return StreamEntry(id: id, change: fields.count == 2 ? fields[1].text : nil)
        }
    }
}

extension Array {
    /// In order, each of at most `size`.
    func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
