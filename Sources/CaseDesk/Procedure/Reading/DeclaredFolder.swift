import Declared
import Foundation

/// The folder that holds `ministries/`, `procedures/` and the templates.
struct DeclaredFolder {
    let root: String

    func file(_ path: String, locales: [String] = []) -> DeclaredFile {
        let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") ?? Data()
        return DeclaredFile(path: path, contents: String(decoding: bytes, as: UTF8.self), locales: locales)
    }

    func holds(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(path)")
    }

    /// The YAML files right in this folder, by name.
    func files(in path: String) -> [String] {
        names(in: path).filter { $0.hasSuffix(".yaml") }.map { "\(path)/\($0)" }
    }

    func folders(in path: String) -> [String] {
        names(in: path).filter { isFolder("\(path)/\($0)") }
    }

    func names(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func isFolder(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }
}

/// Whether the templates that a file names exist in every locale.
struct TemplateCheck {
    let folder: DeclaredFolder
    let locales: [String]

    /// A message is `message-templates/<name>/<locale>.*`.
    func messages(_ flow: DeclaredNode) {
        for (_, action) in flow.map("actions") {
            for node in action.list("notify") {
                check(node, "message", in: "message-templates/\(node.textValue)")
            }
        }
    }

    /// A document is `document-templates/<name>/<locale>.md`.
    func documents(_ procedure: DeclaredNode) {
        for output in procedure.list("outputs") {
            let node = output.required("template")
            check(node, "document", in: "document-templates/\(node.textValue)")
        }
    }

    private func check(_ node: DeclaredNode, _ what: String, in path: String) {
        guard node.exists else { return }
        let name = node.textValue
        guard name.split(separator: ".").allSatisfy({ Slug<TemplateCheck>(String($0)) != nil }) else {
            return node.report(
                "'\(name)' can't name a template", mend: "use lower-case letters, digits, . _ and -")
        }
        let names = folder.names(in: path)
        if names.isEmpty {
            return node.report("there is no \(what) template '\(name)'", mend: "add \(path)/")
        }
        for locale in locales where !names.contains(where: { $0.hasPrefix("\(locale).") }) {
            node.report("the \(what) template '\(name)' lacks '\(locale)'", mend: "add it to \(path)/")
        }
    }
}
