/// The layout and words of one kind of document in one locale, written by a ministry's clerk in a small Markdown:
/// `document-templates/<kind>/<locale>.md`. Front matter, then headings, paragraphs, tables of two columns, `[[signature]]`
/// and `[[qr]]`. `{name}` stands for a value.
package struct DocumentTemplate: Sendable, Equatable {
    /// What stands in the front matter. Each value may hold placeholders.
    package enum Setting: String, CaseIterable, Sendable {
        case title, authority, post, signatory, signed, verify, number, picture, footer
    }

    enum Block: Sendable, Equatable {
        case heading(Line)
        case paragraph(Line)
        case table([Row])
        case signature
        case code
    }

    struct Row: Sendable, Equatable {
        let label: Line
        let value: Line
    }

    /// A paragraph's pieces, in order.
    typealias Line = [Piece]

    struct Piece: Sendable, Equatable {
        enum Content: Sendable, Equatable {
            case text(String)
            case value(String)
        }
        let content: Content
        let bold: Bool
    }

    package let kind: String
    package let locale: String
    let settings: [Setting: Line]
    let blocks: [Block]

    /// The values that the template asks for.
    package var placeholders: Set<String> {
        var lines = Array(settings.values)
        for block in blocks {
            switch block {
            case .heading(let line), .paragraph(let line): lines.append(line)
            case .table(let rows): lines += rows.flatMap { [$0.label, $0.value] }
            case .signature, .code: break
            }
        }
        return Set(
            lines.joined().compactMap { piece in
                if case .value(let name) = piece.content { name } else { nil }
            })
    }
}

extension DocumentTemplate.Line {
    /// The line with its values, without emphasis.
    func plain(_ values: [String: String]) throws(DocumentFailure) -> String {
        var text = ""
        for piece in self { text += try piece.text(values) }
        return text
    }
}

extension DocumentTemplate.Piece {
    func text(_ values: [String: String]) throws(DocumentFailure) -> String {
        switch content {
        case .text(let text): return text
        case .value(let name):
            guard let value = values[name] else { throw .missingValue(name) }
            return value
        }
    }
}
