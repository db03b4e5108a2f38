package import Channels
package import Logging
import PostgresClient
import Scheduler

/// What people write by SMS and email: an SMS goes on with a conversation (see Texting), an email's words are for their
/// dossier. Taking the same message in twice has no second effect.
package struct InboundStory: Sendable {
    let dossiers: Dossiers
    let conversations: Conversations
    let texting: Texting
    let logger: Logger

    package init(dossiers: Dossiers, conversations: Conversations, texting: Texting, logger: Logger) {
        self.dossiers = dossiers
        self.conversations = conversations
        self.texting = texting
        self.logger = logger
    }

    package func take(_ message: InboundMessage) async throws {
        guard try await !conversations.knows(origin: message.id) else { return }
        // The dossier that this address was last told about.
        let latest = try await candidates(message).first
        if try await texting.heeds(message, about: latest) { return }
        guard let dossier = latest else { return try await keepAside(message) }
        guard message.medium == .email else { return try await texting.take(message, about: dossier) }
        let line = ConversationLine(
            id: OpaqueID.random(), direction: .in, medium: .email, performer: .citizen(dossier.person),
            text: message.text, at: message.receivedAt)
        _ = try await conversations.postgres.transaction(retries: 2) { transaction in
            try await conversations.write(line, of: dossier, origin: message.id, in: transaction)
        }
    }

    private func candidates(_ message: InboundMessage) async throws -> [Dossier] {
        var found: [Dossier] = []
        for correspondent in message.from {
            if let id = correspondent.subject.flatMap({ Dossier.ID($0) }),
                let dossier = try await dossiers.load(id), dossier.person == correspondent.person
            {
                found.append(dossier)
            }
        }
        if !found.isEmpty { return found }
        // Known by an access code only: their newest dossier.
        for correspondent in message.from {
            if let newest = try await dossiers.all(of: correspondent.person).first { return [newest] }
        }
        return []
    }

    private func keepAside(_ message: InboundMessage) async throws {
        let line = ConversationLine(
            id: OpaqueID.random(), direction: .in, medium: medium(of: message),
            performer: .system("inbound"), text: message.text, at: message.receivedAt)
        let (isNew, answers) = try await conversations.postgres.transaction(retries: 2) {
            transaction -> (Bool, [Message.ID]) in
            guard try await conversations.keepAside(line, origin: message.id, in: transaction) else {
                return (false, [])
            }
            guard let number = message.number else { return (true, []) }
            return (true, try await texting.answerStranger(number, in: transaction))
        }
        try await conversations.letters.messages.deliver(answers)
        if isNew {
            logger.notice(
                "a message of an unknown sender is kept aside",
                metadata: ["line": "\(line.id)", "medium": "\(message.medium)"])
        }
    }

    private func medium(of message: InboundMessage) -> ConversationLine.Medium {
        switch message.medium {
        case .email: .email
        case .sms: .sms
        }
    }
}
