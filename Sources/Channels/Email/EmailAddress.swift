/// An address that mail can be sent to: `local@domain`, the domain in lower case.
///
/// Quoted local parts, comments and literal addresses are refused: people don't have them, and mistakes look like them.
package struct EmailAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    package let value: String

    package init?(_ text: String) {
        let text = text.trimmed
        guard text.utf8.count <= 254, let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at]
        let domain = text[text.index(after: at)...].lowercased()
        guard Self.isLocal(local), Self.isDomain(domain) else { return nil }
        value = "\(local)@\(domain)"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an email address")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    package var description: String { value }
    package var domain: String {
        String(value[value.index(after: value.lastIndex(of: "@") ?? value.startIndex)...])
    }

    /// The same person whatever the capitals: what addresses are compared by.
    package var normalised: String { value.lowercased() }

    /// RFC 5321 §4.1.2: a dot-string; letters beyond ASCII are left to relays that know SMTPUTF8, so not taken yet.
    private static func isLocal(_ local: Substring) -> Bool {
        guard (1...64).contains(local.utf8.count) else { return false }
        let atoms = local.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
    }

    private static func isDomain(_ domain: String) -> Bool {
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, domain.utf8.count <= 253 else { return false }
        let top = labels[labels.count - 1]
        return labels.allSatisfy(isLabel) && !top.allSatisfy { (48...57).contains($0) }
    }

    private static func isLabel(_ label: some BidirectionalCollection<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"),
            label.last != UInt8(ascii: "-")
        else { return false }
        return label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension StringProtocol {
    /// Without the spaces and line ends around it.
    var trimmed: String {
        let body = drop { $0.isWhitespace }
        return String(
            body.prefix(
                upTo: (body.lastIndex { !$0.isWhitespace }).map(body.index(after:)) ?? body.startIndex))
    }
}
