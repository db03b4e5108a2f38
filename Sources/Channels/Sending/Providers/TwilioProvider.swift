internal import Foundation
package import Transfer

/// Hands SMS to a REST interface of Twilio's shape.
package struct TwilioProvider: MessageProvider {
    private let transfers: Transfers
    private let settings: TwilioSettings
    private let token: String
    /// Where we are reached: `https://consulat.example.org`; nil: no reports are asked for.
    private let callback: String?
    private let timeout: Duration

    package init(
        transfers: Transfers, settings: TwilioSettings, token: String, callback: String?,
        timeout: Duration = .seconds(20)
    ) {
        self.transfers = transfers
        self.settings = settings
        self.token = token
        self.callback = callback
        self.timeout = timeout
    }

    package var name: String { settings.name }

    package func send(_ parcel: Parcel) async -> Delivery {
        guard case .sms(let number, let rendered) = parcel.load else {
            return Delivery(.permanent, code: "not an SMS")
        }
        guard let sender = settings.senders[number]?.sender else {
            return Delivery(.temporary, code: "no sender for \(number.region)")
        }
        var fields = [("To", number.e164), ("From", sender.text), ("Body", rendered.text)]
        if let callback {
            fields.append(("StatusCallback", TwilioCalls.reportAddress(callback, parcel)))
        }
        let body = fields.map { "\($0)=\(KannelProvider.encode($1))" }.joined(separator: "&")
        let credentials = Data("\(settings.account):\(token)".utf8).base64EncodedString()
        let request = HTTPRequest(
            .post(Array(body.utf8)),
            "\(settings.address)/2010-04-01/Accounts/\(settings.account)/Messages.json",
            headers: [
                ("Authorization", "Basic \(credentials)"),
                ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
            ], timeout: timeout, maximumBytes: 1 << 16, repetition: .never)
        do {
            return TwilioAnswer(try await transfers.send(request)).delivery
        } catch {
            return Delivery(error)
        }
    }
}

/// What the interface said of a message.
struct TwilioAnswer {
    private let status: Int
    private let body: JSONValue?

    init(_ response: HTTPResponse) {
        status = response.status
        body = JSONValue(response.body)
    }

    var delivery: Delivery {
        let said = body?["code"]?.text ?? body?["error_code"]?.text
        let code = said.map { "HTTP \(status), \($0)" } ?? "HTTP \(status)"
        let reference = body?["sid"]?.text
        switch status {
        case 200..<300:
            // A yes without its number was cut short: they may have sent it.
            guard let reference, !reference.isEmpty else { return Delivery(.unknown, code: code) }
            let isRefused = ["failed", "undelivered"].contains(body?["status"]?.text ?? "")
            let outcome: Attempt.Outcome =
                isRefused ? TwilioErrors.outcome(said.flatMap { Int($0) } ?? 0) : .accepted
            return Delivery(outcome, code: code, reference: reference)
        case 401, 403, 404, 408, 429, 503: return Delivery(.temporary, code: code)
        // It broke while it had our message in its hands.
        case 500...: return Delivery(.unknown, code: code)
        default: return Delivery(TwilioErrors.outcome(said.flatMap { Int($0) } ?? 0), code: code)
        }
    }
}

/// What the numbers of errors mean for us (twilio.com/docs/api/errors).
enum TwilioErrors {
    /// About our account, its limits or the house itself: the message is sound. All others are about the message, the
    /// number or its country, and stay as they are.
    private static let temporary: Set<Int> = [
        // wrong credentials, account not active, too many requests
        20003, 20005, 20006, 20429, 10001, 14107,
        // sender not ours, not fit for SMS or for that country, country not allowed yet
        21212, 21408, 21601, 21603, 21606, 21659, 21660, 21661,
        // queues full, nothing left to pay with, daily limit
        21611, 30001, 30002, 30022, 63038, 90010,
    ]

    static func outcome(_ code: Int) -> Attempt.Outcome { temporary.contains(code) ? .temporary : .permanent }
}
