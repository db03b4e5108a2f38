import RedisClient
import Scheduler

/// Reads the ministry's stream in a group of its own and writes every change down in the order in which Redis
/// decided: the one thing that no client can know.
struct Witness {
    private let redis: RedisClient
    private let stream: String
    private let log: RaceLog

    init(_ course: Course, redis: RedisClient, folder: String) async throws {
        self.redis = redis
        stream = Self.stream(course)
        log = try RaceLog("\(folder)/order.log")
        try await redis.send(["XGROUP", "CREATE", stream, "witness", "0", "MKSTREAM"])
    }

    static func stream(_ course: Course) -> String { "{\(course.ministry)}:journal" }

    func run() async throws {
        while true {
            // Redis may just be dead.
            let count = (try? await pass()) ?? 0
            if count == 0 { try await Task.sleep(for: .milliseconds(50)) }
        }
    }

    /// What was told and not acknowledged comes first: a line may stand there twice, none is missing.
    func pass() async throws -> Int {
        let left = try await take(from: "0")
        return left > 0 ? left : try await take(from: ">")
    }

    private func take(from id: String) async throws -> Int {
        let reply = try await redis.send([
            "XREADGROUP", "GROUP", "witness", "w", "COUNT", "2000", "STREAMS", stream, id,
        ])
        guard let entries = reply.list?.first?.list?.last?.list, !entries.isEmpty else { return 0 }
        var lines: [UInt8] = []
        var ids: [String] = []
        for entry in entries {
            guard let parts = entry.list, let id = parts[0].text, let event = parts[1].list?.last?.bytes
            else {
                throw RaceFailure("an entry of the stream was trimmed before its witness read it")
            }
            if !lines.isEmpty { lines.append(UInt8(ascii: "\n")) }
            lines += Array(id.utf8) + [UInt8(ascii: " ")] + event
            ids.append(id)
        }
        try log.write(lines)
        try await redis.send(["XACK", stream, "witness"] + ids)
        return entries.count
    }
}
