import Channels

/// The shared words in one person's language: `say("web.home.title")`.
struct Phrases: Sendable {
    let words: Words
    let locale: String

    func callAsFunction(_ key: String, _ values: [String: TemplateValue] = [:]) -> String {
        words.text(key, in: locale, values)
    }

    /// The same words in another language, for a link that names it.
    func `in`(_ other: String) -> Phrases {
        Phrases(words: words, locale: other)
    }
}
