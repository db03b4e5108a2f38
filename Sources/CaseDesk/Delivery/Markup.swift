/// Lines of a template as pango markup. Values are data: nothing in them is read as markup, and their direction doesn't
/// reach the text around them.
enum Markup {
    /// People type these from the paper: the end of a line doesn't cut them.
    private static let unbroken: Set = ["site", "reference", "receipt_number"]

    static func line(
        _ pieces: DocumentTemplate.Line, _ values: [String: String]
    ) throws(DocumentFailure) -> String {
        var markup = ""
        for piece in pieces {
            var text = escaped(try piece.text(values))
            // First strong isolate … pop directional isolate (UAX #9): a Latin reference inside an Arabic sentence.
            if case .value(let name) = piece.content {
                text = "\u{2068}\(text)\u{2069}"
                if unbroken.contains(name) { text = "<span allow_breaks=\"false\">\(text)</span>" }
            }
            markup += piece.bold ? "<b>\(text)</b>" : text
        }
        return markup
    }

    static func bold(_ markup: String) -> String { "<b>\(markup)</b>" }

    /// Control characters become spaces: XML has no way to write them, and a zero would end the text. Line ends stay.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\n": escaped += "\n"
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
