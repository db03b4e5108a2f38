/// A regular expression of a declared file, of the kinds whose search can't explode: no repeated groups, no references
/// back, no looking around, two open repetitions at most; and only the head of an answer is searched.
struct BoundedPattern: Sendable, Hashable {
    let source: String

    /// Characters of an answer that are looked at.
    static let searched = 1_024

    struct Unfit: Error {
        let why: String
    }

    init(_ source: String) throws(Unfit) {
        if let why = Self.refusal(source) { throw Unfit(why: why) }
        do {
            _ = try Regex(source)
        } catch {
            throw Unfit(why: "it can't be read")
        }
        self.source = source
    }

    /// The first group of the first match, or all of it; nil where it doesn't match.
    func firstMatch(in text: String) -> String? {
        guard let pattern = try? Regex(source),
            let match = try? pattern.firstMatch(in: String(text.prefix(Self.searched)))
        else { return nil }
        let group = match.output.count > 1 ? match.output[1].substring : nil
        return String(group ?? match.output[0].substring ?? "")
    }

    private static func refusal(_ source: String) -> String? {
        guard source.utf8.count <= 200 else { return "it is longer than 200 characters" }
        let characters = Array(source)
        var open = 0
        for (index, character) in characters.enumerated() where !isEscaped(characters, index) {
            let next = characters.dropFirst(index + 1).first
            switch character {
            case "*", "+": open += 1
            case "{": open += characters.dropFirst(index + 1).prefix { $0 != "}" }.contains(",") ? 1 : 0
            case ")" where next.map { "*+?{".contains($0) } ?? false: return "a group is repeated"
            case "(" where next == "?": return "it looks around, or names a group"
            case "\\" where next?.isNumber == true || next == "k" || next == "g": return "it refers back"
            default: break
            }
        }
        return open > 2 ? "it has more than two open repetitions" : nil
    }

    /// A sign after an odd number of backslashes stands for itself.
    private static func isEscaped(_ characters: [Character], _ index: Int) -> Bool {
        !characters[..<index].reversed().prefix { $0 == "\\" }.count.isMultiple(of: 2)
    }
}
