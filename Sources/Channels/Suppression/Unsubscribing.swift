internal import PostgresClient
internal import Scheduler
internal import Vault

/// What in an email's own link says which message it stood in, and that we made it.
struct UnsubscribeKey {
    private let vault: Vault

    init(_ vault: Vault) { self.vault = vault }

    /// What a person can decline: not what they have to know.
    static func applies(to lane: Lane) -> Bool { lane == .reminder || lane == .campaign }

    /// 64 hexadecimal digits: the message's id and a proof.
    func text(for message: Message.ID) -> String { message.value + proof(message) }

    /// Nil when we never made it. Compares all bytes, so that time tells nothing.
    func message(in text: String) -> Message.ID? {
        guard text.utf8.count == 64 else { return nil }
        let message = Message.ID(String(text.prefix(32)))
        let difference = zip(text.utf8.dropFirst(32), proof(message).utf8).reduce(UInt8(0)) {
            $0 | ($1.0 ^ $1.1)
        }
        return difference == 0 ? message : nil
    }

    private func proof(_ message: Message.ID) -> String {
        vault.blindIndex(message.value, purpose: "channels.unsubscribe").prefix(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension Suppression {
    /// Whether a link of ours names a message that could be declined.
    package func knows(unsubscribing key: String) async throws -> Bool {
        try await declined(key) != nil
    }

    /// The person behind this link gets no more reminders from that post at that address. Pressed twice, the same.
    /// False for a link that isn't ours.
    package func unsubscribe(_ key: String) async throws -> Bool {
        guard let row = try await declined(key) else { return false }
        try await insert(
            try row.decode("address_index"), Medium(rawValue: try row.decode("medium")) ?? .email,
            .unsubscribe,
            post: try row.decode("post"), "by the link in a message",
            message: Message.ID(try row.decode("id")),
            nil, in: messages.postgres)
        return true
    }

    private func declined(_ key: String) async throws -> PostgresRow? {
        guard let message = UnsubscribeKey(messages.vault).message(in: key) else { return nil }
        return try await messages.postgres.query(
            "SELECT id, medium, post, address_index FROM channels.messages WHERE id = \(message.value)"
        ).first
    }
}
