internal import Foundation

/// What a text costs as SMS: its encoding and how it is cut (3GPP TS 23.038 and 23.040).
package struct SMSText: Sendable, Hashable {
    package enum Encoding: String, Sendable, Codable {
        case gsm7 = "GSM-7"
        case ucs2 = "UCS-2"
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
        for character in text where GSM7.cost(of: character) == nil && !forcedBy.contains(character) {
            forcedBy.append(character)
        }
        self.forcedBy = forcedBy
        encoding = forcedBy.isEmpty ? .gsm7 : .ucs2
        let costs = text.map { character in
            forcedBy.isEmpty ? GSM7.cost(of: character) ?? 1 : character.utf16.count
        }
        units = costs.reduce(0, +)
        let (alone, joined) = forcedBy.isEmpty ? (160, 153) : (70, 67)
        parts = units <= alone ? [text] : Self.cut(Array(text), costs, at: joined)
    }

    /// An escape pair, a surrogate pair or a joined character is never cut in two, unless it alone is over a part.
    private static func cut(_ characters: [Character], _ costs: [Int], at limit: Int) -> [String] {
        var parts: [String] = []
        var part = ""
        var used = 0
        for (character, cost) in zip(characters, costs) {
            if used + cost > limit, !part.isEmpty {
                parts.append(part)
                (part, used) = ("", 0)
            }
            part.append(character)
            used += cost
        }
        return part.isEmpty ? parts : parts + [part]
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
