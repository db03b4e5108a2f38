/// The branches of an ICU pattern: what a `select` tells apart.
enum SelectKeys {
    /// Of every `{name, select, …}` in it, nested ones too; each key once, in order. Bounded by the pattern's length.
    static func of(_ name: String, in pattern: String) -> [String] {
        let bytes = Array(pattern.utf8)
        var keys: [String] = []
        for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
            guard let branches = branches(bytes, after: start, name) else { continue }
            for key in self.keys(bytes, from: branches) where !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    /// Where the branches begin, if this brace opens a select of that name.
    private static func branches(_ bytes: [UInt8], after start: Int, _ name: String) -> Int? {
        let head = bytes[(start + 1)...].prefix(200)
        let parts = head.split(separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, word(parts[0]) == name, word(parts[1]) == "select" else { return nil }
        return parts[2].startIndex
    }

    /// Words at the select's own level; its end is the brace that closes it.
    private static func keys(_ bytes: [UInt8], from start: Int) -> [String] {
        var keys: [String] = []
        var depth = 0
        var wordStart = start
        for index in bytes.indices[start...] {
            switch bytes[index] {
            case UInt8(ascii: "{"):
                if depth == 0 { keys.append(word(bytes[wordStart..<index])) }
                depth += 1
            case UInt8(ascii: "}"):
                if depth == 0 { return keys }
                depth -= 1
                wordStart = index + 1
            default: break
            }
        }
        return keys
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).trimmed
    }
}
