import Foundation

/// The real servers that tests share: each is started once per test process, when a test first asks for it,
/// and is gone when the process is.
package enum TestServers {
    /// The address of the shared Redis (unix socket). Keep to your own `ministry()`: it is never flushed.
    package static func redis() async throws -> String { try await single.value.address }

    /// The address of the shared Redis in cluster mode, which owns every slot.
    package static func clusterRedis() async throws -> String { try await cluster.value.address }

    /// The URL of a new empty database.
    package static func database() async throws -> String { try await postgres.value.database() }

    /// A ministry id that no other test has: short, lower case, ASCII letters and digits.
    package static func ministry() -> String {
        "t" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// A Redis of the test's own, for suites that kill it.
    package static func ownRedis(_ mode: OwnRedis.Mode = .single) async throws -> OwnRedis {
        try await OwnRedis(mode)
    }

    /// A PostgreSQL of the test's own, for suites that kill it.
    package static func ownPostgres() async throws -> OwnPostgres { try await OwnPostgres() }

    private static let single = Task { try await OwnRedis() }
    private static let cluster = Task { try await OwnRedis(.cluster) }
    private static let postgres = Task { try await OwnPostgres() }
}
