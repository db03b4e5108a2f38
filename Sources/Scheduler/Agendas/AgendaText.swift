/// The lines of a YAML text in block style, found by their indentation: as much as the desk's small forms need.
struct AgendaText {
    private(set) var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: "\n") }
    var whole: Range<Int> { 0..<lines.count }

    /// A key of a mapping, and the lines below that belong to it.
    struct Key {
        let line: Int
        let indent: Int
        /// What stands behind the colon on the same line, without a comment.
        let value: String
        let block: Range<Int>
    }

    /// A key right below, in the mapping that these lines hold.
    func key(_ name: String, in range: Range<Int>) -> Key? {
        guard let first = range.first(where: { !isBlank($0) }) else { return nil }
        let indent = indent(first)
        for line in range where !isBlank(line) && self.indent(line) == indent {
            let content = lines[line].drop { $0 == " " }
            for form in [name, "\"\(name)\"", "'\(name)'"] where content.hasPrefix("\(form):") {
                let value = uncommented(content.dropFirst(form.count + 1))
                return Key(
                    line: line, indent: indent, value: value,
                    block: block(below: line, indent: indent, within: range))
            }
        }
        return nil
    }

    /// The lines of each entry of a list in block style, in order; nil where the list is written on one line.
    func entries(of key: Key) -> [Range<Int>]? {
        guard key.value.isEmpty, let first = key.block.first(where: { !isBlank($0) }) else { return nil }
        let indent = indent(first)
        let starts = key.block.filter {
            !isBlank($0) && self.indent($0) == indent && lines[$0].dropFirst(indent).hasPrefix("-")
        }
        guard starts.first == first else { return nil }
        return starts.enumerated().map { index, start in
            start..<(index + 1 < starts.count ? starts[index + 1] : key.block.upperBound)
        }
    }

    /// The line after the last one of a range that says something.
    func end(of range: Range<Int>, or line: Int) -> Int {
        (range.last { !isBlank($0) } ?? line) + 1
    }

    func indent(_ line: Int) -> Int { lines[line].prefix { $0 == " " }.count }

    mutating func insert(_ new: [String], at line: Int) {
        lines.insert(contentsOf: new, at: line)
    }

    mutating func replace(_ line: Int, by new: String) {
        lines[line] = new
    }

    /// Empty, or a comment.
    func isBlank(_ line: Int) -> Bool {
        let content = lines[line].drop { $0 == " " }
        return content.isEmpty || content.hasPrefix("#")
    }

    private func block(below line: Int, indent: Int, within range: Range<Int>) -> Range<Int> {
        let end = (line + 1..<range.upperBound).first { other in
            guard !isBlank(other) else { return false }
            let isEntry = lines[other].dropFirst(self.indent(other)).hasPrefix("-")
            return self.indent(other) < indent || (self.indent(other) == indent && !isEntry)
        }
        return line + 1..<(end ?? range.upperBound)
    }

    private func uncommented(_ value: Substring) -> String {
        let content = value.drop { $0 == " " }
        if content.hasPrefix("#") { return "" }
        return content.hasPrefix("\"") || content.hasPrefix("'")
            ? String(content) : String(content.split(separator: " #").first ?? "")
    }
}
