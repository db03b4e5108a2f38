import Crypto

/// A secret handed to one person, in a link or a cookie: 256 random bits. Only its hash is ever stored.
package struct Token: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Base64url without padding, 43 characters; the only form that leaves the house.
    package let text: String

    package init() {
        text = Base64URL.encode(Self.random(bytes: 32))
    }

    /// Nothing but what `init()` could have made; anything else can't be one of ours.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
        self.text = String(text)
    }

    package var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// From the system's cryptographic generator (getrandom(2)).
    package static func random(bytes count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
}

/// RFC 4648 §5, without padding.
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(pending >> bits & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(pending << (6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for a foreign character or for leftover bits that an encoder would never set.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            pending = pending << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
            }
        }
        guard bits < 6, pending & ((1 << bits) - 1) == 0 else { return nil }
        return bytes
    }
}
