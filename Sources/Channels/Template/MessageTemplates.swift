package import Declared
internal import Foundation

/// All of `message-templates/`.
package struct MessageTemplates: Sendable {
    let words: Words
    let all: [String: MessageTemplate]
    /// What reading the files found wrong.
    package let findings: [Finding]

    package init(directory: String, words: Words) {
        self.words = words
        var reader = MessageTemplatesReader(directory: directory, words: words)
        reader.readAll()
        all = reader.templates
        findings = Set(reader.findings).sorted()
    }

    package var names: [String] { all.keys.sorted() }

    package func template(_ name: String) throws(ChannelsFailure) -> MessageTemplate {
        guard let template = all[name] else { throw .unknownTemplate(name) }
        return template
    }
}
