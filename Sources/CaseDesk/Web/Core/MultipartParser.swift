import Foundation

/// multipart/form-data (RFC 7578) as it arrives: never more than one read and one delimiter is held in memory.
///
/// preamble ─delimiter→ headers ─empty line→ body ─delimiter→ headers …    any delimiter followed by `--` → finished
struct MultipartParser: Sendable {
    struct Part: Sendable, Equatable {
        let name: String
        let fileName: String?
        let type: String?
    }

    enum Event: Sendable, Equatable {
        case began(Part)
        case bytes([UInt8])
        case ended
    }

    enum Failure: Error, Equatable { case malformed, tooManyParts, cutShort }

    private enum State { case preamble, headers, body, finished }

    private static let headerLimit = 8 * 1_024
    private static let partLimit = 64
    private let delimiter: [UInt8]
    private var buffer: [UInt8] = Array("\r\n".utf8)
    private var state = State.preamble
    private var parts = 0

    /// Nil when the type isn't multipart/form-data or its boundary isn't one (RFC 2046: 1 to 70 characters).
    init?(contentType: String) {
        let pieces = contentType.split(separator: ";").map { String($0).trimmed }
        guard pieces.first?.lowercased() == "multipart/form-data",
            let parameter = pieces.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") })
        else { return nil }
        var boundary = parameter.dropFirst("boundary=".count)
        if boundary.first == "\"", boundary.last == "\"", boundary.utf8.count >= 2 {
            boundary = boundary.dropFirst().dropLast()
        }
        guard (1...70).contains(boundary.utf8.count) else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    var isFinished: Bool { state == .finished }

    mutating func feed(_ bytes: some Sequence<UInt8>) throws(Failure) -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(into: &events) {}
        return events
    }

    /// Call when the body has ended: a part without its closing delimiter was cut short on the way.
    func finish() throws(Failure) {
        guard isFinished else { throw .cutShort }
    }

    private mutating func step(into events: inout [Event]) throws(Failure) -> Bool {
        switch state {
        case .preamble: return try skipPreamble()
        case .headers: return try readHeaders(into: &events)
        case .body: return try readBody(into: &events)
        case .finished:
            buffer.removeAll()
            return false
        }
    }

    private mutating func skipPreamble() throws(Failure) -> Bool {
        guard let start = buffer.position(of: delimiter) else {
            guard buffer.count <= Self.headerLimit else { throw .malformed }
            return false
        }
        return try passDelimiter(at: start)
    }

    private mutating func readHeaders(into events: inout [Event]) throws(Failure) -> Bool {
        guard let end = buffer.position(of: Array("\r\n\r\n".utf8)) else {
            guard buffer.count <= Self.headerLimit else { throw .malformed }
            return false
        }
        guard let part = Part(headers: String(decoding: buffer[..<end], as: UTF8.self)) else {
            throw .malformed
        }
        parts += 1
        guard parts <= Self.partLimit else { throw .tooManyParts }
        buffer.removeFirst(end + 4)
        // A body may be empty: then its delimiter's line break is the one that ended the headers.
        if buffer.starts(with: delimiter.dropFirst(2)) { buffer.insert(contentsOf: "\r\n".utf8, at: 0) }
        state = .body
        events.append(.began(part))
        return true
    }

    private mutating func readBody(into events: inout [Event]) throws(Failure) -> Bool {
        if let start = buffer.position(of: delimiter) {
            guard buffer.count >= start + delimiter.count + 2 else {
                flush(upTo: start, into: &events)
                return false
            }
            flush(upTo: start, into: &events)
            events.append(.ended)
            return try passDelimiter(at: 0)
        }
        flush(upTo: max(0, buffer.count - delimiter.count), into: &events)
        return false
    }

    private mutating func flush(upTo end: Int, into events: inout [Event]) {
        guard end > 0 else { return }
        events.append(.bytes(Array(buffer[..<end])))
        buffer.removeFirst(end)
    }

    private mutating func passDelimiter(at start: Int) throws(Failure) -> Bool {
        let next = start + delimiter.count
        guard buffer.count >= next + 2 else { return false }
        switch (buffer[next], buffer[next + 1]) {
        case (UInt8(ascii: "-"), UInt8(ascii: "-")): state = .finished
        case (UInt8(ascii: "\r"), UInt8(ascii: "\n")): state = .headers
        default: throw .malformed
        }
        buffer.removeFirst(next + (state == .headers ? 0 : 2))
        return true
    }
}

extension MultipartParser.Part {
    /// Nil without a name. The line break that follows the delimiter stands at the head of `headers`.
    fileprivate init?(headers: String) {
        var fields: [String: String] = [:]
        for line in headers.split(whereSeparator: { $0 == "\r\n" || $0 == "\n" }) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = String(parts[1]).trimmed
        }
        guard let disposition = fields["content-disposition"],
            let name = Self.parameter("name", of: disposition)
        else { return nil }
        self.name = name
        fileName = Self.parameter("filename", of: disposition)
        type = fields["content-type"]?.lowercased()
    }

    private static func parameter(_ name: String, of field: String) -> String? {
        guard let start = field.range(of: "; \(name)=\"")?.upperBound else { return nil }
        let rest = field[start...]
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        return String(rest[..<end])
    }
}

extension [UInt8] {
    /// Where `pattern` begins; its first byte is searched for, so that large bodies cost one comparison a byte.
    fileprivate func position(of pattern: [UInt8]) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        var start = 0
        while let candidate = self[start...].firstIndex(of: first), candidate + pattern.count <= count {
            if self[candidate..<(candidate + pattern.count)].elementsEqual(pattern) { return candidate }
            start = candidate + 1
        }
        return nil
    }
}
