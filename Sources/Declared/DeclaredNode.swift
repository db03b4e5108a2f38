import Yams

/// A place in a declared file. Its accessors never fail: what is missing or wrong is reported once, and reads as
/// empty. A node that isn't there is silent, so that one mistake gives one finding.
package struct DeclaredNode {
    let node: Node?
    /// `steps[2].fields[0]`; empty at the root.
    package let path: String
    let collector: Collector

    init(node: Node?, path: String, collector: Collector) {
        self.node = node
        self.path = path
        self.collector = collector
        if let mapping = node?.mapping {
            let keys = mapping.map { (key: $0.key.scalar?.string ?? "?", line: $0.key.mark?.line ?? 1) }
            collector.visit(path, keys: keys)
        }
    }

    package var file: String { collector.file }
    package var line: Int { node?.mark?.line ?? 1 }
    /// Holds keys, not a text or a list.
    package var isMapping: Bool { node?.mapping != nil }
    package var exists: Bool { node != nil && !isNull }

    /// The keys of a mapping in the order of the file; they all count as known.
    package var keys: [String] {
        let keys = node?.mapping?.keys.map { $0.scalar?.string ?? "?" } ?? []
        for key in keys { collector.ask(key, at: path) }
        return keys
    }

    /// Reports a rule of the caller's own, at this line.
    package func report(_ what: String, mend: String) {
        guard node != nil else { return }
        collector.report(line, what, mend: mend)
    }

    /// The node under `key`, nil when absent or null.
    package func optional(_ key: String) -> DeclaredNode? {
        collector.ask(key, at: path)
        // By the text of the key: Yams would look for a boolean when it is "yes" or "no".
        guard let value = node?.mapping?.first(where: { $0.key.scalar?.string == key })?.value else {
            return nil
        }
        let child = DeclaredNode(
            node: value, path: path.isEmpty ? key : "\(path).\(key)", collector: collector)
        return child.isNull ? nil : child
    }

    /// The node under `key`; reported when absent, and then silent.
    package func required(_ key: String) -> DeclaredNode {
        if let child = optional(key) { return child }
        if let node, node.mapping == nil {
            report("'\(place)' should hold keys, '\(key)' among them", mend: "write it as \(key): …")
        } else {
            report("'\(key)' is missing\(path.isEmpty ? "" : " under '\(path)'")", mend: "add \(key): …")
        }
        return absent(key)
    }

    /// Each entry of a list; an absent list is empty, a single value is reported.
    package func list(_ key: String) -> [DeclaredNode] {
        optional(key)?.entries ?? []
    }

    /// Like `list`, but at least one entry must stand there.
    package func requiredList(_ key: String) -> [DeclaredNode] {
        let child = required(key)
        let entries = child.entries
        if child.exists, entries.isEmpty { child.report("'\(key)' is empty", mend: "add at least one entry") }
        return entries
    }

    /// Each value of a mapping with its key, in the order of the file.
    package func map(_ key: String) -> [(key: String, value: DeclaredNode)] {
        guard let child = optional(key) else { return [] }
        return child.pairs
    }

    /// The same for this node itself.
    package var pairs: [(key: String, value: DeclaredNode)] {
        guard exists else { return [] }
        guard node?.mapping != nil else {
            report("'\(place)' should hold keys", mend: "write one 'key: value' on each line below it")
            return []
        }
        return keys.map { key in
            if let value = optional(key) { return (key, value) }
            report(
                "nothing stands under '\(path.isEmpty ? key : "\(path).\(key)")'",
                mend: "fill it in, or remove it")
            return (key, absent(key))
        }
    }

    package var entries: [DeclaredNode] {
        guard exists else { return [] }
        guard let sequence = node?.sequence else {
            report("'\(place)' should be a list", mend: "start each entry with '- '")
            return []
        }
        return sequence.enumerated().map { index, entry in
            DeclaredNode(node: entry, path: "\(path)[\(index)]", collector: collector)
        }
    }

    var place: String { path.isEmpty ? "the file" : path }

    private func absent(_ key: String) -> DeclaredNode {
        DeclaredNode(node: nil, path: path.isEmpty ? key : "\(path).\(key)", collector: collector)
    }

    private var isNull: Bool {
        guard let scalar = node?.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null"
    }
}
