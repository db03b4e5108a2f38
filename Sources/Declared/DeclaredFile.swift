import Yams

/// A YAML file that a ministry's clerk writes. Reading it never stops at the first mistake: everything wrong is
/// collected, each with its line and its mend, so that one round of corrections is enough.
package struct DeclaredFile: Sendable {
    package let path: String
    package let contents: String
    /// Every localized text must be given in these.
    package let locales: [String]

    package init(path: String, contents: String, locales: [String] = []) {
        self.path = path
        self.contents = contents
        self.locales = locales
    }

    /// Hands the root to `make`, which reads what it wants; keys nobody asked for are reported afterwards.
    /// A value that is missing or wrong reads as empty or zero: what was made counts only when it is `sound`.
    package func read<Value>(_ make: (DeclaredNode) -> Value) -> Reading<Value> {
        let collector = Collector(file: path, locales: locales)
        let value = make(DeclaredNode(node: root(collector), path: "", collector: collector))
        collector.reportUnknownKeys()
        return Reading(value: value, findings: Set(collector.findings).sorted())
    }

    private func root(_ collector: Collector) -> Node? {
        do {
            if let node = try compose(yaml: contents) { return node }
            collector.report(1, "the file is empty", mend: "write it, or remove it")
        } catch {
            let (line, what, mend) = Self.explain(error)
            collector.report(line, what, mend: mend)
        }
        return nil
    }

    private static func explain(_ error: any Error) -> (line: Int, what: String, mend: String) {
        let form =
            "check indentation, quotes and colons there: texts with a colon or an apostrophe need quotes"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (mark.line, "this is not YAML: \(problem)", form)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            return (context.mark.line, "\(keys) stands there twice", "keep one of them")
        case .reader(let problem, _, _, _):
            return (1, "unreadable characters: \(problem)", "save the file as UTF-8")
        default:
            return (1, "this is not YAML: \(error)", form)
        }
    }
}

/// What reading a file gave.
package struct Reading<Value> {
    package let value: Value
    package let findings: [Finding]

    /// The value, if nothing was found wrong.
    package var sound: Value? { findings.isEmpty ? value : nil }
}

/// Gathers findings and remembers which keys were asked for, per mapping.
final class Collector {
    let file: String
    let locales: [String]
    private(set) var findings: [Finding] = []
    private var mappings: [String: [(key: String, line: Int)]] = [:]
    private var asked: [String: Set<String>] = [:]

    init(file: String, locales: [String]) {
        self.file = file
        self.locales = locales
    }

    func report(_ line: Int, _ what: String, mend: String) {
        findings.append(Finding(file: file, line: max(line, 1), what: what, mend: mend))
    }

    func visit(_ path: String, keys: [(key: String, line: Int)]) {
        if mappings[path] == nil { mappings[path] = keys }
    }

    func ask(_ key: String, at path: String) {
        asked[path, default: []].insert(key)
    }

    func reportUnknownKeys() {
        for (path, keys) in mappings {
            let known = asked[path] ?? []
            for (key, line) in keys where !known.contains(key) {
                let place = path.isEmpty ? "here" : "under '\(path)'"
                report(
                    line, "'\(key)' is not known \(place)",
                    mend: "remove it, or use one of: \(listing(known))")
            }
        }
    }
}

func listing(_ words: some Sequence<String>) -> String {
    words.sorted().joined(separator: ", ")
}
