internal import Foundation

/// A text that would fit the cheap alphabet, beside the one that doesn't: a proposal, never applied by itself.
package struct SMSDowngrade: Sendable, Hashable {
    /// One character and what would stand for it; `with` is empty where an invisible sign is left out.
    package struct Change: Sendable, Hashable {
        package let character: Character
        package let with: String
        package let count: Int
    }

    package let text: String
    /// Each changed character once, in the order of the text.
    package let changes: [Change]

    package var segments: Int { SMSText(text).segments }

    /// Nil when nothing forces UCS-2, and when some character has no equivalent: half a downgrade saves nothing.
    package init?(of text: String) {
        let forcing = SMSText(text).forcedBy
        guard !forcing.isEmpty else { return nil }
        var counts: [Character: Int] = [:]
        for character in text.precomposed { counts[character, default: 0] += 1 }
        let plain = SMSText.plain(text)
        guard SMSText(plain).encoding == .gsm7 else { return nil }
        self.text = plain
        changes = forcing.map { character in
            Change(character: character, with: SMSText.plain(character) ?? "o", count: counts[character] ?? 0)
        }
    }
}

extension SMSText {
    /// Typographic signs, and accented letters that GSM-7 lacks, as their plain likes; what has none stays as it is.
    package static func plain(_ text: String) -> String {
        var out = ""
        for character in text.precomposed {
            // "n°" is "no"; the sign of degrees has no like.
            if character == "°", let last = out.last, "nN".contains(last) {
                out += "o"
            } else {
                out += plain(character) ?? String(character)
            }
        }
        return out
    }

    /// Nil when the cheap alphabet has nothing that says the same.
    static func plain(_ character: Character) -> String? {
        if GSM7.cost(of: character) != nil { return String(character) }
        if let plain = signs[character] { return plain }
        guard character.isLetter || fullWidth.contains(character.unicodeScalars.first?.value ?? 0) else {
            return nil
        }
        // É́ is more than one mark: the marks that the alphabet has don't come back.
        let bare = String(character).decomposedStringWithCompatibilityMapping.unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
        let plain = String(String.UnicodeScalarView(bare)).map { signs[$0] ?? String($0) }.joined()
        return !plain.isEmpty && plain.allSatisfy { GSM7.cost(of: $0) != nil } ? plain : nil
    }

    /// The signs of Latin script as Chinese and Japanese fonts have them.
    private static let fullWidth: ClosedRange<UInt32> = 0xFF01...0xFF5E

    private static let signs: [Character: String] = {
        let likes: [String: String] = [
            "’‘‚‛ʼʹ′´`‹›": "'", "“”„‟″«»": "\"", "‐‑‒–—―−": "-", "•‣·": "-", "…": "...",
            "œ": "oe", "Œ": "OE", "ɛ": "e", "Ɛ": "E", "ɔ": "o", "Ɔ": "O", "ł": "l", "Ł": "L", "đ": "d",
            "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng", "Ŋ": "NG", "þ": "th",
            "Þ": "Th", "ẞ": "SS", "№": "No", "™": "TM", "©": "(c)", "®": "(R)", "×": "x", "→": "->",
            "←": "<-", "≤": "<=", "≥": ">=", "⁄": "/", "¦": "|",
            "\t\u{A0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}": " ",
            "\u{200A}\u{202F}\u{205F}\u{3000}": " ", "\u{2028}\u{2029}\u{85}": "\n",
            // A soft hyphen, a place to break, marks of direction: nobody sees them.
            "\u{AD}\u{200B}\u{2060}\u{FEFF}\u{200E}\u{200F}\u{61C}": "",
            "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}": "",
        ]
        var signs: [Character: String] = [:]
        for (characters, like) in likes {
            for character in characters { signs[character] = like }
        }
        return signs
    }()
}
