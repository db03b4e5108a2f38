import Foundation
import Logging
import PostgresClient
import TestServers
import Testing

private let logger = Logger(label: "test")

@Suite struct `A PostgreSQL client` {
    let client: PostgresClient

    init() async throws {
        client = PostgresClient(url: try await TestServers.database(), connections: 8, logger: logger)
    }

    @Test func `brings every type back as it went`() async throws {
        let moment = Date(timeIntervalSince1970: 1_790_000_000.123456)
        let text = "O'Brien \\ \"quoted\" {a,b} é عربي 👩‍👩‍👧"
        let rows = try await client.query(
            """
            SELECT \(text)::text AS text, \(Int64.min) AS low, \(true) AS yes, \(1.5) AS half,
              \([UInt8](0...255)) AS bytes, \(moment) AS moment, \(String?.none)::text AS nothing,
              \([text, "", "NULL", "a,b"]) AS texts, \([Int64(1), -2]) AS numbers,
              \([[UInt8]]([[0, 255], []])) AS blobs
            """
        )
        let row = try #require(rows.first)
        #expect(try row.decode("text", as: String.self) == text)
        #expect(try row.decode("low", as: Int64.self) == .min)
        #expect(try row.decode("yes", as: Bool.self))
        #expect(try row.decode("half", as: Double.self) == 1.5)
        #expect(try row.decode("bytes", as: [UInt8].self) == [UInt8](0...255))
        #expect(abs(try row.decode("moment", as: Date.self).timeIntervalSince(moment)) < 0.000_002)
        #expect(try row.decode("nothing", as: String?.self) == nil)
        #expect(try row.decode("texts", as: [String].self) == [text, "", "NULL", "a,b"])
        #expect(try row.decode("numbers", as: [Int64].self) == [1, -2])
        #expect(try row.decode("blobs", as: [[UInt8]].self) == [[0, 255], []])
        #expect(throws: PostgresFailure.self) { try row.decode("absent", as: String.self) }
        #expect(throws: PostgresFailure.self) { try row.decode("text", as: Int.self) }
    }

    @Test func `binds what is interpolated, so nothing can be injected`() async throws {
        let evil = "'; DROP TABLE victims; --"
        try await client.query("CREATE TABLE victims (name text)")
        try await client.query("INSERT INTO victims VALUES (\(evil))")
        let part: SQL = "name = \(evil)"
        let rows = try await client.query("SELECT name FROM victims WHERE \(true) AND \(part)")
        #expect(try rows.map { try $0.decode("name", as: String.self) } == [evil])
    }

