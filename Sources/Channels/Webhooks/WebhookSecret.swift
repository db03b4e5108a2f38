internal import Crypto
internal import Foundation

/// What an endpoint and we share, written `whsec_` and base64. No way of printing it shows it.
package struct WebhookSecret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    static let prefix = "whsec_"
    /// The standard asks for 24 to 64 bytes; fewer than 16 could be guessed.
    static let lengths = 16...64

    let bytes: [UInt8]

    /// 256 random bits.
    package static func random() -> Self {
        Self(bytes: unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Array($0) })
    }

    /// Nil for what isn't base64, or too short or long to be a key. The prefix may be left out.
    package init?(_ text: String) {
        let base64 = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        guard let data = Data(base64Encoded: base64), Self.lengths.contains(data.count) else { return nil }
        bytes = Array(data)
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// For the partner's eyes only.
    package var text: String { Self.prefix + Data(bytes).base64EncodedString() }

    package var description: String { "redacted" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
