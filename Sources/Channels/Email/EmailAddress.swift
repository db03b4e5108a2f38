/// An address that mail can be sent to.
///
/// The local part stays as its owner writes it; the domain is in lower case and, when it is international, in A-labels:
/// `value` is what envelopes and headers carry. Quoted local parts, comments and literal addresses are refused: people
/// don't have them, and mistakes look like them (docs/email.md).
package struct EmailAddress: Hashable, Sendable, Codable, CustomStringConvertible {
    package let value: String

    package init?(_ text: String) {
        guard let address = try? Self(checking: text) else { return nil }
        self = address
    }

    /// Says what is wrong with it.
    package init(checking text: String) throws(Problem) {
        value = try EmailSyntax.normalised(text)
    }

    /// Why a text is no address. The names stand in docs/email.md.
    package enum Problem: String, Error, CaseIterable, Sendable, Codable {
        case noDomain = "no-domain"
        case noLocalPart = "no-local-part"
        case controlCharacter = "control-character"
        case space
        case comment
        case quotedLocalPart = "quoted-local-part"
        case addressLiteral = "address-literal"
        case misplacedDot = "misplaced-dot"
        case character
        case domain
        case tooLong = "too-long"
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

    /// As people read it: an international domain in its own letters.
    package var shown: String {
        guard domain.contains("xn--"), let letters = InternationalDomain.letters(of: domain) else {
            return value
        }
        return String(value.dropLast(domain.count)) + letters
    }

    /// Letters beyond ASCII before the @: only relays that offer SMTPUTF8 (RFC 6531) can carry it.
    package var needsSMTPUTF8: Bool { !value.utf8.allSatisfy { $0 < 128 } }

    /// The same person whatever the capitals: what addresses are compared by.
    package var normalised: String { value.lowercased() }
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
