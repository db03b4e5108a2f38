import Channels
import Foundation
import PostgresClient
import Testing

@testable import CaseDesk

/// Carries what waits into the development outbox and reads there what people would have got.
struct Postman {
    let workspace: Workspace

    /// The newest message, of those whose text holds `marker`.
    func newest(holding marker: String = "") async throws -> OutboxContents {
        let sender = try #require(EmailAddress(workspace.catalogue.ministry.sender.email))
        let outbox = DevelopmentOutbox(postgres: workspace.postgres, vault: workspace.vault)
        let sending = Sending(
            messages: workspace.messages, blobs: workspace.ground.blobs,
            sender: EmailSender(address: sender, names: [:]), email: outbox, sms: outbox)
        let waiting = try await workspace.postgres.query(
            "SELECT id FROM channels.messages WHERE state = 'waiting' ORDER BY created_at, id")
        for row in waiting { try await sending.send(Message.ID(try row.decode("id"))) }
        let found = try await workspace.messages.outbox().first {
            marker.isEmpty || $0.contents.text.contains(marker)
        }
        return try #require(found).contents
    }
}

extension OutboxContents {
    /// The six digits that stand alone in it.
    var code: String? {
        text.firstMatch(of: #/(?:^|\D)(\d{6})(?:\D|$)/#).map { String($0.output.1) }
    }

    /// The first path of ours under `/{locale}/<segment>/` that it links to.
    func path(_ segment: String) -> String? {
        text.matches(of: #/https?://[^/\s]+(/[a-z]{2}/[A-Za-z0-9/_-]+)/#).map { String($0.output.1) }
            .first { $0.dropFirst(4).hasPrefix(segment + "/") }
    }
}
