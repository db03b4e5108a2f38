/// A text of `locales/` as it was written, and where: for lists of words, which are read and never shown.
package struct DeclaredText: Sendable, Hashable {
    package let text: String
    package let file: String
    package let line: Int
}

extension Words {
    /// Nil where this very locale has none.
    package func declared(_ key: String, in locale: String) -> DeclaredText? {
        texts[locale]?[key].map { DeclaredText(text: $0.pattern, file: $0.file, line: $0.line) }
    }
}
