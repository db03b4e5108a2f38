package import Declared
internal import Foundation
internal import Synchronization

/// The texts of `locales/`: `locales/<locale>/<file>.yaml`, nested keys joined by dots after the file's name
/// (`web.home.title`), each an ICU MessageFormat pattern.
package struct Words: Sendable {
    /// Where texts end that no other locale has.
    package static let base = "fr"

    let texts: [String: [String: Text]]
    let facts: [String: LocaleFacts]
    /// What reading the files found wrong.
    package let findings: [Finding]
    private let patterns = WordPatterns()

    struct Text: Sendable {
        let pattern: String
        let file: String
        let line: Int
    }

    /// Never fails: what is wrong stands in `findings`, and the rest is usable.
    package init(directory: String) {
        var reader = WordsReader(directory: directory)
        reader.readAll()
        texts = reader.texts
        facts = reader.facts
        findings = WordsCheck(texts: reader.texts, facts: reader.facts).findings(after: reader.findings)
    }

    /// The text of `key`, or of the locales behind this one; the key itself if none has it.
    package func text(
        _ key: String, in locale: String, _ values: [String: TemplateValue] = [:]
    ) -> String {
        for code in chain(from: locale) {
            guard let text = texts[code]?[key] else { continue }
            if let shown = format(text.pattern, in: code, values) { return shown }
        }
        return key
    }

    package func has(_ key: String, in locale: String) -> Bool {
        chain(from: locale).contains { texts[$0]?[key] != nil }
    }

    /// The locales that people are offered, by code.
    package var locales: [LocaleFacts] {
        facts.values.filter(\.isComplete).sorted { $0.code < $1.code }
    }

    package func locale(_ code: String) -> LocaleFacts {
        chain(from: code).lazy.compactMap { facts[$0] }.first ?? LocaleFacts(unknown: code)
    }

    /// `fr-BE`, then `fr`, then what each falls back to, at last French.
    package func chain(from locale: String) -> [String] {
        var chain: [String] = []
        var next: String? = locale
        while let code = next, !chain.contains(code) {
            chain.append(code)
            let language = code.split(separator: "-").first.map(String.init) ?? code
            next = facts[code]?.fallsBack ?? (language == code ? nil : language)
        }
        if !chain.contains(Self.base) { chain.append(Self.base) }
        return chain
    }

    /// A value as this locale writes it.
    package func show(_ value: TemplateValue, in locale: String) -> String {
        let formats = WordFormats(locale: self.locale(locale))
        return switch value {
        case .text(let text), .link(let text), .choice(let text): text
        case .integer(let integer): formats.integer(integer)
        case .money(let minor, let currency): formats.money(minor, currency)
        case .date(let date): formats.date(date)
        case .day(let date): formats.day(date)
        case .time(let time): formats.time(time)
        case .dateTime(let date, let time, let zone): formats.dateTime(date, time, zone: zone)
        case .list(let items): formats.list(items)
        }
    }

    /// Any pattern with these values; nil when it can't be read or filled.
    func format(_ pattern: String, in locale: String, _ values: [String: TemplateValue]) -> String? {
        format(
            pattern, in: locale,
            arguments: values.mapValues { value in
                if case .integer(let integer) = value { return .integer(integer) }
                return .text(isolated(value, in: locale))
            })
    }

    func format(
        _ pattern: String, in locale: String, arguments: [String: WordPattern.Argument]
    ) -> String? {
        patterns.pattern(pattern, locale: self.locale(locale).icu)?.format(arguments)
    }

    /// A text from outside may run against the direction of an Arabic sentence: it is set apart from it.
    private func isolated(_ value: TemplateValue, in locale: String) -> String {
        guard case .text(let text) = value, self.locale(locale).direction == .rtl else {
            return show(value, in: locale)
        }
        return "\u{2068}\(text)\u{2069}"
    }
}

/// Patterns compiled once, shared by all copies of `Words`.
final class WordPatterns: Sendable {
    private struct Key: Hashable {
        let pattern: String
        let locale: String
    }

    private let compiled = Mutex<[Key: WordPattern]>([:])

    func pattern(_ pattern: String, locale: String) -> WordPattern? {
        let key = Key(pattern: pattern, locale: locale)
        if let known = compiled.withLock({ $0[key] }) { return known }
        guard let made = try? WordPattern(pattern, locale: locale) else { return nil }
        compiled.withLock { $0[key] = made }
        return made
    }
}
