internal import Crypto
internal import Foundation

/// What a house of Twilio's shape calls us with: what became of a message, and SMS of people. Each call is signed with
/// the account's token.
package struct TwilioCalls: Sendable {
    private let token: String
    /// As they know us: `https://consulat.example.org`.
    private let callback: String

    package init(token: String, callback: String) {
        self.token = token
        self.callback = callback
    }

    package static let reportPath = "/inbound/twilio/report"

    static func reportAddress(_ callback: String, _ parcel: Parcel) -> String {
        "\(callback)\(reportPath)?message=\(parcel.message)&attempt=\(parcel.attempt)"
    }

    /// Whether the call comes from them: `target` is its path and query as they were called, `fields` its form.
    package func isTheirs(_ target: String, _ fields: [String: [String]], signature: String?) -> Bool {
        guard let signature else { return false }
        let expected = Self.signature(of: callback + target, fields, token: token)
        return SteadyComparison.equal(signature.utf8, expected.utf8)
    }

    /// Nil when it says nothing that we keep.
    package static func report(_ query: [String: String], _ fields: [String: [String]]) -> DeliveryReport? {
        let status = fields["MessageStatus"]?.first ?? fields["SmsStatus"]?.first ?? ""
        guard let message = query["message"], let attempt = query["attempt"].flatMap({ Int($0) }),
            let kind = kinds[status]
        else { return nil }
        let error = fields["ErrorCode"]?.first.flatMap { Int($0) }
        return DeliveryReport(
            message: Message.ID(message), attempt: attempt, kind: kind,
            code: error.map { "\(status) \($0)" } ?? status)
    }

    private static let kinds: [String: DeliveryReport.Kind] = [
        "sent": .underway, "delivered": .delivered, "read": .delivered, "undelivered": .failed,
        "failed": .failed, "canceled": .failed,
    ]

    /// An SMS of a person, as `Inbound.sms` takes it.
    package static func sms(_ fields: [String: [String]]) -> [String: String] {
        var parameters: [String: String] = [:]
        let id = fields["MessageSid"]?.first ?? fields["SmsMessageSid"]?.first ?? fields["SmsSid"]?.first
        parameters["id"] = id.map { "twilio/\($0)" }
        parameters["from"] = fields["From"]?.first
        parameters["text"] = fields["Body"]?.first
        return parameters
    }

    /// HMAC-SHA1 over the address and the form's fields in order of their names, each followed by its value; of a
    /// name that comes several times, each value once, in order.
    static func signature(of address: String, _ fields: [String: [String]], token: String) -> String {
        var text = address
        for (name, values) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            for value in Set(values).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                text += name + value
            }
        }
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(token.utf8)))
        return Data(code).base64EncodedString()
    }
}
