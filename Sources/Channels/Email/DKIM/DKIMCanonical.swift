/// The form of a message that is signed: relaxed, for its head and its body (RFC 6376 §3.4). Spaces may change on the
/// way, nothing else.
struct DKIMCanonical {
    /// Name in lower case, and the whole field, in the order of the message.
    let headers: [(name: String, field: [UInt8])]
    let body: [UInt8]

    /// A message whose lines end in CR LF.
    init(_ message: [UInt8]) {
        var headers: [(name: String, field: [UInt8])] = []
        var rest = message[...]
        while let line = Self.line(&rest), !line.isEmpty {
            if let first = line.first, first == 32 || first == 9, !headers.isEmpty {
                headers[headers.count - 1].field += line
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon], as: UTF8.self).trimmed.lowercased()
                headers.append((name, Array(line)))
            }
        }
        self.headers = headers
        body = Self.relaxed(body: rest)
    }

    /// `name:value`, without a line end.
    static func relaxed(header field: [UInt8]) -> [UInt8] {
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { return field }
        let name = String(decoding: field[..<colon], as: UTF8.self).trimmed.lowercased()
        let value = field[(colon + 1)...].filter { $0 != 13 && $0 != 10 }
        return Array("\(name):".utf8) + trimmed(squeezed(value))
    }

    private static func relaxed(body: ArraySlice<UInt8>) -> [UInt8] {
        var rest = body
        var out: [UInt8] = []
        out.reserveCapacity(body.count)
        var empty = 0
        while let line = line(&rest) {
            let kept = withoutEnd(squeezed(line))
            if kept.isEmpty {
                empty += 1
            } else {
                for _ in 0..<empty { out += [13, 10] }
                empty = 0
                out += kept
                out += [13, 10]
            }
        }
        return out
    }

    /// The next line without its end; nil after the last.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: 10) ?? rest.endIndex
        let line = rest[rest.startIndex..<end]
        rest = rest[min(end + 1, rest.endIndex)...]
        return line.last == 13 ? line.dropLast() : line
    }

    /// Each run of spaces and tabs as one space.
    private static func squeezed(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        for byte in bytes {
            let isSpace = byte == 32 || byte == 9
            if !isSpace {
                out.append(byte)
            } else if out.last != 32 {
                out.append(32)
            }
        }
        return out
    }

    private static func withoutEnd(_ bytes: [UInt8]) -> [UInt8] {
        bytes.last == 32 ? bytes.dropLast() : bytes
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        withoutEnd(bytes.first == 32 ? Array(bytes.dropFirst()) : bytes)
    }
}
