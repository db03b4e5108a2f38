import Foundation
import Synchronization

/// A file to which whole lines are added, each in one write: what was written stays when the process is killed.
final class RaceLog: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RaceFailure("\(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func write(_ line: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        try write([UInt8](encoder.encode(line)))
    }

    func write(_ line: [UInt8]) throws {
        let bytes = line + [UInt8(ascii: "\n")]
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw RaceFailure("a log couldn't be written: \(String(cString: strerror(errno)))")
        }
    }
}

/// One line of a client's log: exactly one of its fields.
struct LogLine: Codable {
    /// About to be sent.
    var ask: Request?
    /// Answered.
    var told: Answer?
    /// About to be asked again although its answer is known.
    var again: String?
    /// No answer came: it is asked again.
    var lost: String?
}

/// What a client that was killed finds in its own log.
struct Remains {
    /// Asked, and never answered.
    private(set) var unanswered: [Request] = []
    private(set) var last = 0

    /// The end of the log is enough: only a few requests are on their way at a time. A line that the kill tore apart
    /// is ended: it counts as not written.
    init(_ path: String) throws {
        guard let file = FileHandle(forUpdatingAtPath: path) else { return }
        defer { try? file.close() }
        let size = try file.seekToEnd()
        try file.seek(toOffset: size > 4_000_000 ? size - 4_000_000 : 0)
        let bytes = try file.readToEnd() ?? Data()
        if let end = bytes.last, end != UInt8(ascii: "\n") { try file.write(contentsOf: Data("\n".utf8)) }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(LogLine.self, from: line) else { continue }
            if let ask = line.ask {
                unanswered.append(ask)
                last = max(last, Int(ask.id.split(separator: "-").last ?? "") ?? 0)
            }
            if let told = line.told { unanswered.removeAll { $0.id == told.id } }
        }
    }
}
