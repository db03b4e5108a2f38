package import Transfer
package import Vault

/// Where Kannel's smsbox listens, and where it tells us what became of a message.
package struct KannelSettings: Sendable {
    /// `http://127.0.0.1:13013/cgi-bin/sendsms`
    package var address: String
    package var user: String
    package var password: String
    /// The number or name that messages come from.
    package var sender: String
    /// Where reports go: `https://…/inbound/kannel/report`; nil: none are asked for.
    package var reports: String?

    package init(
        address: String, user: String, password: String, sender: String, reports: String? = nil
    ) {
        self.address = address
        self.user = user
        self.password = password
        self.sender = sender
        self.reports = reports
    }
}

/// Hands SMS to Kannel's HTTP interface.
package struct KannelProvider: MessageProvider {
    package let name: String
    private let transfers: Transfers
    private let settings: KannelSettings
    private let key: KannelKey
    private let timeout: Duration

    package init(
        name: String = "kannel", transfers: Transfers, settings: KannelSettings, vault: Vault,
        timeout: Duration = .seconds(20)
    ) {
        self.name = name
        self.transfers = transfers
        self.settings = settings
        key = KannelKey(vault: vault)
        self.timeout = timeout
    }

    package func send(_ parcel: Parcel) async -> Delivery {
        guard case .sms(let number, let rendered) = parcel.load else {
            return Delivery(.permanent, code: "not an SMS")
        }
        let fields = fields(parcel, to: number, rendered.text)
        let query = fields.map { "\(Self.encode($0))=\(Self.encode($1))" }.joined(separator: "&")
        let request = HTTPRequest(
            .get, "\(settings.address)?\(query)", timeout: timeout, maximumBytes: 4_096, repetition: .never)
        do {
            return Self.delivery(try await transfers.send(request))
        } catch {
            return Delivery(error)
        }
    }

    func fields(_ parcel: Parcel, to number: PhoneNumber, _ text: String) -> [(String, String)] {
        let cost = SMSText(text)
        var fields = [
            ("username", settings.user), ("password", settings.password), ("from", settings.sender),
            ("to", number.e164), ("charset", "UTF-8"), ("coding", cost.encoding == .gsm7 ? "0" : "2"),
            ("text", cost.parts.joined()),
        ]
        if let reports = settings.reports {
            // 1 delivered, 2 failed, 8 taken by the operator, 16 refused by it. Kannel fills %d.
            let report =
                "\(reports)?message=\(parcel.message)&attempt=\(parcel.attempt)"
                + "&key=\(key.text(for: parcel.message))&type=%d"
            fields += [("dlr-mask", "27"), ("dlr-url", report)]
        }
        return fields
    }

    /// smsbox answers "0: Accepted for delivery" or "3: Queued for later delivery" when it has taken the message.
    static func delivery(_ response: HTTPResponse) -> Delivery {
        let number = response.text.prefix { $0.isASCII && $0.isNumber }
        let code = "HTTP \(response.status)" + (number.isEmpty ? "" : ", \(number)")
        switch response.status {
        case 200..<300:
            let isTaken = number == "0" || number == "3"
            return Delivery(
                isTaken ? .accepted : .permanent, code: code,
                reference: isTaken ? reference(in: response.text) : nil)
        // Our own account, or a gateway in trouble: the message is sound.
        case 401, 403, 404, 408, 429, 500...: return Delivery(.temporary, code: code)
        default: return Delivery(.permanent, code: code)
        }
    }

    /// "0: Accepted for delivery: 3f0c8d1a-…", from versions that name what they took.
    static func reference(in answer: String) -> String? {
        let last = answer.prefix(200).split(separator: ":").last?.trimmed ?? ""
        let isName = last.utf8.count >= 16 && last.allSatisfy { $0.isHexDigit || $0 == "-" }
        return isName ? last : nil
    }

    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain || "-._~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}

/// Proves that a report's address was made by us: nobody else can tell us that a message arrived.
struct KannelKey {
    let vault: Vault

    func text(for message: Message.ID) -> String {
        vault.blindIndex(message.value, purpose: "channels.report").prefix(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Compares all bytes, so that time tells nothing.
    func matches(_ text: String, for message: Message.ID) -> Bool {
        let expected = Array(self.text(for: message).utf8)
        let given = Array(text.utf8)
        guard expected.count == given.count else { return false }
        return zip(expected, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
