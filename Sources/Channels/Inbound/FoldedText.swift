internal import Foundation

/// A text as it is compared: capitals, accents, punctuation, the forms of Arabic letters and whose digits they are
/// don't count.
package enum FoldedText {
    /// Its words, each in the one form; empty for a text of signs only.
    package static func words(_ text: String) -> [String] {
        var out = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            out.append(contentsOf: folded(scalar))
        }
        return String(out).split(separator: " ").map(String.init)
    }

    private static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let same = same[scalar] { return same }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .format: return []
        case .decimalNumber:
            guard let value = properties.numericValue else { return [" "] }
            return Array(String(Int(value)).unicodeScalars)
        default: return properties.isAlphabetic || properties.numericType != nil ? [scalar] : [" "]
        }
    }

    /// What decomposition leaves different. Alef with hamza or madda is decomposed to alef already; alef wasla, alef
    /// maqsura, teh marbuta, Persian letters and the stretching tatweel remain, and letters that many phones lack.
    private static let same: [Unicode.Scalar: [Unicode.Scalar]] = [
        "\u{0671}": ["\u{0627}"], "\u{0649}": ["\u{064A}"], "\u{06CC}": ["\u{064A}"],
        "\u{06A9}": ["\u{0643}"], "\u{0629}": ["\u{0647}"], "\u{0640}": [], "\u{025B}": ["e"],
        "\u{0254}": ["o"], "\u{0153}": ["o", "e"],
    ]
}
