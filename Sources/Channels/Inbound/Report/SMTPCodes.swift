/// Codes in the words of a mail server.
enum SMTPCodes {
    /// The first RFC 3463 status, `5.1.1`; not a part of an IP address.
    static func status(in text: String) -> String? {
        for token in text.split(whereSeparator: { !isDigit($0) && $0 != "." }) {
            let numbers = token.split(separator: ".")
            guard numbers.count == 3, let first = numbers.first, first == "2" || first == "4" || first == "5",
                token.first != ".", numbers.allSatisfy({ $0.count <= 3 })
            else { continue }
            return numbers.joined(separator: ".")
        }
        return nil
    }

    /// The first reply code, `550`, where one may stand: at the start of a line, or after a colon.
    static func code(in text: String) -> String? {
        var before: [Character] = ["\n"]
        var rest = Substring(text)
        while !rest.isEmpty {
            let token = rest.prefix(3)
            let mayStand = before.last == "\n" || before.suffix(2) == [":", " "]
            let next = rest.dropFirst(3).first ?? " "
            if mayStand, isCode(token), " -\n".contains(next) { return String(token) }
            before = before.suffix(1) + [rest.removeFirst()]
        }
        return nil
    }

    /// Servers that answer in several lines begin each with the codes; a report that joins the lines keeps them.
    static func withoutRepeats(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        var kept: [Substring] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            let parts = word.split(separator: "-", maxSplits: 1)
            let isJoined = parts.count == 2 && isCode(parts[0]) && status(in: String(parts[1])) != nil
            let isPair = isCode(word) && index + 1 < words.count && isStatus(words[index + 1])
            if isJoined {
                index += 1
            } else if isPair {
                index += 2
            } else {
                kept.append(word)
                index += 1
            }
        }
        return kept.joined(separator: " ")
    }

    private static func isStatus(_ word: Substring) -> Bool { status(in: String(word)) == String(word) }

    private static func isCode(_ token: Substring) -> Bool {
        guard token.count == 3, token.allSatisfy(isDigit), let first = token.first else { return false }
        return "245".contains(first) && "012345".contains(token.dropFirst().first ?? " ")
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
