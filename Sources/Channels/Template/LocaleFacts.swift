internal import Declared

/// What `locales/<locale>/locale.yaml` says of a language.
package struct LocaleFacts: Sendable, Hashable {
    package enum Direction: String, CaseIterable, Sendable { case ltr, rtl }
    enum Digits: String, CaseIterable { case latin, native }

    /// `fr`, `ar`, `pt-BR`.
    package let code: String
    /// The language's name in itself.
    package let name: String
    package let direction: Direction
    /// A complete locale may lack nothing; an incomplete one isn't offered to people.
    package let isComplete: Bool
    /// Where a missing text is looked for next.
    package let fallsBack: String?
    /// What ICU is asked for.
    let icu: String
    /// "{date} à {time}"
    let dateTime: String
    /// "heure de {city}"
    let zoneTime: String
    /// Instead of what ICU writes.
    let dates: LocaleDates?
    /// A zone's city, where ICU calls it otherwise: "Europe/Brussels" → "Bruxelles".
    let cities: [String: String]

    init(code: String, node: DeclaredNode) {
        self.code = code
        name = node.text("name")
        direction = node.choice("direction")
        isComplete = node.boolean("complete")
        fallsBack = node.optionalText("falls_back")
        icu = node.choice("digits", of: Digits.self) == .latin ? "\(code)-u-nu-latn" : code
        dateTime = node.text("date_time")
        zoneTime = node.text("zone_time")
        dates = node.optional("dates").flatMap(LocaleDates.init)
        cities = Dictionary(
            node.map("cities").map { ($0.key, $0.value.textValue) }, uniquingKeysWith: { first, _ in first })
    }

    init(unknown code: String) {
        self.code = code
        name = code
        direction = .ltr
        isComplete = false
        fallsBack = nil
        icu = "\(code)-u-nu-latn"
        dateTime = "{date} {time}"
        zoneTime = "{city}"
        dates = nil
        cities = [:]
    }
}
