import Crypto
import Foundation
import PostgresClient
import Scheduler
import Vault

/// Calendars to subscribe to, made and revoked on the desk.
package struct Feeds: Sendable {
    private static let wrongPerAddress = RateLimit("feed.wrong", allowed: 20, in: .minutes(15))
    private static let perFeed = RateLimit("feed", allowed: 60, in: .hours(1))

    private let workspace: Workspace

    private var postgres: PostgresClient { workspace.postgres }
    private var clock: ServerClock { workspace.clock }

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// Whole posts are for those who answer for them; everybody who works there may have their own day.
    package static func mayMake(_ kind: Feed.Kind, _ agent: Agent) -> Bool {
        switch kind {
        case .agent: !agent.roles.isDisjoint(with: Role.caseWork)
        case .post, .service, .busy: !agent.roles.isDisjoint(with: [.supervisor, .administrator])
        }
    }

    /// The token is the only time that the link's secret is known.
    package func create(
        _ kind: Feed.Kind, service: String? = nil, at post: PostProfile, locale: String, by agent: Agent
    ) async throws -> (feed: Feed, secret: Token) {
        let services = workspace.catalogue.agendas.byPost[post.id.text]?.groups.flatMap(\.services) ?? []
        guard Self.mayMake(kind, agent), agent.sees(post.id), (kind == .service) == (service != nil),
            service == nil || services.contains(where: { $0.id == service })
        else { throw FeedRefusal.notAllowed }
        let secret = Token()
        let feed = Feed(
            id: OpaqueID.random(), kind: kind, post: post.id, service: service, agent: agent.id,
            locale: locale, createdAt: clock.now, lastUsedAt: nil)
        try await postgres.transaction { transaction in
            try await transaction.query(
                """
                INSERT INTO casedesk.feeds (id, link_hash, kind, post, service, agent, locale, created_at)
                VALUES (\(feed.id), \(secret.hash), \(kind.rawValue), \(post.id.text), \(service), \(agent.id),
                    \(locale), \(feed.createdAt))
                """)
            try await Audit.record(audit("feed.created", feed, by: agent), in: transaction)
        }
        return (feed, secret)
    }

    /// Those of a post that an agent may revoke, the newest first: their own, or all for who answers for the post.
    package func list(at post: PostProfile.ID, for agent: Agent) async throws -> [Feed] {
        let all = Self.mayMake(.post, agent)
        let rows = try await postgres.query(
            """
            SELECT * FROM casedesk.feeds
            WHERE post = \(post.text) AND revoked_at IS NULL AND (\(all) OR agent = \(agent.id))
            ORDER BY created_at DESC, id LIMIT 200
            """)
        return try rows.map(decode)
    }

    /// Nobody gets it any more, from now on.
    package func revoke(_ id: String, at post: PostProfile.ID, by agent: Agent) async throws {
        guard let feed = try await list(at: post, for: agent).first(where: { $0.id == id }) else {
            throw FeedRefusal.unknown
        }
        try await postgres.transaction { transaction in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.feeds SET revoked_at = \(clock.now)
                WHERE id = \(id) AND revoked_at IS NULL RETURNING id
                """)
            guard !rows.isEmpty else { return }
            try await Audit.record(audit("feed.revoked", feed, by: agent), in: transaction)
        }
    }

    /// What the holder of a link gets. Who guesses is told nothing, and soon nothing at all for a while.
    package func open(_ secret: String, from address: String) async throws -> FeedFile {
        let from = Base64URL.encode(workspace.vault.blindIndex(address, purpose: "limit.address"))
        if let wait = try await workspace.limits.wait(Self.wrongPerAddress, for: from) {
            throw FeedRefusal.tooMany(retryAfter: wait)
        }
        guard let feed = try await find(secret) else {
            if let wait = try await workspace.limits.use(Self.wrongPerAddress, for: from) {
                throw FeedRefusal.tooMany(retryAfter: wait)
            }
            throw FeedRefusal.unknown
        }
        if let wait = try await workspace.limits.use(Self.perFeed, for: feed.id) {
            throw FeedRefusal.tooMany(retryAfter: wait)
        }
        return try await given(try await FeedContent(feed, in: workspace).bytes, to: feed)
    }

    private func find(_ secret: String) async throws -> Feed? {
        // What can't be a token takes the same way as one that nobody was given.
        let token = Token(secret) ?? Token()
        let rows = try await postgres.query(
            "SELECT * FROM casedesk.feeds WHERE link_hash = \(token.hash) AND revoked_at IS NULL")
        guard let feed = try rows.first.map(decode) else { return nil }
        guard feed.kind == .agent else { return feed }
        let agent = try await workspace.agents.find(feed.agent)
        return agent.map { Self.mayMake(.agent, $0) && $0.sees(feed.post) } == true ? feed : nil
    }

    private func given(_ bytes: [UInt8], to feed: Feed) async throws -> FeedFile {
        let hash = Array(SHA256.hash(data: bytes))
        let rows = try await postgres.query(
            """
            UPDATE casedesk.feeds SET last_used_at = \(clock.now), content_hash = \(hash),
                content_changed_at = CASE WHEN content_hash = \(hash) THEN content_changed_at
                    ELSE GREATEST(\(clock.now), content_changed_at + interval '1 second') END
            WHERE id = \(feed.id) AND revoked_at IS NULL RETURNING content_changed_at
            """)
        guard let changed = try rows.first?.decode("content_changed_at", as: Instant.self) else {
            throw FeedRefusal.unknown
        }
        return FeedFile(bytes: bytes, tag: Base64URL.encode(hash.prefix(18)), changed: changed)
    }

    private func audit(_ act: String, _ feed: Feed, by agent: Agent) -> AuditEntry {
        var detail = ["kind": feed.kind.rawValue, "post": feed.post.text]
        detail["service"] = feed.service
        return AuditEntry(
            performer: .agent(agent.id), act: act, object: "feed/\(feed.id)", detail: detail, at: clock.now)
    }

    private func decode(_ row: PostgresRow) throws -> Feed {
        guard let kind = Feed.Kind(rawValue: try row.decode("kind")),
            let post = PostProfile.ID(try row.decode("post", as: String.self))
        else { throw FeedRefusal.unknown }
        return Feed(
            id: try row.decode("id"), kind: kind, post: post,
            service: try row.decode("service", as: String?.self), agent: try row.decode("agent"),
            locale: try row.decode("locale"), createdAt: try row.decode("created_at"),
            lastUsedAt: try row.decode("last_used_at", as: Instant?.self))
    }
}

extension Workspace {
    package var feeds: Feeds { Feeds(self) }
}
