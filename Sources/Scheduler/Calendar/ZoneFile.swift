/// A TZif file (RFC 8536), version 2 or later: the changes it lists, then the rule of its footer for ever after.
struct ZoneFile: Sendable {
    private let changes: [Int]
    private let offsets: [Int]
    private let first: Int
    private let footer: ZoneRule?

    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"),
            reader.skip(old.length(timeSize: 4)), let header = reader.header(), header.leapSeconds == 0,
            header.types > 0
        else { return nil }
        var changes: [Int] = []
        for _ in 0..<header.changes {
            guard let change = reader.integer(8) else { return nil }
            changes.append(change)
        }
        var types: [Int] = []
        for _ in 0..<header.changes {
            guard let type = reader.integer(1), (0..<header.types).contains(type) else { return nil }
            types.append(type)
        }
        var typeOffsets: [Int] = []
        for _ in 0..<header.types {
            guard let offset = reader.integer(4), reader.skip(2) else { return nil }
            typeOffsets.append(offset)
        }
        guard reader.skip(header.names + header.standardMarks + header.universalMarks),
            let footer = reader.footer()
        else { return nil }
        self.changes = changes
        offsets = types.map { typeOffsets[$0] }
        first = typeOffsets[0]
        if footer.isEmpty {
            self.footer = nil
        } else {
            guard let rule = ZoneRule(footer) else { return nil }
            self.footer = rule
        }
    }

    /// Seconds east of Greenwich.
    func offset(at second: Int) -> Int {
        guard let last = changes.last else { return footer?.offset(at: second) ?? first }
        if second >= last { return footer?.offset(at: second) ?? offsets[offsets.count - 1] }
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }
}

extension ZoneFile {
    private struct Header {
        let version: UInt8
        let universalMarks, standardMarks, leapSeconds, changes, types, names: Int

        func length(timeSize: Int) -> Int {
            changes * (timeSize + 1) + types * 6 + names + leapSeconds * (timeSize + 4) + standardMarks
                + universalMarks
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func header() -> Header? {
            guard bytes.dropFirst(position).starts(with: Array("TZif".utf8)), skip(4),
                let version = integer(1), skip(15), let universal = integer(4), let standard = integer(4),
                let leap = integer(4), let changes = integer(4), let types = integer(4),
                let names = integer(4),
                [universal, standard, leap, changes, types, names].allSatisfy({ $0 >= 0 })
            else { return nil }
            return Header(
                version: UInt8(version), universalMarks: universal, standardMarks: standard,
                leapSeconds: leap,
                changes: changes, types: types, names: names)
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count <= bytes.count - position else { return false }
            position += count
            return true
        }

        /// Big-endian; one byte is unsigned, more are two's complement.
        mutating func integer(_ size: Int) -> Int? {
            guard size <= bytes.count - position else { return nil }
            var value: UInt64 = size > 1 && bytes[position] & 0x80 != 0 ? .max : 0
            for byte in bytes[position..<position + size] { value = value << 8 | UInt64(byte) }
            position += size
            return Int(Int64(bitPattern: value))
        }

        func footer() -> String? {
            let rest = bytes[position...]
            guard rest.count >= 2, rest.first == UInt8(ascii: "\n"), rest.last == UInt8(ascii: "\n") else {
                return nil
            }
            return String(decoding: rest.dropFirst().dropLast(), as: UTF8.self)
        }
    }
}
