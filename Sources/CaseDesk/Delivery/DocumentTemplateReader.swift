import Foundation

extension DocumentTemplate {
    /// Reads `<directory>/<kind>/<locale>.md`.
    package init(directory: String, kind: String, locale: String) throws(DocumentFailure) {
        let file = "\(directory)/\(kind)/\(locale).md"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw .template(file: file, line: 1, what: "can't be read")
        }
        try self.init(kind: kind, locale: locale, file: file, text: text)
    }

    package init(kind: String, locale: String, file: String, text: String) throws(DocumentFailure) {
        var reader = TemplateReader(
            file: file, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        let settings = try reader.frontMatter()
        for setting in Setting.allCases where settings[setting] == nil {
            throw .template(file: file, line: 1, what: "\(setting.rawValue) is missing in the front matter")
        }
        self.init(kind: kind, locale: locale, settings: settings, blocks: try reader.blocks())
    }
}

/// Goes through the lines once; blocks are set apart by empty lines.
private struct TemplateReader {
    let file: String
    let lines: [Substring]
    var index = 0

    init(file: String, lines: [Substring]) {
        (self.file, self.lines) = (file, lines)
    }

    mutating func frontMatter() throws(DocumentFailure) -> [DocumentTemplate.Setting: DocumentTemplate.Line] {
        guard lines.first == "---" else { throw mistake("the first line must be ---") }
        var settings: [DocumentTemplate.Setting: DocumentTemplate.Line] = [:]
        index = 1
        while index < lines.count, lines[index] != "---" {
            let parts = lines[index].split(separator: ":", maxSplits: 1)
            if !lines[index].hasPrefix("#"), !lines[index].isEmpty {
                guard parts.count == 2, let setting = DocumentTemplate.Setting(rawValue: String(parts[0]))
                else {
                    let known = DocumentTemplate.Setting.allCases.map(\.rawValue).joined(separator: ", ")
                    throw mistake("expected one of \(known)")
                }
                settings[setting] = try line(parts[1])
            }
            index += 1
        }
        guard index < lines.count else { throw mistake("the front matter must end with ---") }
        index += 1
        return settings
    }

    mutating func blocks() throws(DocumentFailure) -> [DocumentTemplate.Block] {
        var blocks: [DocumentTemplate.Block] = []
        while index < lines.count {
            let text = lines[index]
            switch text {
            case "": index += 1
            case "[[signature]]":
                blocks.append(.signature)
                index += 1
            case "[[qr]]":
                blocks.append(.code)
                index += 1
            case _ where text.hasPrefix("|"): blocks.append(.table(try rows()))
            case _ where text.hasPrefix("#"):
                guard text.hasPrefix("## ") else {
                    throw mistake("a heading is ##; the title is in the front matter")
                }
                blocks.append(.heading(try line(text.dropFirst(2))))
                index += 1
            case _ where text.hasPrefix("[["):
                throw mistake("\(text) isn't known: [[signature]] and [[qr]] are")
            default: blocks.append(.paragraph(try paragraph()))
            }
        }
        return blocks
    }

    private mutating func rows() throws(DocumentFailure) -> [DocumentTemplate.Row] {
        var rows: [DocumentTemplate.Row] = []
        while index < lines.count, lines[index].hasPrefix("|") {
            let cells = lines[index].split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 4, cells[3].allSatisfy(\.isWhitespace) else {
                throw mistake("a row has two cells: | label | {value} |")
            }
            rows.append(DocumentTemplate.Row(label: try line(cells[1]), value: try line(cells[2])))
            index += 1
        }
        return rows
    }

    /// Lines that follow each other are one paragraph.
    private mutating func paragraph() throws(DocumentFailure) -> DocumentTemplate.Line {
        var text: [Substring] = []
        var pieces: DocumentTemplate.Line = []
        while index < lines.count, let first = lines[index].first, first != "|", first != "#",
            !lines[index].hasPrefix("[[")
        {
            text.append(lines[index])
            pieces = try line(Substring(text.joined(separator: " ")))
            index += 1
        }
        return pieces
    }

    /// `**bold**` and `{name}`.
    private func line(_ source: Substring) throws(DocumentFailure) -> DocumentTemplate.Line {
        var pieces: DocumentTemplate.Line = []
        let runs = source.trimmingCharacters(in: .whitespaces).components(separatedBy: "**")
        guard runs.count % 2 == 1 else { throw mistake("** without its other **") }
        for (number, run) in runs.enumerated() {
            var rest = Substring(run)
            let bold = number % 2 == 1
            while let open = rest.firstIndex(of: "{") {
                guard let close = rest[open...].firstIndex(of: "}") else { throw mistake("{ without }") }
                let name = rest[rest.index(after: open)..<close]
                guard !name.isEmpty,
                    name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
                else { throw mistake("{\(name)} isn't a name") }
                if open > rest.startIndex {
                    pieces.append(.init(content: .text(String(rest[..<open])), bold: bold))
                }
                pieces.append(.init(content: .value(String(name)), bold: bold))
                rest = rest[rest.index(after: close)...]
            }
            if !rest.isEmpty { pieces.append(.init(content: .text(String(rest)), bold: bold)) }
        }
        return pieces
    }

    private func mistake(_ what: String) -> DocumentFailure {
        .template(file: file, line: index + 1, what: what)
    }
}
