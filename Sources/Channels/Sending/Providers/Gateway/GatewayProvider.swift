internal import Foundation
package import Transfer

/// Hands SMS to a gateway as its declaration says.
package struct GatewayProvider: MessageProvider {
    private let transfers: Transfers
    private let settings: GatewaySettings
    private let secret: String?
    /// Where we are reached: `https://consulat.example.org`.
    private let callback: String?
    private let timeout: Duration

    package init(
        transfers: Transfers, settings: GatewaySettings, secret: String?, callback: String?,
        timeout: Duration = .seconds(20)
    ) {
        self.transfers = transfers
        self.settings = settings
        self.secret = secret
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
        let request: HTTPRequest
        do {
            request = try self.request(values(parcel, to: number, rendered.text, from: sender))
        } catch {
            return Delivery(.permanent, code: "can't be put into JSON")
        }
        do {
            let response = try await transfers.send(request)
            return settings.delivery(GatewayAnswer(status: response.status, response.body))
        } catch {
            return Delivery(error)
        }
    }

    private func values(
        _ parcel: Parcel, to number: PhoneNumber, _ text: String, from sender: SMSSender
    ) -> [GatewayText.Value: String] {
        let sms = SMSText(text)
        return [
            .to: number.e164, .digits: String(number.e164.dropFirst()), .text: text, .sender: sender.text,
            .id: GatewayCalls.id(parcel.message, attempt: parcel.attempt), .secret: secret ?? "",
            .callback: callback.map { "\($0)\(GatewayCalls.reportPath(of: settings.name))" } ?? "",
            .coding: sms.encoding == .gsm7 ? "0" : "2", .segments: String(sms.segments),
        ]
    }

    private func request(_ values: [GatewayText.Value: String]) throws -> HTTPRequest {
        let query = Self.encoded(settings.query, values)
        let separator = settings.address.contains("?") ? "&" : "?"
        var request = HTTPRequest(
            .get, settings.address + (query.isEmpty ? "" : separator + query),
            headers: settings.headers.map { ($0.name, $0.text.filled(values)) }, timeout: timeout,
            maximumBytes: 1 << 16, repetition: .never)
        guard settings.method == .post else { return request }
        switch settings.body {
        case .none: request.method = .post([])
        case .form(let fields):
            request.method = .post(Array(Self.encoded(fields, values).utf8))
            request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        case .json(let json):
            let filled = json.mapStrings { GatewayText($0).filled(values) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            request.method = .post(Array(try encoder.encode(filled)))
            request.headers.append(("Content-Type", "application/json"))
        }
        return request
    }

    private static func encoded(
        _ fields: [GatewaySettings.Field], _ values: [GatewayText.Value: String]
    ) -> String {
        fields.map { field in
            "\(KannelProvider.encode(field.name))=\(KannelProvider.encode(field.text.filled(values)))"
        }.joined(separator: "&")
    }
}

extension GatewaySettings {
    /// The first rule that fits decides; else what the status means with everybody.
    func delivery(_ answer: GatewayAnswer) -> Delivery {
        let code = "HTTP \(answer.status)"
        if let error = errors.first(where: { $0.match.holds(answer) }) {
            return Delivery(error.outcome, code: code)
        }
        if accepted.holds(answer) {
            return Delivery(.accepted, code: code, reference: reference?.value(in: answer))
        }
        switch answer.status {
        // Neither the yes that was declared nor a no: they may have sent it, or broke with it in their hands.
        case 200..<300, 500..<503, 504...: return Delivery(.unknown, code: code)
        // Our account, or a house in trouble: the message is sound.
        case 401, 403, 404, 408, 425, 429, 503: return Delivery(.temporary, code: code)
        default: return Delivery(.permanent, code: code)
        }
    }
}
