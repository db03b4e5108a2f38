import Foundation
import RedisClient

/// Every key of a ministry in one file, as DUMP gives and RESTORE takes it.
///
/// The file is a line that names the format, then for each key: its length (4 bytes, big-endian), the key, the
/// instant of its expiry in milliseconds since 1970 (8 bytes; negative: none), the dump's length (4) and the dump;
/// at the end a length of zero and the number of keys (8). A DUMP carries its own version and checksum.
enum RedisArchive {
    private static let title = Array("guichet redis 1\n".utf8)
    private static let batch = 500

    private struct Record {
        let key: [UInt8]
        let expiry: Int64
        let dump: [UInt8]
    }

    /// Reads every key while `hold` keeps writers waiting; `hold` is called again before each batch. The caller brings
    /// the file to disk: writers needn't wait for that.
    static func write(
        _ pattern: String, of redis: RedisClient, to file: FileHandle, hold: () async throws -> Void
    ) async throws -> Int {
        try await onDisk { try file.write(contentsOf: Data(title)) }
        var (cursor, count) = ("0", 0)
        repeat {
            try await hold()
            let page =
                try await redis.send(["SCAN", cursor, "MATCH", pattern, "COUNT", "\(batch)"]).list ?? []
            guard page.count == 2, let next = page[0].text, let keys = page[1].list else {
                throw BackupFailure.tool("SCAN", "an answer of another shape")
            }
            cursor = next
            let records = try await dump(keys.compactMap(\.bytes), of: redis)
            count += records.count
            let bytes = records.flatMap(encode)
            try await onDisk { try file.write(contentsOf: Data(bytes)) }
        } while cursor != "0"
        let end = bigEndian(UInt32(0)) + bigEndian(UInt64(count))
        try await onDisk { try file.write(contentsOf: Data(end)) }
        return count
    }

    /// Whether a ministry has no key at all.
    static func isEmpty(_ pattern: String, of redis: RedisClient) async throws -> Bool {
        var cursor = "0"
        repeat {
            let page = try await redis.send(["SCAN", cursor, "MATCH", pattern, "COUNT", "10000"]).list ?? []
            guard page.count == 2, let next = page[0].text, let keys = page[1].list else {
                throw BackupFailure.tool("SCAN", "an answer of another shape")
            }
            if !keys.isEmpty { return false }
            cursor = next
        } while cursor != "0"
        return true
    }

    static func version(of redis: RedisClient) async throws -> String {
        let lines = try await redis.send(["INFO", "server"]).text?.split(whereSeparator: \.isNewline) ?? []
        return lines.first { $0.hasPrefix("redis_version:") }.map { String($0.dropFirst(14)) } ?? "unknown"
    }

    /// Reads the whole file; throws where it isn't one of ours.
    static func count(in url: URL) throws -> Int {
        var reader = try Reader(url)
        while try reader.next() != nil {}
        return reader.count
    }

    /// A key met twice by SCAN is simply written twice.
    static func restore(_ url: URL, into redis: RedisClient) async throws {
        var reader = try Reader(url)
        var records: [Record] = []
        while let record = try reader.next() {
            records.append(record)
            if records.count == batch {
                try await restore(records, into: redis)
                records = []
            }
        }
        try await restore(records, into: redis)
    }

    private static func dump(_ keys: [[UInt8]], of redis: RedisClient) async throws -> [Record] {
        try await withThrowingTaskGroup(of: Record?.self) { group in
            for key in keys {
                group.addTask {
                    async let expiry = redis.send([Array("PEXPIRETIME".utf8), key])
                    let dump = try await redis.send([Array("DUMP".utf8), key])
                    // Gone since SCAN named it: its time was up.
                    guard let bytes = dump.bytes else { return nil }
                    return Record(key: key, expiry: try await expiry.integer ?? -1, dump: bytes)
                }
            }
            return try await group.reduce(into: []) { if let record = $1 { $0.append(record) } }
        }
    }

    private static func restore(_ records: [Record], into redis: RedisClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for record in records {
                group.addTask {
                    let expiry = Array("\(max(record.expiry, 0))".utf8)
                    try await redis.send(
                        [Array("RESTORE".utf8), record.key, expiry, record.dump]
                            + [Array("ABSTTL".utf8), Array("REPLACE".utf8)])
                }
            }
            try await group.waitForAll()
        }
    }

    private static func encode(_ record: Record) -> [UInt8] {
        bigEndian(UInt32(record.key.count)) + record.key + bigEndian(UInt64(bitPattern: record.expiry))
            + bigEndian(UInt32(record.dump.count)) + record.dump
    }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        let width = value.bitWidth / 8
        return (0..<width).map { UInt8(truncatingIfNeeded: value >> ((width - 1 - $0) * 8)) }
    }

    private struct Reader {
        private let file: FileHandle
        private let url: URL
        private var buffer: [UInt8] = []
        private var position = 0
        private(set) var count = 0

        init(_ url: URL) throws {
            self.url = url
            file = try FileHandle(forReadingFrom: url)
            guard try take(title.count) == title[...] else { throw damaged }
        }

        /// Nil at the end, once the number of keys was found to agree.
        mutating func next() throws -> Record? {
            let length = try number(4)
            guard length > 0 else {
                guard try number(8) == UInt64(count) else { throw damaged }
                return nil
            }
            let key = Array(try take(length))
            let expiry = Int64(bitPattern: try number(8))
            let dump = Array(try take(try number(4)))
            count += 1
            return Record(key: key, expiry: expiry, dump: dump)
        }

        private mutating func number(_ width: Int) throws -> UInt64 {
            try take(width).reduce(0) { $0 << 8 | UInt64($1) }
        }

        private mutating func take(_ length: some BinaryInteger) throws -> ArraySlice<UInt8> {
            let length = Int(length)
            while buffer.count - position < length {
                guard let data = try file.read(upToCount: 1 << 20), !data.isEmpty else { throw damaged }
                buffer.removeFirst(position)
                position = 0
                buffer += data
            }
            defer { position += length }
            return buffer[position..<(position + length)]
        }

        private var damaged: BackupFailure { .damaged(url.lastPathComponent) }
    }
}
