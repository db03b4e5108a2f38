/// The little Markdown of message bodies: paragraphs, `- ` lists, `> ` quotes, `**bold**`, and a link alone on its
/// line, `[words]({link})`, which becomes a button.
struct Markdown {
    enum Block: Equatable {
        case paragraph([Span])
        case list([[Span]])
        case quote([Span])
        case button(label: [Span], target: Int)
    }

    struct Span: Equatable {
        let text: Substring
        let isBold: Bool
    }

    let blocks: [Block]

    /// A paragraph whose values are all empty, and which holds nothing else, is left out.
    init(_ filled: Filled) {
        let paragraphs = filled.text.split(separator: /\n[ \t]*\n/)
        blocks = paragraphs.compactMap { Self.block($0, filled) }
    }

    private static func block(_ text: Substring, _ filled: Filled) -> Block? {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        guard let first = lines.first else { return nil }
        if let button = button(first, filled), lines.count == 1 { return button }
        if lines.allSatisfy({ $0.hasPrefix("- ") }) { return .list(lines.map { spans($0.dropFirst(2)) }) }
        let isQuote = lines.allSatisfy { $0.hasPrefix("> ") || $0 == ">" }
        let joined = lines.map { isQuote ? String($0.dropFirst(2)) : String($0) }.joined(separator: "\n")
        guard !filled.plain(joined[...]).trimmed.isEmpty else { return nil }
        return isQuote ? .quote(spans(joined[...])) : .paragraph(spans(joined[...]))
    }

    private static func button(_ line: Substring, _ filled: Filled) -> Block? {
        guard let match = line.trimmed.wholeMatch(of: /\[([^\[\]]+)\]\((.+)\)/),
            case .value(let index)? = filled.runs(of: match.output.2).first,
            filled.values[index].kind == .link
        else { return nil }
        return .button(label: spans(Substring(String(match.output.1))), target: index)
    }

    private static func spans(_ text: Substring) -> [Span] {
        let parts = text.split(separator: "**", omittingEmptySubsequences: false)
        // An odd pair is no pair: the asterisks are text.
        guard parts.count % 2 == 1 else { return [Span(text: text, isBold: false)] }
        return parts.enumerated().filter { !$0.element.isEmpty }.map {
            Span(text: $0.element, isBold: $0.offset % 2 == 1)
        }
    }
}
