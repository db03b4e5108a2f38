/// Which events an endpoint wants: a name such as `dossier.submitted`, `dossier.*` for all that begins so, or `*`.
package struct WebhookFilter: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    /// Nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let names = parts.last == "*" ? parts.dropLast() : parts[...]
        guard (1...6).contains(parts.count), text.utf8.count <= 100, names.allSatisfy(Self.isName) else {
            return nil
        }
        self.text = text
    }

    package func matches(_ type: String) -> Bool {
        guard text.hasSuffix("*") else { return text == type }
        return type.hasPrefix(text.dropLast())
    }

    package var description: String { text }

    private static func isName(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
    }
}
