internal import Foundation

/// What a text costs as SMS: its encoding and how it is cut (3GPP TS 23.038 and 23.040).
package struct SMSText: Sendable, Hashable {
    package enum Encoding: String, Sendable, Codable {
        case gsm7 = "GSM-7"
        case ucs2 = "UCS-2"

        /// What one SMS holds: septets of GSM-7, or units of UTF-16.
        package var alone: Int { self == .gsm7 ? 160 : 70 }
        /// What each of several holds, beside the head that joins them.
        package var joined: Int { self == .gsm7 ? 153 : 67 }

        /// What so many segments hold.
        package func capacity(_ segments: Int) -> Int {
            segments == 1 ? alone : segments * joined
        }
    }

    package let encoding: Encoding
    /// Septets of GSM-7, or units of UTF-16.
    package let units: Int
    package let parts: [String]
    /// The characters that don't exist in GSM-7, each once, in order.
    package let forcedBy: [Character]

    package var segments: Int { parts.count }

    package init(_ text: String) {
        // Composed and decomposed letters look the same, and must cost the same.
        let text = text.precomposed
        var forcedBy: [Character] = []
        var known: Set<Character> = []
        for character in text where GSM7.cost(of: character) == nil && known.insert(character).inserted {
            forcedBy.append(character)
        }
        let encoding: Encoding = forcedBy.isEmpty ? .gsm7 : .ucs2
        let cost: (Character) -> Int =
            encoding == .gsm7 ? { GSM7.cost(of: $0) ?? 1 } : { $0.utf16.count }
        self.encoding = encoding
        self.forcedBy = forcedBy
        units = text.reduce(0) { $0 + cost($1) }
        parts = units <= encoding.alone ? [text] : Self.cut(text, at: encoding.joined, cost)
    }

    /// An escape pair, a surrogate pair or a joined character is never cut in two. One that alone is larger than a
    /// part (a letter under a heap of marks) is cut between its scalars.
    private static func cut(_ text: String, at limit: Int, _ cost: (Character) -> Int) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var used = 0
        func add(_ piece: some Sequence<Unicode.Scalar>, _ units: Int) {
            if used + units > limit, !part.isEmpty {
                parts.append(String(part))
                (part, used) = (String.UnicodeScalarView(), 0)
            }
            part.append(contentsOf: piece)
            used += units
        }
        for character in text {
            let units = cost(character)
            if units <= limit {
                add(character.unicodeScalars, units)
            } else {
                for scalar in character.unicodeScalars { add(CollectionOfOne(scalar), scalar.utf16.count) }
            }
        }
        return part.isEmpty ? parts : parts + [String(part)]
    }
}

/// The default alphabet and its extension table, which costs an escape more.
enum GSM7 {
    private static let basic = Set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    private static let extended = Set("\u{0C}^{}\\[~]|€")

    /// In septets; nil when the character isn't in the alphabet.
    static func cost(of character: Character) -> Int? {
        if character == "\r\n" { return 2 }
        if basic.contains(character) { return 1 }
        return extended.contains(character) ? 2 : nil
    }
}

extension String {
    /// Unicode's form C.
    var precomposed: String { precomposedStringWithCanonicalMapping }
}
