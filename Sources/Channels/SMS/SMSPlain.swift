internal import Foundation

extension SMSText {
    /// Typographic signs, and accented letters that GSM-7 lacks, as their plain likes; what has none stays as it is.
    package static func plain(_ text: String) -> String {
        text.precomposed.map { character -> String in
            if GSM7.cost(of: character) != nil { return String(character) }
            if let plain = signs[character] { return plain }
            let bare = String(character).folding(options: .diacriticInsensitive, locale: nil)
            return bare.allSatisfy { GSM7.cost(of: $0) != nil } ? bare : String(character)
        }.joined()
    }

    private static let signs: [Character: String] = [
        "’": "'", "‘": "'", "“": "\"", "”": "\"", "«": "\"", "»": "\"", "–": "-", "—": "-", "…": "...",
        "œ": "oe", "Œ": "OE", "ɛ": "e", "ɔ": "o", "\u{A0}": " ", "\u{202F}": " ",
    ]
}
