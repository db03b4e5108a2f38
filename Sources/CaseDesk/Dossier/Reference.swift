/// What a person reads out over the phone: eight characters that can't be taken for one another, and a check
/// character that catches every single slip and every swap of neighbours (Luhn mod 30). It opens nothing.
package struct Reference: Hashable, Sendable, CustomStringConvertible {
    /// Nine characters, without separators: the form that is stored.
    package let text: String

    /// No 0, 1, I, L, O or U.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    package static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let values = (0..<8).map { _ in Int.random(in: 0..<alphabet.count, using: &generator) }
        let characters = (values + [check(values)]).map { alphabet[$0] }
        return Self(characters)
    }

    package static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// Accepts small letters, every sort of blank and hyphen; nil unless the check character agrees.
    package init?(_ typed: some StringProtocol) {
        let kept = typed.uppercased().unicodeScalars.filter { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .dashPunctuation
        }
        let characters = Array(String(String.UnicodeScalarView(kept)).utf8)
        let values = characters.compactMap { Self.alphabet.firstIndex(of: $0) }
        guard characters.count == 9, values.count == 9, Self.check(Array(values.dropLast())) == values[8]
        else {
            return nil
        }
        self.init(characters)
    }

    private init(_ characters: [UInt8]) {
        text = String(decoding: characters, as: UTF8.self)
    }

    /// `ABCD-EFGH-K`
    package var description: String {
        let characters = Array(text)
        return [characters[0..<4], characters[4..<8], characters[8...]].map { String($0) }.joined(
            separator: "-")
    }

    private static func check(_ values: [Int]) -> Int {
        let count = alphabet.count
        let sum = values.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = digit.element * (digit.offset % 2 == 0 ? 2 : 1)
            return sum + doubled / count + doubled % count
        }
        return (count - sum % count) % count
    }
}
