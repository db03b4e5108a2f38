internal import PostgresClient
internal import Scheduler
internal import Vault

/// What sending needs of a message's row.
struct SendingRow: Sendable {
    let id: Message.ID
    let medium: Medium
    let template: String
    let locale: String
    let lane: Lane
    let subject: String?
    let scope: VaultScope
    let contents: [UInt8]
    let replyToken: String
    let createdAt: Instant
    let validUntil: Instant?

    /// Nil when it has its end, or isn't there.
    static func read(_ id: Message.ID, _ session: some PostgresSession) async throws -> SendingRow? {
        let rows = try await session.query(
            "SELECT * FROM channels.messages WHERE id = \(id.value) AND ended_at IS NULL")
        guard let row = rows.first, let medium = Medium(rawValue: try row.decode("medium")) else {
            return nil
        }
        return SendingRow(
            id: id, medium: medium, template: try row.decode("template"), locale: try row.decode("locale"),
            lane: Lane(rawValue: try row.decode("lane")) ?? .transactional,
            subject: try row.decode("subject"),
            scope: VaultScope(post: try row.decode("post"), name: try row.decode("scope")),
            contents: try row.decode("contents"), replyToken: try row.decode("reply_token"),
            createdAt: try row.decode("created_at"), validUntil: try row.decode("valid_until"))
    }
}