    @Test func `tells a violated constraint by its name`() async throws {
        try await client.query("CREATE TABLE once (id int8 CONSTRAINT only_once PRIMARY KEY)")
        try await client.query("INSERT INTO once VALUES (1)")
        let failure = await #expect(throws: PostgresFailure.self) {
            try await client.query("INSERT INTO once VALUES (1)")
        }
        #expect(failure?.constraint == "only_once")
    }

    @Test func `keeps nothing of a transaction that throws`() async throws {
        struct Stop: Error {}
        try await client.query("CREATE TABLE kept (id int8)")
        await #expect(throws: Stop.self) {
            try await client.transaction { transaction in
                try await transaction.query("INSERT INTO kept VALUES (1)")
                throw Stop()
            }
        }
        _ = try await client.transaction { try await $0.query("INSERT INTO kept VALUES (2)") }
        let rows = try await client.query("SELECT id FROM kept")
        #expect(try rows.map { try $0.decode("id", as: Int.self) } == [2])
    }

    @Test func `serves thirty-two transactions at once with eight connections`() async throws {
        try await client.query("CREATE TABLE sums (id int8, total int8)")
        try await client.query("INSERT INTO sums VALUES (1, 0)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    try await client.transaction { transaction in
                        try await transaction.query("SELECT total FROM sums WHERE id = 1 FOR UPDATE")
                        try await transaction.query("UPDATE sums SET total = total + 1 WHERE id = 1")
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await client.query("SELECT total FROM sums")
        #expect(try rows.first?.decode("total", as: Int.self) == 32)
    }

    @Test func `tries a conflict again when asked to`() async throws {
        try await client.query("CREATE TABLE pair (id int8 PRIMARY KEY, n int8)")
        try await client.query("INSERT INTO pair VALUES (1, 0), (2, 0)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<3 {
                group.addTask {
                    try await client.transaction(retries: 20) { transaction in
                        for id in task.isMultiple(of: 2) ? [1, 2] : [2, 1] {
                            try await transaction.query("UPDATE pair SET n = n + 1 WHERE id = \(id)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let rows = try await client.query("SELECT sum(n)::int8 AS n FROM pair")
        #expect(try rows.first?.decode("n", as: Int.self) == 6)
    }

    @Test func `stops a statement whose time is up`() async throws {
        let hurried = PostgresClient(
            url: try await TestServers.database(), connections: 1, statementTimeout: .milliseconds(50),
            logger: logger)
        await #expect(throws: PostgresFailure.timedOut) { try await hurried.query("SELECT pg_sleep(30)") }
        #expect(try await hurried.query("SELECT 1 AS one").count == 1)
    }

    @Test func `stops a statement whose task is cancelled`() async throws {
        try await client.query("CREATE TABLE begun (at timestamptz)")
        let task = Task { try await client.query("SELECT pg_sleep(30)") }
        while try await client.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
            .isEmpty
        {
            await Task.yield()
        }
        task.cancel()
        await #expect(throws: PostgresFailure.cancelled) { try await task.value }
    }

    @Test func `says so when a transaction went on over a failed statement`() async throws {
        try await client.query("CREATE TABLE kept (id int8 PRIMARY KEY)")
        let failure = await #expect(throws: PostgresFailure.self) {
            try await client.transaction { transaction in
                try await transaction.query("INSERT INTO kept VALUES (1)")
                _ = try? await transaction.query("INSERT INTO kept VALUES (1)")
            }
        }
        guard case .refused("25P02", _, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try await client.query("SELECT id FROM kept").isEmpty)
    }

    @Test func `never stops another's statement when a task is cancelled`() async throws {
        let one = PostgresClient(url: try await TestServers.database(), connections: 1, logger: logger)
        for round in 0..<300 {
            let task = Task { try await one.query("SELECT pg_sleep(\(Double(round % 7) / 5_000))") }
            for _ in 0..<(round % 13) { await Task.yield() }
            task.cancel()
            let rows = try await one.query("SELECT \(round) AS round FROM pg_sleep(0.001)")
            #expect(try rows.first?.decode("round", as: Int.self) == round)
            _ = await task.result
        }
    }

    @Test func `commits or rolls back wholly when its task is cancelled`() async throws {
        try await client.query("CREATE TABLE pairs (n int8)")
        for number in 0..<100 {
            let task = Task {
                try await client.transaction { transaction in
                    try await transaction.query("INSERT INTO pairs VALUES (\(number))")
                    try await transaction.query("INSERT INTO pairs VALUES (\(number))")
                }
            }
            for _ in 0..<number { await Task.yield() }
            task.cancel()
            let result = await task.result
            let rows = try await client.query("SELECT n FROM pairs WHERE n = \(number)")
            let done = if case .success = result { 2 } else { 0 }
            #expect(rows.count == done)
        }
    }

    @Test func `goes on when a table has changed its shape`() async throws {
        try await client.query("CREATE TABLE shapes (a int8)")
        try await client.query("INSERT INTO shapes VALUES (1)")
        for _ in 0..<16 { try await client.query("SELECT * FROM shapes") }
        try await client.query("ALTER TABLE shapes ADD COLUMN b int8 DEFAULT 2")
        for _ in 0..<16 {
            let rows = try await client.query("SELECT * FROM shapes")
            #expect(try rows.first?.decode("b", as: Int.self) == 2)
        }
    }

    @Test func `keeps no more statements prepared than it may`() async throws {
        let one = PostgresClient(url: try await TestServers.database(), connections: 1, logger: logger)
        for number in 0..<1_200 { try await one.query(SQL(trusted: "SELECT \(number)")) }
        let rows = try await one.query("SELECT count(*) AS count FROM pg_prepared_statements")
        #expect(try #require(rows.first).decode("count", as: Int.self) <= 501)
    }
}
