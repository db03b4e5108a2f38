/// A CSV file (RFC 4180), with the separators that spreadsheets really write.
struct TableFile: Equatable {
    struct Record: Equatable {
        /// From 1, of its first line.
        let line: Int
        let fields: [String]
    }

    let separator: Character
    let header: [String]
    private(set) var records: [Record] = []
    /// Lines whose quotation mark is never closed; reading goes on with the next.
    private(set) var unclosed: [Int] = []

    /// Nil for a file without a line.
    init?(_ text: String) {
        var lines = TableLines(text)
        // Excel's own first line.
        if let hint = lines.first, hint.hasPrefix("sep="), hint.count == 5, let given = hint.last {
            separator = given
            lines.drop()
        } else {
            separator = Self.separator(of: lines.first ?? "")
        }
        guard let head = lines.record(separator), case .success(let header) = head else { return nil }
        self.header = header.fields
        while let next = lines.record(separator) {
            switch next {
            case .success(let record):
                if record.fields != [""] { records.append(record) }
            case .failure(let unclosed): self.unclosed.append(unclosed.line)
            }
        }
    }

    /// The one that the first line holds most of, outside quotation marks.
    private static func separator(of line: String) -> Character {
        var counts: [Character: Int] = [:]
        var quoted = false
        for character in line {
            if character == "\"" { quoted.toggle() }
            if !quoted, [",", ";", "\t", "|"].contains(character) { counts[character, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ","
    }
}

/// The scalars of a file, taken record by record.
private struct TableLines {
    struct Unclosed: Error { let line: Int }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    var first: String? {
        guard position < scalars.count else { return nil }
        let end = scalars[position...].firstIndex { $0 == "\n" || $0 == "\r" } ?? scalars.count
        return String(String.UnicodeScalarView(scalars[position..<end]))
    }

    mutating func drop() {
        while position < scalars.count, !endsLine() { position += 1 }
    }

    /// Nil at the end of the file.
    mutating func record(_ separator: Character) -> Result<TableFile.Record, Unclosed>? {
        guard position < scalars.count else { return nil }
        let (start, startLine) = (position, line)
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var quoted = false
        while position < scalars.count {
            let scalar = scalars[position]
            if quoted {
                if scalar != "\"" {
                    if scalar == "\n" { line += 1 }
                    field.append(scalar)
                } else if position + 1 < scalars.count, scalars[position + 1] == "\"" {
                    field.append(scalar)
                    position += 1
                } else {
                    quoted = false
                }
                position += 1
            } else if scalar == "\"", field.allSatisfy({ $0 == " " }) {
                (quoted, field) = (true, String.UnicodeScalarView())
                position += 1
            } else if Character(scalar) == separator {
                fields.append(String(field))
                field = String.UnicodeScalarView()
                position += 1
            } else if endsLine() {
                return .success(.init(line: startLine, fields: fields + [String(field)]))
            } else {
                field.append(scalar)
                position += 1
            }
        }
        guard quoted else { return .success(.init(line: startLine, fields: fields + [String(field)])) }
        (position, line) = (start, startLine)
        drop()
        return .failure(Unclosed(line: startLine))
    }

    /// Takes the end of a line, if one stands here: CR LF, LF or CR.
    private mutating func endsLine() -> Bool {
        let scalar = scalars[position]
        guard scalar == "\n" || scalar == "\r" else { return false }
        let isPair = scalar == "\r" && position + 1 < scalars.count && scalars[position + 1] == "\n"
        position += isPair ? 2 : 1
        line += 1
        return true
    }
}
