internal import Foundation
package import PostgresClient
package import Scheduler
internal import Vault

// Writing endpoints down. Each verb works in the caller's transaction, which holds the audit entry too.
extension Webhooks {
    package static let rates = 1...500
    static let longestDescription = 500

    /// Checks what was written: the address by `policy` (its name is not resolved here), filters, rate, contact.
    package static func check(_ wish: WebhookEndpoint.Wish, by policy: WebhookPolicy) throws(WebhookRefusal) {
        do throws(WebhookTarget.Refusal) {
            _ = try policy.target(wish.url)
        } catch {
            throw .target(error)
        }
        guard !wish.events.isEmpty, wish.events.count <= 50 else { throw .noEvents }
        if let unknown = wish.events.first(where: { WebhookFilter($0) == nil }) {
            throw .unknownFilter(unknown)
        }
        guard rates.contains(wish.rate) else { throw .rate }
        guard wish.contact.isEmpty || EmailAddress(wish.contact) != nil else { throw .contact }
        guard wish.description.count <= longestDescription else { throw .tooLong }
    }

    package func create(
        _ wish: WebhookEndpoint.Wish, by policy: WebhookPolicy, in transaction: PostgresTransaction
    ) async throws -> WebhookEndpoint.ID {
        try Self.check(wish, by: policy)
        let id = WebhookEndpoint.ID.random()
        try await transaction.query(
            """
            INSERT INTO channels.webhook_endpoints (id, contents, events, posts, rate, created_at)
            VALUES (\(id.value), \(try await sealed(wish, of: id)), \(wish.events), \(wish.posts), \(wish.rate),
                \(clock.now))
            """)
        try await add(.random(), to: id, in: transaction)
        return id
    }

    package func edit(
        _ id: WebhookEndpoint.ID, _ wish: WebhookEndpoint.Wish, by policy: WebhookPolicy,
        in transaction: PostgresTransaction
    ) async throws {
        try Self.check(wish, by: policy)
        let rows = try await transaction.query(
            """
            UPDATE channels.webhook_endpoints SET contents = \(try await sealed(wish, of: id)),
                events = \(wish.events), posts = \(wish.posts), rate = \(wish.rate), rests_until = NULL
            WHERE id = \(id.value) RETURNING id
            """)
        guard !rows.isEmpty else { throw WebhookRefusal.unknown }
    }

    /// A new secret; the others sign along until `overlap` is over, so that the partner can change at leisure.
    package func rotate(
        _ id: WebhookEndpoint.ID, overlap: Duration, in transaction: PostgresTransaction
    ) async throws {
        guard try await find(id, in: transaction) != nil else { throw WebhookRefusal.unknown }
        let end = clock.now + overlap
        try await transaction.query(
            """
            UPDATE channels.webhook_secrets SET ends_at = \(end)
            WHERE endpoint = \(id.value) AND (ends_at IS NULL OR ends_at > \(end))
            """)
        try await add(.random(), to: id, in: transaction)
    }

    /// False when it was so already.
    package func disable(
        _ id: WebhookEndpoint.ID, _ reason: WebhookEndpoint.Reason, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let now = clock.now
        let rows = try await transaction.query(
            """
            UPDATE channels.webhook_endpoints
            SET state = 'disabled', reason = \(reason.rawValue), disabled_at = \(now)
            WHERE id = \(id.value) AND state = 'active' RETURNING id
            """)
        guard !rows.isEmpty else { return false }
        try await transaction.query(
            """
            UPDATE channels.webhook_deliveries SET state = 'withheld', reason = 'the endpoint is disabled',
                ended_at = \(now), next_try_at = NULL
            WHERE endpoint = \(id.value) AND ended_at IS NULL
            """)
        return true
    }

    /// What was held back meanwhile is not sent by itself: `replay` does that, if it is still wanted.
    package func enable(
        _ id: WebhookEndpoint.ID, in transaction: PostgresTransaction
    ) async throws -> Bool {
        let rows = try await transaction.query(
            """
            UPDATE channels.webhook_endpoints SET state = 'active', reason = NULL, disabled_at = NULL, failures = 0,
                failing_since = NULL, rests_until = NULL, slow = false
            WHERE id = \(id.value) AND state = 'disabled' RETURNING id
            """)
        return !rows.isEmpty
    }

