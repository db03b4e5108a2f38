import Logging
import PostgresClient
import TestServers
import Testing

private let logger = Logger(label: "test")

@Suite struct `Migrations` {
    let client: PostgresClient

    init() async throws {
        client = PostgresClient(url: try await TestServers.database(), connections: 4, logger: logger)
    }

    private func migration(_ name: String, _ sql: String) -> Migration {
        Migration(name: name, sql: Array(sql.utf8))
    }

    @Test func `run once, in order, however many processes start at once`() async throws {
        let migrations = [
            migration("m0002_more", "ALTER TABLE things ADD COLUMN size int8"),
            migration("m0001_first", "CREATE TABLE things (id int8); INSERT INTO things VALUES (1)"),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await client.migrate("shop", migrations) } }
            try await group.waitForAll()
        }
        #expect(try await client.query("SELECT size FROM shop.things").count == 1)
    }

    @Test func `refuse one that was edited after it ran`() async throws {
        try await client.migrate("shop", [migration("m0001_first", "CREATE TABLE a (id int8)")])
        await #expect(throws: MigrationFailure.edited("m0001_first")) {
            try await client.migrate("shop", [migration("m0001_first", "CREATE TABLE b (id int8)")])
        }
    }

    @Test func `wait for another's however long they take`() async throws {
        let url = try await TestServers.database()
        let slow = [migration("m0001_slow", "SELECT pg_sleep(0.5); CREATE TABLE a (id int8)")]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let hurried = PostgresClient(
                        url: url, connections: 1, statementTimeout: .milliseconds(100), logger: logger)
                    try await hurried.migrate("shop", slow)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `leave nothing of one that fails`() async throws {
        await #expect(throws: MigrationFailure.self) {
            try await client.migrate("shop", [migration("m0001_bad", "CREATE TABLE a (id int8); SELECT 1/0")])
        }
        try await client.migrate("shop", [migration("m0001_bad", "CREATE TABLE a (id int8)")])
    }
}
