/// Shapes of an extra contact on a form. Whether it reaches anybody is not judged here.
enum ContactSyntax {
    static func email(_ typed: String) -> String? {
        let parts = typed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), parts[1].utf8.count <= 253,
            parts[1].split(separator: ".", omittingEmptySubsequences: false).count >= 2,
            parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
            !typed.contains(where: \.isWhitespace)
        else { return nil }
        return typed
    }

    /// International form only: `+` and 7 to 15 digits, blanks and punctuation between them allowed.
    static func phone(_ typed: String) -> String? {
        let digits = typed.filter { !" .-/()".contains($0) }
        guard digits.first == "+", (7...15).contains(digits.count - 1),
            digits.dropFirst().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return digits
    }
}