    /// One event of type `webhook.test` to this endpoint alone.
    package func test(
        _ id: WebhookEndpoint.ID, in transaction: PostgresTransaction
    ) async throws -> WebhookDelivery.ID {
        guard let endpoint = try await find(id, in: transaction) else { throw WebhookRefusal.unknown }
        guard endpoint.isActive else { throw WebhookRefusal.disabled }
        let event = WebhookEvent(
            name: "webhook.test/\(randomName())", type: Self.testType, post: "",
            scope: WebhookEndpoint.scope(id), at: clock.now, data: ["endpoint": .text(id.value)])
        let deliveries = try await publish(event, to: [(id.value, "active")], in: transaction)
        guard let delivery = deliveries.first else { throw ChannelsFailure.lostRow }
        return delivery
    }

    package static let testType = "webhook.test"

    /// The oldest first.
    package func endpoints() async throws -> [WebhookEndpoint] {
        let rows = try await postgres.query(
            "SELECT * FROM channels.webhook_endpoints ORDER BY created_at, id")
        var endpoints: [WebhookEndpoint] = []
        for row in rows { endpoints.append(try await endpoint(row)) }
        return endpoints
    }

    package func find(
        _ id: WebhookEndpoint.ID, in session: some PostgresSession
    ) async throws -> WebhookEndpoint? {
        let rows = try await session.query("SELECT * FROM channels.webhook_endpoints WHERE id = \(id.value)")
        guard let row = rows.first else { return nil }
        return try await endpoint(row)
    }

    package func find(_ id: WebhookEndpoint.ID) async throws -> WebhookEndpoint? {
        try await find(id, in: postgres)
    }

    /// Those that sign now, the newest first, each with its end if it has one.
    package func secrets(
        of id: WebhookEndpoint.ID
    ) async throws -> [(secret: WebhookSecret, endsAt: Instant?)] {
        let rows = try await postgres.query(
            """
            SELECT secret, ends_at FROM channels.webhook_secrets
            WHERE endpoint = \(id.value) AND (ends_at IS NULL OR ends_at > \(clock.now)) ORDER BY number DESC
            """)
        var secrets: [(WebhookSecret, Instant?)] = []
        for row in rows {
            let plain = try await vault.open(
                try row.decode("secret"), in: WebhookEndpoint.scope(id), as: "webhook.secret")
            secrets.append((WebhookSecret(bytes: plain), try row.decode("ends_at")))
        }
        return secrets
    }

    private func add(
        _ secret: WebhookSecret, to id: WebhookEndpoint.ID, in transaction: PostgresTransaction
    ) async throws {
        let sealed = try await vault.seal(
            secret.bytes, in: WebhookEndpoint.scope(id), as: "webhook.secret")
        try await transaction.query(
            """
            INSERT INTO channels.webhook_secrets (endpoint, number, secret, created_at)
            SELECT \(id.value), count(*) + 1, \(sealed), \(clock.now) FROM channels.webhook_secrets
            WHERE endpoint = \(id.value)
            """)
    }

    private func sealed(_ wish: WebhookEndpoint.Wish, of id: WebhookEndpoint.ID) async throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try await vault.seal(
            Array(try encoder.encode(wish)), in: WebhookEndpoint.scope(id), as: "webhook.endpoint")
    }

    private func endpoint(_ row: PostgresRow) async throws -> WebhookEndpoint {
        let id = WebhookEndpoint.ID(try row.decode("id"))
        let plain = try await vault.open(
            try row.decode("contents"), in: WebhookEndpoint.scope(id), as: "webhook.endpoint")
        let reason = try row.decode("reason", as: String?.self).flatMap(WebhookEndpoint.Reason.init)
        let since = try row.decode("disabled_at", as: Instant?.self)
        return WebhookEndpoint(
            id: id, wish: try JSONDecoder().decode(WebhookEndpoint.Wish.self, from: Data(plain)),
            state: since.map { .disabled(reason ?? .byHand, since: $0) } ?? .active,
            createdAt: try row.decode("created_at"), health: try WebhookHealth(row))
    }
}

extension WebhookHealth {
    init(_ row: PostgresRow) throws(PostgresFailure) {
        self.init(
            failures: try row.decode("failures"), failingSince: try row.decode("failing_since"),
            restsUntil: try row.decode("rests_until"), isSlow: try row.decode("slow"))
    }
}
