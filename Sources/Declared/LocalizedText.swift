/// A text in several locales, as a declared file gives it: `{fr: …, ar: …}`.
package struct LocalizedText: Sendable, Codable, Hashable {
    package let texts: [String: String]

    package init(_ texts: [String: String]) {
        self.texts = texts
    }

    package init(from decoder: any Decoder) throws {
        texts = try decoder.singleValueContainer().decode([String: String].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }

    /// Falls back from `ar-MA` to `ar`, then to French, then to whatever there is: a person is never shown nothing.
    package subscript(locale: String) -> String {
        let language = locale.split(separator: "-").first.map(String.init) ?? locale
        let first = texts.min { $0.key < $1.key }?.value
        return texts[locale] ?? texts[language] ?? texts["fr"] ?? first ?? ""
    }

    package var locales: [String] { texts.keys.sorted() }
    package var isEmpty: Bool { texts.isEmpty }
}
