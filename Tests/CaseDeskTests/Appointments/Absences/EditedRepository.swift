import Foundation
import Testing

/// The repository's declared files with one of them changed: for rules that its ministry doesn't have.
struct EditedRepository {
    let root: String

    /// `line` stands once in the file; `more` is added below it, at the same depth.
    init(_ file: String, below line: String, add more: String) throws {
        try self.init(file) { text in
            let lines = text.components(separatedBy: "\n")
            let index = try #require(lines.firstIndex { $0.contains(line) })
            let depth = String(lines[index].prefix { $0 == " " })
            return (lines[...index] + [depth + more] + lines[(index + 1)...]).joined(separator: "\n")
        }
    }

    init(_ file: String, _ edit: (String) throws -> String) throws {
        let files = FileManager.default
        let folder = URL(filePath: NSTemporaryDirectory()).appending(
            path: "guichet-\(UUID().uuidString)")
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let origin = URL(filePath: repository)
        for name in ["ministries", "procedures", "message-templates", "document-templates", "locales"] {
            let (from, to) = (origin.appending(path: name), folder.appending(path: name))
            if name == "ministries" || file.hasPrefix("\(name)/") {
                try files.copyItem(at: from, to: to)
            } else {
                try files.createSymbolicLink(at: to, withDestinationURL: from)
            }
        }
        let target = folder.appending(path: file)
        let edited = try edit(try String(contentsOf: target, encoding: .utf8))
        try edited.write(to: target, atomically: true, encoding: .utf8)
        root = folder.path(percentEncoded: false)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: root)
    }
}
