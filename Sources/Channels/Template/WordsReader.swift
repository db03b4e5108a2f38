internal import Declared
internal import Foundation

/// Reads `locales/`.
struct WordsReader {
    let directory: String
    private(set) var texts: [String: [String: Words.Text]] = [:]
    private(set) var facts: [String: LocaleFacts] = [:]
    private(set) var findings: [Finding] = []

    init(directory: String) {
        self.directory = directory
    }

    mutating func readAll() {
        let found = entries(of: directory).filter { !$0.hasPrefix(".") && !$0.contains(".") }
        if found.isEmpty {
            findings.append(
                Finding(
                    file: "locales", line: 1, what: "there are no texts",
                    mend: "put locales/fr/locale.yaml there"))
        }
        for locale in found {
            texts[locale] = [:]
            for file in entries(of: "\(directory)/\(locale)") where file.hasSuffix(".yaml") {
                read(file, of: locale)
            }
            if facts[locale] == nil {
                findings.append(
                    Finding(
                        file: "locales/\(locale)/locale.yaml", line: 1, what: "the file is missing",
                        mend: "say the language's name, direction and digits there"))
            }
        }
    }

    private mutating func read(_ name: String, of locale: String) {
        let path = "locales/\(locale)/\(name)"
        guard let data = FileManager.default.contents(atPath: "\(directory)/\(locale)/\(name)") else {
            findings.append(
                Finding(file: path, line: 1, what: "the file can't be read", mend: "mend its permissions"))
            return
        }
        let file = DeclaredFile(path: path, contents: String(decoding: data, as: UTF8.self))
        if name == "locale.yaml" {
            let reading = file.read { LocaleFacts(code: locale, node: $0) }
            findings += reading.findings
            facts[locale] = reading.value
            return
        }
        let reading = file.read { Self.flat($0, key: String(name.dropLast(5)), path: path) }
        findings += reading.findings
        texts[locale]?.merge(reading.value) { first, _ in first }
    }

    private static func flat(_ node: DeclaredNode, key: String, path: String) -> [String: Words.Text] {
        var texts: [String: Words.Text] = [:]
        for (name, value) in node.pairs {
            if value.isMapping {
                texts.merge(flat(value, key: "\(key).\(name)", path: path)) { first, _ in first }
            } else {
                texts["\(key).\(name)"] = Words.Text(pattern: value.textValue, file: path, line: value.line)
            }
        }
        return texts
    }

    private func entries(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
