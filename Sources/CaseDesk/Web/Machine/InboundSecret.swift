/// What a gateway on our side proves itself by. Never printed.
package struct InboundSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private let bytes: [UInt8]

    /// Nil for one that is too short to be any.
    package init?(_ text: String) {
        guard text.utf8.count >= 16 else { return nil }
        bytes = Array(text.utf8)
    }

    /// Compares all bytes, so that time tells nothing.
    func matches(_ given: String) -> Bool {
        let given = Array(given.utf8)
        guard given.count == bytes.count else { return false }
        return zip(given, bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
}
