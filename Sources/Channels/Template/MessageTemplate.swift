internal import Declared

/// One kind of message: `message-templates/<name>/message.yaml` and a text per locale beside it.
package struct MessageTemplate: Sendable {
    /// What to do when nobody knows whether the last SMS arrived. An email is sent again in any case.
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
    let budget: SMSBudget
    /// The person asks for it at that moment: sent by SMS although they said STOP.
    package let isAsked: Bool
    /// The media one after the other, the next when the one before failed or, after so long, told nothing of its
    /// arrival; nil: all at once.
    package let ladder: Duration?
    /// A decision, or a deadline that begins with it: nobody can decline it, and no list holds it back.
    package let isLegal: Bool
    /// When no medium reached the person, an agent is to call.
    package let needsCall: Bool
    let texts: [String: LocaleText]

    /// What was given must be of the declared kinds; what was left out shows as its name.
    func check(_ values: [String: TemplateValue]) throws(ChannelsFailure) {
        for (variable, value) in values where variables[variable] != value.kind {
            throw .unfittingVariable(variable, of: name)
        }
    }

    /// The text in one language: patterns, not yet filled.
    struct LocaleText: Sendable {
        var subject: String
        /// What a list says that doesn't know the values; the subject, unless told.
        var title: String?
        var sms: String?
        var body: String
        var file: String
        /// Which text it was, for evidence: twelve digits of its file's SHA-256.
        var version: String
        /// Where the body begins.
        var line: Int
        /// Where the SMS stands.
        var smsLine: Int
    }
}
