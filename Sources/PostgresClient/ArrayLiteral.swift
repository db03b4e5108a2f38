/// Reads the text form of a one-dimensional array: `{a,"b c",NULL}`.
enum ArrayLiteral {
    /// The elements' bytes, `nil` for NULL; `nil` as a whole when this is no such literal.
    static func elements(_ literal: some Collection<UInt8>) -> [[UInt8]?]? {
        var rest = Array(literal)[...]
        guard rest.popFirst() == UInt8(ascii: "{"), rest.popLast() == UInt8(ascii: "}") else { return nil }
        if rest.isEmpty { return [] }
        var elements: [[UInt8]?] = []
        while true {
            guard let element = next(&rest) else { return nil }
            elements.append(element)
            guard let separator = rest.popFirst() else { return elements }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    /// Outer `nil`: malformed (or a nested array, which we don't read).
    private static func next(_ rest: inout ArraySlice<UInt8>) -> [UInt8]?? {
        if rest.first == UInt8(ascii: "\"") {
            rest.removeFirst()
            return quoted(&rest).map { .some($0) }
        }
        let plain = Array(rest.prefix { $0 != UInt8(ascii: ",") })
        rest.removeFirst(plain.count)
        guard !plain.isEmpty, plain.first != UInt8(ascii: "{") else { return nil }
        return plain == Array("NULL".utf8) ? .some(nil) : plain
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var element: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return element
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                element.append(escaped)
            default: element.append(byte)
            }
        }
        return nil
    }
}

/// `bytea` in its text form, `\x0a1b…`.
enum Hexadecimal {
    static func bytes(escaped text: some RandomAccessCollection<UInt8>) -> [UInt8]? {
        guard text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]), text.count % 2 == 0 else {
            return nil
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        var index = text.index(text.startIndex, offsetBy: 2)
        while index != text.endIndex {
            let high = digit(text[index])
            index = text.index(after: index)
            let low = digit(text[index])
            index = text.index(after: index)
            guard high | low < 16 else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: 255
        }
    }
}
