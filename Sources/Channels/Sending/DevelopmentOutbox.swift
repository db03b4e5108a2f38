package import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// Stands in where no provider is configured: what would have been sent is read in the browser.
package struct DevelopmentOutbox: MessageProvider {
    private let postgres: PostgresClient
    private let vault: Vault
    private let clock: ServerClock

    package init(postgres: PostgresClient, vault: Vault, clock: ServerClock = .system) {
        self.postgres = postgres
        self.vault = vault
        self.clock = clock
    }

    package var name: String { "outbox" }

    package func send(_ parcel: Parcel) async -> Delivery {
        do {
            let contents = OutboxContents(parcel.load)
            let plain = Array(try JSONEncoder().encode(contents))
            let sealed = try await vault.seal(plain, in: parcel.scope, as: OutboxContents.label)
            try await postgres.query(
                """
                INSERT INTO channels.outbox (message, contents, sent_at)
                VALUES (\(parcel.message.value), \(sealed), \(clock.now))
                ON CONFLICT (message) DO UPDATE SET contents = EXCLUDED.contents, sent_at = EXCLUDED.sent_at
                """)
            return Delivery(.accepted)
        } catch {
            return Delivery(.temporary, code: "the outbox can't be written")
        }
    }
}

/// A message in the development outbox.
package struct OutboxMessage: Sendable, Equatable {
    package let id: Message.ID
    package let medium: Medium
    package let sentAt: Instant
    package let contents: OutboxContents
}

package struct OutboxContents: Sendable, Equatable, Codable {
    package struct File: Sendable, Equatable, Codable {
        package let name: String
        package let type: String
        package let bytes: Data
    }

    package let to: String
    package let subject: String?
    package let text: String
    package let html: String?
    package let files: [File]

    static let label = "outbox"

    init(_ load: Parcel.Load) {
        switch load {
        case .email(let email):
            to = email.recipient.value
            subject = email.rendered.subject
            text = email.rendered.text
            html = email.rendered.html
            files = email.files.map { File(name: $0.name, type: $0.type, bytes: Data($0.bytes)) }
        case .sms(let number, let rendered):
            to = number.e164
            subject = nil
            text = rendered.text
            html = nil
            files = []
        }
    }
}

extension Messages {
    /// The development outbox, the latest first; what was erased is left out.
    package func outbox(limit: Int = 100) async throws -> [OutboxMessage] {
        let rows = try await postgres.query(
            """
            SELECT o.message, o.contents, o.sent_at, m.medium, m.post, m.scope
            FROM channels.outbox o JOIN channels.messages m ON m.id = o.message
            ORDER BY o.sent_at DESC, o.message LIMIT \(limit)
            """)
        var messages: [OutboxMessage] = []
        for row in rows {
            let scope = VaultScope(post: try row.decode("post"), name: try row.decode("scope"))
            guard
                let plain = try? await vault.open(
                    try row.decode("contents"), in: scope, as: OutboxContents.label)
            else { continue }
            messages.append(
                OutboxMessage(
                    id: Message.ID(try row.decode("message")),
                    medium: Medium(rawValue: try row.decode("medium")) ?? .email,
                    sentAt: try row.decode("sent_at"),
                    contents: try JSONDecoder().decode(OutboxContents.self, from: Data(plain))))
        }
        return messages
    }
}
