/// The secure number of a document: 135 random bits in Crockford's base 32 and a check character, read in groups of four.
/// Whoever knows it holds the document, so it is never listed and never guessed.
package struct VerificationCode: Hashable, Sendable, CustomStringConvertible {
    /// 28 characters, without separators.
    package let value: String

    package static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        let symbols = (0..<27).map { _ in Int(UInt8.random(in: 0..<32, using: &generator)) }
        return Self(symbols: symbols + [check(symbols)])
    }

    /// Reads what a person typed: any case, with or without separators, O for 0, I and L for 1.
    package init?(_ typed: String) {
        var symbols: [Int] = []
        for byte in typed.utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            default:
                guard symbols.count < 28, let symbol = Self.symbol(byte) else { return nil }
                symbols.append(symbol)
            }
        }
        guard symbols.count == 28, symbols[27] == Self.check(Array(symbols[..<27])) else { return nil }
        self.init(symbols: symbols)
    }

    /// What may be shown without giving the number away.
    package var lastFour: String { String(value.suffix(4)) }

    package var description: String {
        let characters = Array(value)
        return stride(from: 0, to: characters.count, by: 4).map { String(characters[$0..<($0 + 4)]) }
            .joined(separator: "-")
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private init(symbols: [Int]) {
        value = String(symbols.map { Self.alphabet[$0] })
    }

    /// Odd weights are invertible modulo 32: one wrong character is always noticed.
    private static func check(_ symbols: [Int]) -> Int {
        symbols.enumerated().reduce(0) { $0 + (2 * $1.offset + 1) * $1.element } % 32
    }

    private static func symbol(_ byte: UInt8) -> Int? {
        switch Character(Unicode.Scalar(byte)).uppercased() {
        case "O": 0
        case "I", "L": 1
        case let letter: alphabet.firstIndex(of: Character(letter))
        }
    }
}
