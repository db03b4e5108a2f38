/// A body as an HTML email that every reader and screen reader takes: one column, inline styles, nothing fetched.
struct HTMLBody {
    let filled: Filled
    let locale: LocaleFacts
    let title: String
    let footer: String

    func render(_ markdown: Markdown) -> String {
        """
        <!doctype html>
        <html lang="\(locale.code)" dir="\(locale.direction.rawValue)">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\
        \(HTMLText.escape(title))</title></head>
        <body style="margin:0;padding:0;background:#f4f5f7">
        <div role="article" style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;color:#1b1b1f;\
        font:16px/1.5 'Noto Sans','Noto Naskh Arabic',Arial,sans-serif;text-align:start">
        \(EmailLogo.place)
        \(markdown.blocks.map(render).joined(separator: "\n"))
        <p style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid #c8ccd4;color:#4a4d57;font-size:14px">\
        \(HTMLText.escape(footer))</p>
        </div>
        </body>
        </html>

        """
    }

    private func render(_ block: Markdown.Block) -> String {
        switch block {
        case .paragraph(let spans):
            return #"<p style="margin:0 0 16px">\#(text(spans))</p>"#
        case .list(let items):
            let entries = items.map { "<li>\(text($0))</li>" }.joined(separator: "\n")
            return "<ul style=\"margin:0 0 16px;padding-inline-start:24px\">\n\(entries)\n</ul>"
        case .quote(let spans):
            return """
                <blockquote style="margin:0 0 16px;padding:8px 16px;border-inline-start:4px solid #1a4f8a;\
                background:#f4f5f7">\(text(spans))</blockquote>
                """
        case .button(let label, let target):
            guard let address = HTMLText.address(filled.values[target].shown) else {
                return #"<p style="margin:0 0 16px">\#(text(label))</p>"#
            }
            return """
                <p style="margin:24px 0"><a href="\(address)" style="display:inline-block;padding:12px 24px;\
                background:#1a4f8a;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:bold">\
                \(text(label))</a></p>
                <p style="margin:0 0 16px;font-size:14px;color:#4a4d57"><bdi dir="ltr" \
                style="word-break:break-all">\(address)</bdi></p>
                """
        }
    }

    private func text(_ spans: [Markdown.Span]) -> String {
        spans.map { $0.isBold ? "<strong>\(text($0.text))</strong>" : text($0.text) }.joined()
    }

    private func text(_ part: Substring) -> String {
        filled.runs(of: part).map { run in
            switch run {
            case .ours(let text): HTMLText.lines(text)
            case .value(let index):
                filled.values[index].kind == .text
                    ? "<bdi>\(HTMLText.lines(filled.values[index].shown))</bdi>"
                    : HTMLText.escape(filled.values[index].shown)
            }
        }.joined()
    }
}

/// Escapes by bytes: a quote followed by a combining mark is one Character to Swift, but two to a browser.
enum HTMLText {
    static func escape(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            // A form feed or a zero byte has no place in a document.
            case 0...8, 11, 12, 14...31, 127: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With its line ends shown.
    static func lines(_ text: some StringProtocol) -> String {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { escape($0) }
            .joined(separator: "<br>\n")
    }

    /// An address to open, escaped; nil for anything but a web address.
    static func address(_ text: String) -> String? {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
        return escape(text)
    }
}
