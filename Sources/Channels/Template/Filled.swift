/// A text with its values kept apart from it: each stands as a token, so that nothing a person typed is ever read
/// as markup, and each medium puts the values in, escaped in its own way.
struct Filled: Sendable {
    /// Private characters that no template may hold.
    static let opening: Character = "\u{E000}"
    static let closing: Character = "\u{E001}"

    enum Run: Equatable {
        case ours(Substring)
        case value(index: Int)
    }

    let text: String
    let values: [Value]

    struct Value: Sendable {
        let shown: String
        let kind: TemplateValue.Kind
    }

    static func token(_ index: Int) -> String { "\(opening)\(index)\(closing)" }

    /// `part` cut at its tokens.
    func runs(of part: Substring) -> [Run] {
        var runs: [Run] = []
        var rest = part
        while let start = rest.firstIndex(of: Self.opening),
            let end = rest[start...].firstIndex(of: Self.closing)
        {
            if start > rest.startIndex { runs.append(.ours(rest[..<start])) }
            if let index = Int(rest[rest.index(after: start)..<end]), values.indices.contains(index) {
                runs.append(.value(index: index))
            }
            rest = rest[rest.index(after: end)...]
        }
        return rest.isEmpty ? runs : runs + [.ours(rest)]
    }

    /// With the values as they are.
    func plain(_ part: Substring, isolating: Bool = false) -> String {
        runs(of: part).map { run in
            switch run {
            case .ours(let text): String(text)
            case .value(let index):
                isolating && values[index].kind == .text
                    ? "\u{2068}\(values[index].shown)\u{2069}" : values[index].shown
            }
        }.joined()
    }

    var plain: String { plain(text[...]) }
}

extension Words {
    /// Integers and choices go to ICU as they are, for plurals and selects; all else as tokens.
    func fill(
        _ pattern: String, in locale: String, _ variables: [String: TemplateValue]
    ) -> Filled? {
        var values: [Filled.Value] = []
        var arguments: [String: WordPattern.Argument] = [:]
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .integer(let integer): arguments[name] = .integer(integer)
            case .choice(let word): arguments[name] = .text(word)
            default:
                arguments[name] = .text(Filled.token(values.count))
                values.append(Filled.Value(shown: show(value, in: locale), kind: value.kind))
            }
        }
        guard let text = format(pattern, in: locale, arguments: arguments) else { return nil }
        return Filled(text: text, values: values)
    }
}
