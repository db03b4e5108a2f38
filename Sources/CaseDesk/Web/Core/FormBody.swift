/// What a person sent in a form: `application/x-www-form-urlencoded`, or the short parts of a multipart body.
struct FormBody: Sendable, Equatable {
    static let byteLimit = 256 * 1_024
    static let fieldLimit = 400

    private(set) var fields: [String: [String]] = [:]

    init() {}

    /// Nil when it holds more fields than any form of ours.
    init?(encoded bytes: some Sequence<UInt8>) {
        var count = 0
        for pair in Array(bytes).split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= Self.fieldLimit else { return nil }
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? Self.decode(parts[1]) : ""
            fields[Self.decode(parts[0]), default: []].append(value)
        }
    }

    mutating func add(_ value: String, to name: String) {
        fields[name, default: []].append(value)
    }

    /// What was typed, without the spaces around it; empty when nothing was.
    subscript(name: String) -> String {
        guard let text = fields[name]?.first else { return "" }
        return text.trimmed
    }

    func all(_ name: String) -> [String] { fields[name] ?? [] }
    func has(_ name: String) -> Bool { fields[name] != nil }

    private static func decode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: decoded(bytes), as: UTF8.self)
    }

    /// The bytes behind plus signs and percent escapes; what isn't an escape becomes U+FFFD.
    static func decoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexValue, let low = rest.next()?.hexValue else {
                    decoded.append(contentsOf: "\u{FFFD}".utf8)
                    continue
                }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return decoded
    }
}

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension String {
    /// Without white space at either end, and without the direction marks that phones paste along.
    var trimmed: String {
        func isNoise(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x200E...0x200F).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isNoise(first) { scalars.removeFirst() }
        while let last = scalars.last, isNoise(last) { scalars.removeLast() }
        return String(scalars)
    }
}
