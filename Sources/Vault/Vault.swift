import Crypto
import Foundation
package import PostgresClient
import Synchronization

/// Seals what people entrust to us. Each scope has a key, wrapped by its post's, wrapped by the master key; only
/// wrapped keys are stored. Sealed bytes are bound to their scope and label: moved elsewhere they don't open.
package final class Vault: Sendable {
    private struct Cached {
        let key: VaultKey
        let until: ContinuousClock.Instant
    }

    private let postgres: PostgresClient
    private let master: MasterKey
    private let cache = Mutex<[VaultScope: Cached]>([:])

    /// `postgres` must be a client of the vault's own: callers hold a connection while they seal.
    package init(postgres: PostgresClient, masterKey: MasterKey) {
        self.postgres = postgres
        master = masterKey
    }

    package func seal(_ plain: [UInt8], in scope: VaultScope, as label: String) async throws -> [UInt8] {
        try await key(of: scope).seal(plain, bound: Self.context(scope, label))
    }

    package func seal(_ text: String, in scope: VaultScope, as label: String) async throws -> [UInt8] {
        try await seal(Array(text.utf8), in: scope, as: label)
    }

    package func open(_ sealed: [UInt8], in scope: VaultScope, as label: String) async throws -> [UInt8] {
        try await key(of: scope).open(sealed, bound: Self.context(scope, label))
    }

    package func openText(_ sealed: [UInt8], in scope: VaultScope, as label: String) async throws -> String {
        String(decoding: try await open(sealed, in: scope, as: label), as: UTF8.self)
    }

    /// A keyed hash (HMAC-SHA-256) by which a sealed value is found again; each purpose has a key of its own.
    package func blindIndex(_ value: String, purpose: String) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: Array(value.utf8), using: master.derived("index/\(purpose)")))
    }

    /// Destroys the scope's key. Other processes forget it within a minute.
    package func erase(_ scope: VaultScope) async throws {
        try await postgres.query(
            """
            INSERT INTO vault.scope_keys (post, name, wrapped, erased_at)
            VALUES (\(scope.post), \(scope.name), NULL, now())
            ON CONFLICT (post, name) DO UPDATE SET wrapped = NULL, erased_at = now()
            """)
        cache.withLock { $0[scope] = nil }
    }

    /// Wraps every post's key with a new master key; the scopes' keys and all that is sealed stay as they are.
    /// Every blind index depends on the master key too: they are made anew by whoever keeps them.
    package func rewrap(with new: MasterKey) async throws {
        let wrapper = VaultKey(key: new.derived("wrap"))
        try await postgres.transaction { transaction in
            let rows = try await transaction.query("SELECT post, wrapped FROM vault.post_keys FOR UPDATE")
            for row in rows {
                let post = try row.decode("post", as: String.self)
                let key = try unwrapped(try row.decode("wrapped"), post: post)
                let wrapped = try wrapper.seal(key.key.copiedBytes, bound: Self.wrapContext(post))
                try await transaction.query(
                    "UPDATE vault.post_keys SET wrapped = \(wrapped) WHERE post = \(post)")
            }
        }
    }

    func key(of scope: VaultScope) async throws -> VaultKey {
        let now = ContinuousClock.now
        if let cached = cache.withLock({ $0[scope] }), cached.until > now { return cached.key }
        let key = try await stored(scope)
        cache.withLock { cache in
            if cache.count >= 4_096 { cache.removeAll(keepingCapacity: true) }
            cache[scope] = Cached(key: key, until: now + .seconds(60))
        }
        return key
    }

    private func stored(_ scope: VaultScope) async throws -> VaultKey {
        let context = Self.context(scope, "key")
        let post = try await postKey(scope.post)
        if let wrapped = try await wrapped(scope) {
            return VaultKey(key: SymmetricKey(data: try post.open(wrapped, bound: context)))
        }
        let fresh = try post.seal(SymmetricKey(size: .bits256).copiedBytes, bound: context)
        try await postgres.query(
            """
            INSERT INTO vault.scope_keys (post, name, wrapped) VALUES (\(scope.post), \(scope.name), \(fresh))
            ON CONFLICT (post, name) DO NOTHING
            """)
        guard let wrapped = try await wrapped(scope) else { throw VaultFailure.erased }
        return VaultKey(key: SymmetricKey(data: try post.open(wrapped, bound: context)))
    }

    private func wrapped(_ scope: VaultScope) async throws -> [UInt8]? {
        let rows = try await postgres.query(
            "SELECT wrapped FROM vault.scope_keys WHERE post = \(scope.post) AND name = \(scope.name)")
        guard let row = rows.first else { return nil }
        guard let wrapped = try row.decode("wrapped", as: [UInt8]?.self) else { throw VaultFailure.erased }
        return wrapped
    }

    private func postKey(_ post: String) async throws -> VaultKey {
        let scope = VaultScope(post: post, name: "")
        let now = ContinuousClock.now
        if let cached = cache.withLock({ $0[scope] }), cached.until > now { return cached.key }
        let wrapper = VaultKey(key: master.derived("wrap"))
        let fresh = try wrapper.seal(SymmetricKey(size: .bits256).copiedBytes, bound: Self.wrapContext(post))
        try await postgres.query(
            "INSERT INTO vault.post_keys (post, wrapped) VALUES (\(post), \(fresh)) ON CONFLICT (post) DO NOTHING"
        )
        let rows = try await postgres.query("SELECT wrapped FROM vault.post_keys WHERE post = \(post)")
        guard let row = rows.first else { throw VaultFailure.erased }
        let key = try unwrapped(try row.decode("wrapped"), post: post)
        cache.withLock { $0[scope] = Cached(key: key, until: now + .seconds(60)) }
        return key
    }

    private func unwrapped(_ wrapped: [UInt8], post: String) throws -> VaultKey {
        let wrapper = VaultKey(key: master.derived("wrap"))
        do throws(VaultFailure) {
            return VaultKey(key: SymmetricKey(data: try wrapper.open(wrapped, bound: Self.wrapContext(post))))
        } catch {
            throw VaultFailure.masterKey("it isn't the one that wrapped the key of \(post)")
        }
    }

    private static func context(_ scope: VaultScope, _ label: String) -> [UInt8] {
        Array("1\u{0}\(scope.post)\u{0}\(scope.name)\u{0}\(label)".utf8)
    }

    private static func wrapContext(_ post: String) -> [UInt8] { Array("1\u{0}post\u{0}\(post)".utf8) }
}
