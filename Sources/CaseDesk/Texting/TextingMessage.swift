/// What an SMS says, as far as we understand it.
package struct TextingMessage: Hashable, Sendable {
    package var action: TextingAction?
    /// Whose word it was; nil when the message holds no word of a language.
    package var locale: String?
    /// A number alone: which of the places that were offered.
    package var choice: Int?
    /// Which of the requests that were listed, from 0.
    package var letter: Int?
    package var day: TextingDay?
    /// The last four characters of a reference.
    package var code: String?
    /// So few words that somebody means us, not an agent.
    package var isShort = true
}

/// Reads SMS: at most some polite words, a keyword, and what belongs to it. Anything else is a letter to the agents.
package struct TextingGrammar: Sendable {
    let vocabulary: TextingVocabulary

    package init(_ vocabulary: TextingVocabulary) {
        self.vocabulary = vocabulary
    }

    /// More words than these are a letter, whatever it begins with; but an appeal says why.
    static let longest = 12
    static let short = 3

    package func read(_ text: String, spoken: String) -> TextingMessage {
        let words = TextingVocabulary.folded(text)
        var message = TextingMessage(isShort: words.count <= Self.short)
        let rest = withoutFillers(words[...], spoken)
        if words.count <= Self.longest { message.code = code(words[...]) ?? code(rest) }
        guard let head = vocabulary.match(rest, spoken: spoken) else {
            readNumbers(rest, into: &message, spoken)
            return message
        }
        let after = rest.dropFirst(head.count)
        switch head.meaning {
        case .action(let action):
            readAction(action, head.locale, after, of: words.count, into: &message, spoken)
        case .letter(let index): if onlyFillers(after, spoken) { message.letter = index }
        case .weekday, .ahead, .month:
            guard words.count <= Self.longest else { break }
            message.day = vocabulary.day(in: rest, spoken: spoken)
            message.locale = head.locale
        case .filler: break
        }
        return message
    }

    private func readAction(
        _ action: TextingAction, _ locale: String, _ after: ArraySlice<String>, of count: Int,
        into message: inout TextingMessage, _ spoken: String
    ) {
        guard action != .appeal else {
            (message.action, message.locale) = (action, locale)
            return
        }
        guard count <= Self.longest else { return }
        let said = bare(after, action, spoken)
        // As it stands first: "J" is a small word, and may end a reference.
        let code = code(after) ?? code(said[...])
        let letter = letter(said, spoken)
        if action.isExact {
            // "Je prends le 2", "ok 2".
            if said.count == 1, let number = said.first.flatMap({ Int($0) }), (1...9).contains(number) {
                (message.choice, message.locale) = (number, locale)
                return
            }
            guard said.isEmpty || code != nil || letter != nil && said.count == 1 else { return }
        }
        message.action = action
        message.locale = locale
        message.code = code
        message.letter = letter
        guard action == .find || action == .move else { return }
        message.day = vocabulary.day(in: after, spoken: spoken)
        // The numbers of a code are no day.
        if action == .move, code != nil, message.day == .unreadable { message.day = nil }
    }

    /// "2", "le 2 svp", and days without a word before them.
    private func readNumbers(
        _ words: ArraySlice<String>, into message: inout TextingMessage, _ spoken: String
    ) {
        guard let first = words.first, let number = Int(first) else { return }
        if first.count == 1, number > 0, onlyFillers(words.dropFirst(), spoken) {
            message.choice = number
        } else if words.count <= Self.short + 1 {
            message.day = vocabulary.day(in: words, spoken: spoken)
        }
    }

    private func withoutFillers(_ words: ArraySlice<String>, _ spoken: String) -> ArraySlice<String> {
        var rest = words
        while let match = vocabulary.match(rest, spoken: spoken), match.meaning == .filler {
            rest = rest.dropFirst(match.count)
        }
        return rest
    }

    private func onlyFillers(_ words: ArraySlice<String>, _ spoken: String) -> Bool {
        withoutFillers(words, spoken).isEmpty
    }

    /// What is left without fillers and without the same action said again: "oui, je confirme".
    private func bare(
        _ words: ArraySlice<String>, _ action: TextingAction, _ spoken: String
    ) -> [String] {
        var left: [String] = []
        var rest = words
        while let word = rest.first {
            let match = vocabulary.match(rest, spoken: spoken)
            let isSaid = match.map { $0.meaning == .filler || $0.meaning == .action(action) } ?? false
            if !isSaid { left.append(word) }
            rest = rest.dropFirst(isSaid ? match?.count ?? 1 : 1)
        }
        return left
    }

    private func letter(_ words: [String], _ spoken: String) -> Int? {
        guard words.count == 1,
            case .letter(let index) = vocabulary.match(words[...], spoken: spoken)?.meaning
        else { return nil }
        return index
    }

    /// A whole reference, or its last four characters; however they are cut, and among other words if numbers and
    /// letters tell them apart.
    private func code(_ words: ArraySlice<String>) -> String? {
        if let whole = Self.code(words.joined()) { return whole }
        let runs = words.indices.flatMap { first in
            (first..<min(first + Self.longestCode, words.endIndex)).map { words[first...$0] }
        }
        if let reference = runs.lazy.compactMap({ Reference($0.joined()) }).first { return reference.code }
        let mixed = runs.filter { run in
            run.contains { Int($0) != nil } && run.contains { Int($0) == nil }
        }
        return mixed.lazy.compactMap { Self.code($0.joined()) }.first
    }

    /// So many parts, when every character of a reference stands alone.
    private static let longestCode = 9

    private static func code(_ joined: String) -> String? {
        let text = joined.uppercased()
        if let reference = Reference(text) { return reference.code }
        return text.utf8.count == 4 && Reference.isWritten(in: text) ? text : nil
    }
}

extension Reference {
    /// What a person repeats to show that our messages reach them.
    package var code: String { String(text.suffix(4)) }

    static func isWritten(in text: String) -> Bool {
        text.utf8.allSatisfy { "23456789ABCDEFGHJKMNPQRSTVWXYZ".utf8.contains($0) }
    }
}
