package import Channels
package import Declared
import Scheduler

/// What conversations by SMS need, checked: every locale of the ministry says each word, and no word two things.
package enum DeclaredTexting {
    package static func findings(
        _ words: Words, _ templates: MessageTemplates, locales: [String]
    ) -> [Finding] {
        let vocabulary = TextingVocabulary(words: words, locales: locales)
        let known = Set(templates.names)
        let missing = TextingLetters.templates.filter { !known.contains($0) }.map { name in
            Finding(
                file: "message-templates/\(name)/message.yaml", line: 1, what: "the file is missing",
                mend: "write it: people who text us are answered by it")
        }
        let stop = Set(
            locales.flatMap { locale in
                (vocabulary.entries[locale] ?? []).filter { $0.meaning == .action(.stop) }.map(\.words)
            })
        return missing
            + locales.flatMap { locale in
                absent(words, locale) + collisions(vocabulary.entries[locale] ?? [], stop, locale)
            }
    }

    /// A list that isn't there, or holds nothing.
    private static func absent(_ words: Words, _ locale: String) -> [Finding] {
        (TextingVocabulary.keys.map(\.key) + [TextingVocabulary.letters]).compactMap { key in
            let declared = words.declared(key, in: locale)
            let count = declared.map { TextingVocabulary.list($0).count } ?? 0
            if key == TextingVocabulary.letters, let declared, (1..<3).contains(count) {
                return Finding(
                    file: declared.file, line: declared.line, what: "'\(key)' has fewer than three",
                    mend: "write three letters, with commas between them")
            }
            guard count == 0 else { return nil }
            return Finding(
                file: declared?.file ?? "locales/\(locale)/sms.yaml", line: declared?.line ?? 1,
                what: "there is no word for '\(key)'",
                mend: "write what people send for it, with commas between the words")
        }
    }

    private static func collisions(
        _ entries: [TextingVocabulary.Entry], _ stop: Set<[String]>, _ locale: String
    ) -> [Finding] {
        var first: [[String]: TextingVocabulary.Entry] = [:]
        return entries.compactMap { entry in
            let word = entry.words.joined(separator: " ")
            if entry.meaning != .action(.stop), stop.contains(entry.words) {
                return finding(
                    entry, "'\(word)' means STOP, which the networks hear as well",
                    mend: "choose another word")
            }
            guard let other = first[entry.words] else {
                first[entry.words] = entry
                return nil
            }
            guard other.meaning != entry.meaning else { return nil }
            return finding(
                entry, "'\(word)' means two things: see line \(other.declared.line)",
                mend: "keep it in one of the two lists")
        }
    }

    private static func finding(
        _ entry: TextingVocabulary.Entry, _ what: String, mend: String
    ) -> Finding {
        Finding(file: entry.declared.file, line: entry.declared.line, what: what, mend: mend)
    }
}
