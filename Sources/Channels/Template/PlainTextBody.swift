/// A body as plain text.
struct PlainTextBody {
    let filled: Filled
    let isolating: Bool

    func render(_ markdown: Markdown) -> String {
        markdown.blocks.map(render).joined(separator: "\n\n") + "\n"
    }

    private func render(_ block: Markdown.Block) -> String {
        switch block {
        case .paragraph(let spans): text(spans)
        case .list(let items): items.map { "- \(text($0))" }.joined(separator: "\n")
        case .quote(let spans):
            text(spans).split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
                .joined(separator: "\n")
        case .button(let label, let target): "\(text(label))\n\(filled.values[target].shown)"
        }
    }

    private func text(_ spans: [Markdown.Span]) -> String {
        spans.map { filled.plain($0.text, isolating: isolating) }.joined()
    }
}
