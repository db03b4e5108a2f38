/// What became of each row; it holds what stood in the file's ids, and no other word of it.
package struct ImportReport: Sendable, Codable, Equatable {
    package enum Outcome: String, Sendable, Codable {
        case imported
        case alreadyThere = "already there"
        case refused
    }

    package struct Line: Sendable, Codable, Equatable {
        package let line: Int
        package let source: String?
        package let outcome: Outcome
        package var reference: String?
        package var reason: String?
        package var says: String?
        package var mend: String?
    }

    package let file: String
    package let format: String
    package let encoding: String
    package let separator: String?
    /// Nothing was written: what would be imported, as far as it can be told beforehand.
    package let dryRun: Bool
    package private(set) var imported = 0
    package private(set) var alreadyThere = 0
    package private(set) var refused = 0
    package private(set) var lines: [Line] = []

    init(file: String, format: String, encoding: String, separator: String?, dryRun: Bool) {
        self.file = file
        self.format = format
        self.encoding = encoding
        self.separator = separator
        self.dryRun = dryRun
    }

    mutating func add(_ line: Line) {
        lines.append(line)
        switch line.outcome {
        case .imported: imported += 1
        case .alreadyThere: alreadyThere += 1
        case .refused: refused += 1
        }
    }

    package var plain: String {
        let read = "\(file): \(format), \(encoding)\(separator.map { ", separated by \($0)" } ?? "")"
        let done =
            "\(dryRun ? "would be imported" : "imported") \(imported), already there \(alreadyThere), refused \(refused)"
        let why = lines.filter { $0.outcome == .refused }.map { line in
            "  line \(line.line)\(line.source.map { " (\($0))" } ?? ""): \(line.says ?? ""). "
                + "To mend it: \(line.mend ?? "")."
        }
        return ([read, done] + why).joined(separator: "\n")
    }
}

extension ImportReport.Line {
    init(_ row: ImportRow, _ problem: ImportProblem) {
        self.init(
            line: row.line, source: row.source, outcome: .refused, reason: problem.reason.rawValue,
            says: problem.says, mend: problem.mend)
    }

    init(_ row: ImportRow, _ outcome: ImportReport.Outcome, _ reference: Reference?) {
        self.init(
            line: row.line, source: row.source, outcome: outcome, reference: reference?.description)
    }
}
