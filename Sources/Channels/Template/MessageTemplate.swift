internal import Declared

/// One kind of message: `message-templates/<name>/message.yaml` and a text per locale beside it.
package struct MessageTemplate: Sendable {
    /// What to do when nobody knows whether the last attempt arrived.
    package enum AfterUnknown: String, CaseIterable, Sendable {
        /// Once too often is better than never.
        case again = "repeat"
        case silence
    }

    package let name: String
    package let lane: Lane
    package let media: [Medium]
    package let variables: [String: TemplateValue.Kind]
    /// Sent later than this it would be of no use.
    package let validFor: Duration?
    package let afterUnknown: AfterUnknown
    let texts: [String: LocaleText]

    /// The text in one language: patterns, not yet filled.
    struct LocaleText: Sendable {
        var subject: String
        var sms: String?
        var body: String
        var file: String
        /// Where the body begins.
        var line: Int
    }
}
