import Crypto

/// Ties a form to a browser that hasn't come in yet; inside, the session holds its own.
enum FormToken {
    static func made(from visitor: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array("form\n\(visitor)".utf8))))
    }

    /// Compared without telling by time how much of it was right.
    static func matches(_ given: String, _ expected: String) -> Bool {
        let left = Array(given.utf8)
        let right = Array(expected.utf8)
        guard left.count == right.count, !left.isEmpty else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
