package import Channels
import Foundation
package import Scheduler

/// What the words of `locales/<locale>/sms.yaml` mean, in every locale of the ministry. Built once.
package struct TextingVocabulary: Sendable {
    package enum Meaning: Hashable, Sendable {
        case action(TextingAction)
        case weekday(Weekday)
        /// From 1.
        case month(Int)
        /// So many days from today.
        case ahead(Int)
        /// The answer to "which one": from 0.
        case letter(Int)
        /// Politeness and small words, which change nothing.
        case filler
    }

    struct Entry: Sendable {
        /// Folded; never empty.
        let words: [String]
        let meaning: Meaning
        let declared: DeclaredText
    }

    struct Match {
        let meaning: Meaning
        let locale: String
        let count: Int
    }

    let locales: [String]
    let entries: [String: [Entry]]
    private let byFirst: [String: [String: [Entry]]]

    package init(words: Words, locales: [String]) {
        self.locales = locales
        var entries: [String: [Entry]] = [:]
        for locale in locales { entries[locale] = Self.entries(words, locale) }
        self.entries = entries
        byFirst = entries.mapValues { Dictionary(grouping: $0) { $0.words[0] } }
    }

    /// The keys that every locale must fill, and what they mean.
    static let keys: [(key: String, meaning: Meaning)] = {
        var keys: [(key: String, meaning: Meaning)] = [
            ("sms.days.today", .ahead(0)), ("sms.days.tomorrow", .ahead(1)), ("sms.fillers", .filler),
        ]
        for action in TextingAction.allCases {
            keys.append(("sms.words.\(action.rawValue)", .action(action)))
        }
        for weekday in Weekday.allCases { keys.append(("sms.days.\(weekday.rawValue)", .weekday(weekday))) }
        for (index, month) in months.enumerated() { keys.append(("sms.months.\(month)", .month(index + 1))) }
        return keys
    }()

    static let letters = "sms.letters"

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// The words of a declared list, as they were written.
    static func list(_ declared: DeclaredText) -> [String] {
        declared.text.split { ",،".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// A word's parts, with letters and digits apart: "rdv12" is "rdv" and "12".
    static func folded(_ text: String) -> [String] {
        FoldedText.words(text).flatMap { word -> [String] in
            var parts: [String] = []
            for character in word {
                if let last = parts.last?.last, last.isWholeNumber == character.isWholeNumber {
                    parts[parts.count - 1].append(character)
                } else {
                    parts.append(String(character))
                }
            }
            return parts
        }
    }

    private static func entries(_ words: Words, _ locale: String) -> [Entry] {
        var entries = keys.flatMap { key, meaning -> [Entry] in
            guard let declared = words.declared(key, in: locale) else { return [] }
            return list(declared).map { Entry(words: folded($0), meaning: meaning, declared: declared) }
        }
        if let declared = words.declared(letters, in: locale) {
            entries += list(declared).enumerated().map {
                Entry(words: folded($1), meaning: .letter($0), declared: declared)
            }
        }
        return entries.filter { !$0.words.isEmpty }
    }
}

extension TextingVocabulary {
    /// What the first words mean: the longest that is known, in the language spoken first; else one slip away from
    /// a single longer word that is known.
    func match(_ words: ArraySlice<String>, spoken: String) -> Match? {
        var best: Match?
        for locale in order(spoken) {
            guard let first = words.first else { return nil }
            for entry in byFirst[locale]?[first] ?? []
            where words.starts(with: entry.words) && entry.words.count > best?.count ?? 0 {
                best = Match(meaning: entry.meaning, locale: locale, count: entry.words.count)
            }
        }
        return best ?? slipped(words, spoken)
    }

    private func slipped(_ words: ArraySlice<String>, _ spoken: String) -> Match? {
        guard let word = words.first, word.count >= Self.shortestSlip else { return nil }
        for locale in order(spoken) {
            let near = (entries[locale] ?? []).filter {
                $0.words.count == 1 && $0.words[0].count >= Self.shortestSlip
                    && OneSlip.apart(word, $0.words[0])
            }
            let meanings = Set(near.map(\.meaning))
            if meanings.count == 1, let meaning = meanings.first {
                return Match(meaning: meaning, locale: locale, count: 1)
            }
        }
        return nil
    }

    /// Shorter words are too near to one another.
    private static let shortestSlip = 5

    private func order(_ spoken: String) -> [String] {
        locales.filter { $0 == spoken } + locales.filter { $0 != spoken }
    }
}

/// One letter too many, too few, another or swapped with its neighbour.
enum OneSlip {
    static func apart(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard abs(left.count - right.count) <= 1 else { return false }
        let head = zip(left, right).prefix { $0 == $1 }.count
        let (a, b) = (left.dropFirst(head), right.dropFirst(head))
        if a.count != b.count { return a.count > b.count ? a.dropFirst() == b : a == b.dropFirst() }
        if a.isEmpty || a.dropFirst() == b.dropFirst() { return true }
        return a.count >= 2 && a[head] == b[head + 1] && a[head + 1] == b[head]
            && a.dropFirst(2) == b.dropFirst(2)
    }
}
