internal import Scheduler

/// What a mail that came to us turned out to be.
package enum InboundMail: Sendable {
    /// A person's answer.
    case message(InboundMessage)
    /// About a message of ours, and written down with it; or to a reply address of ours, and nothing to keep.
    case noted
    case stranger

    /// A larger one, in bytes, is no answer that a person wrote.
    package static let largest = 20 << 20
}

extension Inbound {
    /// A whole mail, from the drop or handed over by a relay. The same one may come twice.
    package func mail(_ bytes: [UInt8]) async throws -> InboundMail {
        let reply = Reply(bytes)
        if let message = try await message(of: reply) { return .message(message) }
        let isNoted = try await take(reply.report, token: reply.token)
        return isNoted || reply.token != nil ? .noted : .stranger
    }

    /// Nil when no person of ours wrote it.
    private func message(of reply: Reply) async throws -> InboundMessage? {
        guard reply.report.kind == .other, let token = reply.token,
            let correspondent = try await correspondent(token: token)
        else { return nil }
        let id = reply.messageID.map { "\(token)/\($0)" } ?? "\(token)/\(reply.text)"
        return InboundMessage(
            id: "email/\(Self.hash(id))", medium: .email, from: [correspondent], text: reply.text,
            number: nil, receivedAt: messages.clock.now)
    }
}
