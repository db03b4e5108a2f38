internal import PostgresClient
internal import Scheduler
internal import Vault

/// What sending needs of a message's row.
struct SendingRow: Sendable {
    let id: Message.ID
    let recipient: String
    /// Where it stands on its ladder.
    let medium: Medium
    /// The media still to come.
    let rungs: [Medium]
    let template: String
    let locale: String
    let lane: Lane
    let subject: String?
    let scope: VaultScope
    /// Nil once erased.
    let contents: [UInt8]?
    let replyToken: String
    let createdAt: Instant
    let validUntil: Instant?
    let nextTryAt: Instant
    /// Providers that couldn't take it since it was put off last.
    let tried: Set<String>
    /// The provider in whose line a place is kept.
    let turn: String?

    /// Nil when it has its end, or isn't there.
    static func read(_ id: Message.ID, _ session: some PostgresSession) async throws -> SendingRow? {
        let rows = try await session.query(
            "SELECT * FROM channels.messages WHERE id = \(id.value) AND ended_at IS NULL")
        guard let row = rows.first else { return nil }
        let posted: String = try row.decode("medium")
        let rung: String? = try row.decode("rung")
        guard let medium = Medium(rawValue: rung ?? posted), let due: Instant = try row.decode("next_try_at")
        else { return nil }
        return SendingRow(
            id: id, recipient: try row.decode("recipient"), medium: medium,
            rungs: try row.decode("rungs", as: [String].self).compactMap(Medium.init),
            template: try row.decode("template"), locale: try row.decode("locale"),
            lane: Lane(rawValue: try row.decode("lane")) ?? .transactional,
            subject: try row.decode("subject"),
            scope: VaultScope(post: try row.decode("post"), name: try row.decode("scope")),
            contents: try row.decode("contents"), replyToken: try row.decode("reply_token"),
            createdAt: try row.decode("created_at"), validUntil: try row.decode("valid_until"),
            nextTryAt: due, tried: Set(try row.decode("tried", as: [String].self)),
            turn: try row.decode("turn"))
    }
}
