package import Logging
import PostgresClient
import RedisClient
import ServiceLifecycle

/// The second, idempotent path of every change from the ministry's stream into the journal. It acknowledges what
/// stands in PostgreSQL, and trims only what every group has acknowledged.
package struct JournalReader: Service {
    private let booking: Booking
    private let group: String
    private let consumer = OpaqueID.random()
    private let patience: Duration
    private let also: (@Sendable ([Change]) async throws -> Void)?
    private let logger: Logger

    /// `also` gets each change at least once, after it was journalled and before it is acknowledged. What another
    /// reader took and hasn't acknowledged for `patience` counts as abandoned.
    package init(
        _ booking: Booking, group: String = "journal", patience: Duration = .seconds(10), logger: Logger,
        also: (@Sendable ([Change]) async throws -> Void)? = nil
    ) {
        self.booking = booking
        self.group = group
        self.patience = patience
        self.logger = logger
        self.also = also
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await follow()
                } catch {
                    if Task.isCancelled { return }
                    logger.warning("the journal reader starts again", metadata: ["why": "\(error)"])
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }

    private func follow() async throws {
        let connection = try await booking.redis.blocking()
        do {
            while !Task.isCancelled {
                try await pass(blocking: connection)
            }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    /// One turn without waiting; answers how many changes it took.
    @discardableResult
    package func pass() async throws -> Int {
        try await take(adopted()) + take(fresh(blocking: nil))
    }

    private func pass(blocking connection: RedisConnection) async throws {
        try await take(adopted())
        try await take(fresh(blocking: connection))
    }

    @discardableResult
    private func take(_ entries: [StreamEntry]) async throws -> Int {
        guard !entries.isEmpty else { return 0 }
        let changes = entries.compactMap(\.change)
        let standing = try await booking.journal.write(changes, in: booking.postgres)
        if standing.count < Set(changes).count {
            logger.warning(
                "changes of an emptied Redis were left out",
                metadata: ["count": "\(Set(changes).count - standing.count)"])
        }
        if let also {
            let known = try changes.map { try decoded(Change.self, Array($0.utf8)) }
            try await also(known.filter { standing.contains($0.id) })
        }
        _ = try await booking.read(["XACK", stream, group] + entries.map(\.id))
        try await trim()
        return entries.count
    }

    private var stream: String { booking.keys.journal }

    private func fresh(blocking connection: RedisConnection?) async throws -> [StreamEntry] {
        let head = ["XREADGROUP", "GROUP", group, consumer, "COUNT", "500"]
        let tail = ["STREAMS", stream, ">"]
        let reply: RedisValue
        do {
            if let connection {
                reply = try await connection.send(head + ["BLOCK", "1000"] + tail, timeout: .seconds(10))
            } else {
                reply = try await booking.redis.send(head + tail)
            }
        } catch {
            guard case .refused(let why) = error, why.hasPrefix("NOGROUP") else { throw error }
            try await create()
            return []
        }
        guard let entries = reply.list?.first?.list, entries.count == 2 else { return [] }
        return StreamEntry.list(entries[1])
    }

    /// What another reader took and abandoned.
    private func adopted() async throws -> [StreamEntry] {
        do {
            let reply = try await booking.redis.send([
                "XAUTOCLAIM", stream, group, consumer, "\(patience.wholeMilliseconds)", "0", "COUNT", "500",
            ])
            guard let parts = reply.list, parts.count >= 2 else { return [] }
            return StreamEntry.list(parts[1])
        } catch {
            guard case .refused(let why) = error, why.hasPrefix("NOGROUP") else { throw error }
            try await create()
            return []
        }
    }

    /// From the very beginning: what stands in the journal already is written without effect.
    private func create() async throws {
        do {
            try await booking.redis.send(["XGROUP", "CREATE", stream, group, "0", "MKSTREAM"])
            logger.notice("the stream's reader group was made", metadata: ["group": "\(group)"])
        } catch {
            guard case .refused(let why) = error, why.hasPrefix("BUSYGROUP") else { throw error }
        }
    }

    /// Up to the first entry that some group hasn't acknowledged or hasn't read.
    private func trim() async throws {
        var keep: StreamID?
        for info in try await booking.read(["XINFO", "GROUPS", stream]).list ?? [] {
            let fields = (info.list ?? []).map { $0.text ?? "" }
            guard let name = value("name", in: fields), let last = value("last-delivered-id", in: fields),
                let delivered = StreamID(last)
            else { return }
            let pending = try await booking.read(["XPENDING", stream, name]).list ?? []
            let first = pending.count > 1 ? pending[1].text.flatMap { StreamID($0) } : nil
            let needed = first ?? delivered.next
            keep = min(keep ?? needed, needed)
        }
        if let keep { _ = try await booking.read(["XTRIM", stream, "MINID", keep.description]) }
    }

    private func value(_ key: String, in fields: [String]) -> String? {
        guard let index = fields.firstIndex(of: key), index + 1 < fields.count else { return nil }
        return fields[index + 1]
    }
}

private struct StreamID: Comparable, CustomStringConvertible {
    let time: UInt64
    let sequence: UInt64

    init?(_ text: String) {
        let parts = text.split(separator: "-").map { UInt64($0) }
        guard parts.count == 2, let time = parts[0], let sequence = parts[1] else { return nil }
        (self.time, self.sequence) = (time, sequence)
    }

    private init(time: UInt64, sequence: UInt64) {
        (self.time, self.sequence) = (time, sequence)
    }

    var next: Self { Self(time: time, sequence: sequence + 1) }
    var description: String { "\(time)-\(sequence)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.time, left.sequence) < (right.time, right.sequence)
    }
}
