internal import Crypto
internal import Foundation
package import PostgresClient
internal import Scheduler

/// What comes back to us: answers by SMS and email, and what gateways report.
package struct Inbound: Sendable {
    let messages: Messages

    package init(messages: Messages) {
        self.messages = messages
    }

    /// An SMS as Kannel's `get-url` hands it in: `?id=%I&from=%p&to=%P&text=%b&charset=%C`, all as UTF-8.
    /// Nil when it names no number.
    package func sms(_ parameters: [String: String]) async throws -> InboundMessage? {
        guard let sender = parameters["from"], let number = PhoneNumber(international(sender)) else {
            return nil
        }
        let text = parameters["text"] ?? ""
        let now = messages.clock.now
        // A gateway without ids may repeat itself within the minute; a person who says the same twice means it once.
        let id = parameters["id"] ?? "\(number):\(text):\(now.milliseconds / 60_000)"
        return InboundMessage(
            id: "sms/\(Self.hash(id))", medium: .sms,
            from: try await correspondents(number.e164, on: .sms), text: String(text.prefix(5_000)),
            number: number, receivedAt: now)
    }

    /// A report as our own `dlr-url` brings it back. Nil when its key is wrong or it says nothing we keep.
    package func report(_ parameters: [String: String]) -> DeliveryReport? {
        guard let message = parameters["message"].map(Message.ID.init), let type = parameters["type"],
            let attempt = parameters["attempt"].flatMap(Int.init), let key = parameters["key"],
            KannelKey(vault: messages.vault).matches(key, for: message)
        else { return nil }
        let kind: DeliveryReport.Kind? =
            switch type {
            case "1": .delivered
            case "2", "16": .failed
            case "4", "8": .underway
            default: nil
            }
        return kind.map { DeliveryReport(message: message, attempt: attempt, kind: $0, code: "dlr \(type)") }
    }

    /// True the first time. In the transaction that does what the message asks for, so that both happen or neither.
    package func take(_ message: InboundMessage, in session: some PostgresSession) async throws -> Bool {
        let rows = try await session.query(
            """
            INSERT INTO channels.inbound (id, medium, received_at)
            VALUES (\(message.id), \(message.medium.rawValue), \(message.receivedAt))
            ON CONFLICT DO NOTHING RETURNING id
            """)
        return !rows.isEmpty
    }

    /// Whom we wrote to at this address, and about what: the latest first, each once.
    func correspondents(
        _ address: String, on medium: Medium
    ) async throws -> [InboundMessage.Correspondent] {
        let index = AddressIndex(vault: messages.vault)(address, on: medium)
        let rows = try await messages.postgres.query(
            """
            SELECT recipient, subject FROM channels.messages WHERE address_index = \(index)
            GROUP BY recipient, subject ORDER BY max(created_at) DESC LIMIT 20
            """)
        return try rows.map {
            InboundMessage.Correspondent(
                person: try $0.decode("recipient"), subject: try $0.decode("subject"))
        }
    }

    /// The person and subject of the message that an answer's address belongs to.
    func correspondent(token: String) async throws -> InboundMessage.Correspondent? {
        let rows = try await messages.postgres.query(
            "SELECT recipient, subject FROM channels.messages WHERE reply_token = \(token)")
        return try rows.first.map {
            InboundMessage.Correspondent(
                person: try $0.decode("recipient"), subject: try $0.decode("subject"))
        }
    }

    static func hash(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).prefix(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Operators leave the plus out, or write 00.
    private func international(_ number: String) -> String {
        let digits = number.trimmed
        if digits.hasPrefix("+") { return digits }
        return digits.hasPrefix("00") ? "+\(digits.dropFirst(2))" : "+\(digits)"
    }
}
