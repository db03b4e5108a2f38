import Foundation
import Logging
import PostgresClient
import TestServers
import Testing

private let logger = Logger(label: "test")

@Suite struct `A PostgreSQL client that loses its server` {
    @Test func `doesn't know what became of a statement in flight, and connects again`() async throws {
        let server = try await TestServers.ownPostgres()
        let client = PostgresClient(url: try await server.database(), connections: 2, logger: logger)
        try await client.query("SELECT 1")
        let task = Task { try await client.query("SELECT pg_sleep(30)") }
        while try await client.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
            .isEmpty
        {
            await Task.yield()
        }
        server.kill9()
        let failure = await #expect(throws: PostgresFailure.self) { try await task.value }
        guard case .unknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        try await server.restart()
        #expect(try await client.query("SELECT 1 AS one").count == 1)
    }

    @Test func `says that nothing was done when it can't connect`() async throws {
        let client = PostgresClient(url: "postgresql://127.0.0.1:1/none", connections: 1, logger: logger)
        let failure = await #expect(throws: PostgresFailure.self) { try await client.query("SELECT 1") }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `doesn't let a caller notice that the server was started again meanwhile`() async throws {
        let server = try await TestServers.ownPostgres()
        let client = PostgresClient(url: try await server.database(), connections: 1, logger: logger)
        try await client.query("CREATE TABLE marks (n int8)")
        for number in 0..<5 {
            try await server.restart()
            try await client.query("INSERT INTO marks VALUES (\(number))")
        }
        #expect(try await client.query("SELECT n FROM marks").count == 5)
    }

    @Test func `waits for a server that is about to come back`() async throws {
        let server = try await TestServers.ownPostgres()
        let client = PostgresClient(url: try await server.database(), connections: 1, logger: logger)
        server.kill9()
        async let rows = client.query("SELECT 1 AS one")
        try await server.start()
        #expect(try await rows.count == 1)
    }

    @Test func `does nothing more of a transaction whose connection was lost`() async throws {
        let client = PostgresClient(url: try await TestServers.database(), connections: 2, logger: logger)
        try await client.query("CREATE TABLE marks (n int8)")
        let failure = await #expect(throws: PostgresFailure.self) {
            try await client.transaction { transaction in
                try await transaction.query("INSERT INTO marks VALUES (1)")
                _ = try? await transaction.query("SELECT pg_terminate_backend(pg_backend_pid())")
                _ = try? await transaction.query("INSERT INTO marks VALUES (2)")
            }
        }
        guard case .unreachable = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try await client.query("SELECT n FROM marks").isEmpty)
    }

    @Test func `gives up a server that says nothing any more`() async throws {
        let client = PostgresClient(
            url: try await TestServers.database(), connections: 1, statementTimeout: .milliseconds(100),
            logger: logger)
        let asking: SQL = "SELECT pg_backend_pid() AS pid"
        let rows = try await client.query(asking)
        let pid = try #require(rows.first).decode("pid", as: Int.self)
        kill(pid_t(pid), SIGSTOP)
        defer { kill(pid_t(pid), SIGCONT) }
        let failure = await #expect(throws: PostgresFailure.self) { try await client.query(asking) }
        guard case .unknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try await client.query("SELECT 1 AS one").count == 1)
    }

    @Test func `answers everyone once it is closed`() async throws {
        let client = PostgresClient(url: try await TestServers.database(), connections: 1, logger: logger)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let transaction = Task {
            try await client.transaction { transaction in
                enter.finish()
                while true { try await transaction.query("SELECT 1") }
            }
        }
        for await _ in entered {}
        let waiting = Task { try await client.query("SELECT 1") }
        await client.close()
        await #expect(throws: PostgresFailure.self) { try await transaction.value }
        await #expect(throws: PostgresFailure.self) { try await waiting.value }
        await #expect(throws: PostgresFailure.self) { try await client.query("SELECT 1") }
    }
}
