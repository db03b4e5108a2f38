internal import Declared
internal import Foundation

/// Where a provider's secret is kept: in a variable of the environment, or in a file. The declared file names the place
/// and never holds the secret itself.
package struct DeclaredSecret: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        case environment(String)
        case file(String)
    }

    package let place: Place

    /// `{env: TWILIO_TOKEN}` or `{file: /run/secrets/twilio}`. Reports anything else.
    init?(_ node: DeclaredNode) {
        guard node.isMapping else {
            node.report(
                "'\(node.path)' should say where the secret is kept",
                mend: "write {env: NAME} or {file: /path}, and take the secret out of this file")
            return nil
        }
        switch (node.optionalText("env"), node.optionalText("file")) {
        case (let name?, nil) where Self.isName(name): place = .environment(name)
        case (nil, let path?) where path.hasPrefix("/"): place = .file(path)
        default:
            node.report(
                "'\(node.path)' names no place of a secret",
                mend: "write either {env: NAME}, in capitals, or {file: /path}")
            return nil
        }
    }

    /// Nil when it isn't there, or empty. What stands at the end of a file's line isn't part of it.
    package func read(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        let text: String? =
            switch place {
            case .environment(let name): environment[name]
            case .file(let path):
                FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            }
        return text.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (65...90).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
            }
    }
}

/// What is compared with a secret is compared whole, so that time tells nothing.
enum SteadyComparison {
    static func equal(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        let (left, right) = (Array(left), Array(right))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
