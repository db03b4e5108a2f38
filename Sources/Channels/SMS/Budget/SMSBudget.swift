internal import Declared

/// What `message.yaml` says of its SMS: how many segments it may take, and values that show how long it gets.
package struct SMSBudget: Sendable, Hashable {
    /// Two joined SMS arrive as one on any telephone, and cost what one letter does.
    package static let usual = 2

    private let byLocale: [String: Int]
    private let elsewhere: Int
    let samples: [String: LocalizedText]

    /// `sms_segments: 3`, or `sms_segments: {ar: 3}` for one language; `samples` as in `message-templates/samples.yaml`.
    init(_ node: DeclaredNode) {
        let declared = node.optional("sms_segments")
        let isByLocale = declared?.isMapping ?? false
        byLocale = Dictionary(
            isByLocale ? declared?.pairs.map { ($0.key, $0.value.integerValue(in: 1...10)) } ?? [] : [],
            uniquingKeysWith: { first, _ in first })
        elsewhere = isByLocale ? Self.usual : declared?.integerValue(in: 1...10) ?? Self.usual
        samples = Self.samples(node.map("samples"))
    }

    package func segments(in locale: String) -> Int { byLocale[locale] ?? elsewhere }

    /// One text for all languages, or one for each.
    static func samples(_ pairs: [(key: String, value: DeclaredNode)]) -> [String: LocalizedText] {
        Dictionary(
            pairs.map { name, value in
                let text =
                    value.isMapping ? value.localizedValue : LocalizedText([Words.base: value.textValue])
                return (name, text)
            }, uniquingKeysWith: { first, _ in first })
    }
}
