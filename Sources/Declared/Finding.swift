/// One thing wrong in a declared file, said so that a clerk can mend it without asking.
package struct Finding: Sendable, Equatable, Hashable, Codable {
    /// Relative to the folder that was read: `ministries/cd/ministry.yaml`.
    package let file: String
    /// From 1; 1 also when the whole file is meant.
    package let line: Int
    package let what: String
    package let mend: String

    package init(file: String, line: Int, what: String, mend: String) {
        self.file = file
        self.line = line
        self.what = what
        self.mend = mend
    }
}

extension Finding: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.what) < (right.file, right.line, right.what)
    }
}

extension Finding: CustomStringConvertible {
    package var description: String { "\(file):\(line): \(what) (\(mend))" }
}
