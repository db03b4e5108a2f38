internal import Foundation

/// Recognises the words that answer a reminder, however they are typed: capitals, accents, punctuation, and the
/// forms of Arabic letters don't count.
enum Keyword {
    private static let words: [String: InboundMessage.Answer] = Dictionary(
        uniqueKeysWithValues: [
            (
                InboundMessage.Answer.yes,
                [
                    "oui", "ok", "confirmer", "je confirme", "yes", "نعم", "أجل", "موافق", "أؤكد", "تأكيد",
                    "iyo", "ee", "nakoya", "nandimi",
                ]
            ),
            (.no, ["non", "no", "لا", "كلا", "te", "nakoya te"]),
            (
                .cancel,
                [
                    "annuler", "annulation", "annulez", "j annule", "cancel", "إلغاء", "ألغ", "ألغي",
                    "longola", "nalongoli",
                ]
            ),
        ].flatMap { answer, words in words.map { (folded($0), answer) } })

    /// Only a message that says nothing else: "Non, j'arrive à 10 h" is for a person to read.
    static func answer(_ text: String) -> InboundMessage.Answer? {
        words[folded(text)]
    }

    static func folded(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar {
            // Alef with hamza or madda is decomposed to alef; alef wasla and alef maqsura, teh marbuta and the
            // stretching tatweel remain.
            case "\u{0671}": out.append("\u{0627}")
            case "\u{0649}": out.append("\u{064A}")
            case "\u{0629}": out.append("\u{0647}")
            case "\u{0640}": break
            default:
                if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                    if scalar.properties.generalCategory != .nonspacingMark { out.append(scalar) }
                } else if scalar.properties.generalCategory != .nonspacingMark,
                    scalar.properties.generalCategory != .format
                {
                    out.append(" ")
                }
            }
        }
        return String(out).split(separator: " ").joined(separator: " ")
    }
}
