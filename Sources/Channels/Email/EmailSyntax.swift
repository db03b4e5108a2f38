internal import Foundation

/// What makes an address: RFC 5321 §4.1.2 without its quoted and literal forms, RFC 6531's letters, UTS 46 domains.
enum EmailSyntax {
    /// All in octets: RFC 5321 §4.5.3.1, and RFC 3696's erratum 1690 for the whole.
    private static let longest = (address: 254, local: 64, domain: 253, label: 63)

    static func normalised(_ text: String) throws(EmailAddress.Problem) -> String {
        let text = unpadded(text)
        // A text of megabytes need not be looked at.
        guard text.utf8.count <= 4 * longest.address else { throw .tooLong }
        if text.unicodeScalars.contains(where: isControl) { throw .controlCharacter }
        let scalars = text.unicodeScalars
        guard let at = scalars.lastIndex(of: "@") else { throw .noDomain }
        let local = scalars[..<at]
        let domain = scalars[scalars.index(after: at)...]
        guard !domain.isEmpty else { throw .noDomain }
        guard !local.isEmpty else { throw .noLocalPart }
        if local.first == "\"" { throw .quotedLocalPart }
        if scalars.contains("(") { throw .comment }
        if scalars.contains(where: isSpace) { throw .space }
        if domain.first == "[" { throw .addressLiteral }
        let address = "\(try localPart(String(local)))@\(try domainName(String(domain)))"
        guard address.utf8.count <= longest.address else { throw .tooLong }
        return address
    }

    /// Spaces around are a slip of the finger, and copied text brings marks of direction. Line ends are no slip.
    private static func unpadded(_ text: String) -> String {
        func isPadding(_ scalar: Unicode.Scalar) -> Bool {
            isSpace(scalar) || "\u{FEFF}\u{200E}\u{200F}\u{061C}".unicodeScalars.contains(scalar)
                || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isPadding(first) { scalars.removeFirst() }
        while let last = scalars.last, isPadding(last) { scalars.removeLast() }
        return String(scalars)
    }

    private static func localPart(_ text: String) throws(EmailAddress.Problem) -> String {
        let local = text.precomposedStringWithCanonicalMapping
        guard local.utf8.count <= longest.local else { throw .tooLong }
        let atoms = local.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        if atoms.contains(where: \.isEmpty) { throw .misplacedDot }
        guard atoms.allSatisfy({ $0.allSatisfy(isAtomText) }) else { throw .character }
        return local
    }

    private static func domainName(_ text: String) throws(EmailAddress.Problem) -> String {
        let isASCII = text.utf8.allSatisfy { $0 < 128 }
        if !isASCII, !text.unicodeScalars.allSatisfy({ $0.isASCII || isWordLetter($0) || $0 == "。" }) {
            throw .character
        }
        guard let domain = isASCII ? text.lowercased() : InternationalDomain.ascii(of: text) else {
            throw .domain
        }
        guard domain.utf8.count <= longest.domain else { throw .tooLong }
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.contains(where: \.isEmpty) { throw .misplacedDot }
        if labels.contains(where: { $0.count > longest.label }) { throw .tooLong }
        guard labels.allSatisfy({ $0.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") } }) else {
            throw .character
        }
        // All digits at the end would be an IP address without its brackets.
        guard labels.allSatisfy({ $0.first != UInt8(ascii: "-") && $0.last != UInt8(ascii: "-") }),
            let top = labels.last, !top.allSatisfy({ (48...57).contains($0) })
        else { throw .domain }
        return domain
    }

    /// RFC 5321's atext; beyond ASCII the letters, marks and digits that RFC 8264 calls identifiers.
    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return isWordLetter(scalar) }
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        return isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isWordLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber:
            true
        default: false
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .spaceSeparator
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
