import Foundation
import Logging
import PostgresClient
import TestServers
import Testing

private let logger = Logger(label: "test")

@Suite struct `Text in PostgreSQL` {
    let client: PostgresClient

    init() async throws {
        client = PostgresClient(url: try await TestServers.database(), connections: 2, logger: logger)
    }

    /// The big list of naughty strings (Tests/Vectors/README.md).
    static func naughty() throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Vectors/naughty-strings.json")
        return try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
    }

    @Test func `comes back byte for byte, however naughty`() async throws {
        let strings = try Self.naughty()
        #expect(strings.count > 250)
        try await client.query("CREATE TABLE texts (n int8, text text)")
        for (number, text) in strings.enumerated() {
            try await client.query("INSERT INTO texts VALUES (\(number), \(text))")
            let found = try await client.query("SELECT n FROM texts WHERE text = \(text) AND n = \(number)")
            #expect(found.count == 1)
        }
        let rows = try await client.query("SELECT text FROM texts ORDER BY n")
        let back = try rows.map { Array(try $0.decode("text", as: String.self).utf8) }
        #expect(back == strings.map { Array($0.utf8) })
    }

    @Test func `comes back from arrays, however naughty`() async throws {
        let strings = try Self.naughty()
        let rows = try await client.query(
            """
            SELECT array_agg(text ORDER BY n) AS texts
            FROM unnest(\(strings), \(Array(strings.indices))) AS row (text, n)
            """)
        let back = try #require(rows.first).decode("texts", as: [String].self)
        #expect(back.map { Array($0.utf8) } == strings.map { Array($0.utf8) })
    }

    @Test func `is never cut at a zero byte, but refused`() async throws {
        try await client.query("CREATE TABLE texts (text text)")
        for text in ["a\u{0}b", "\u{0}"] {
            let failure = await #expect(throws: PostgresFailure.self) {
                try await client.query("INSERT INTO texts VALUES (\(text))")
            }
            guard case .refused("22021", _, _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            await #expect(throws: PostgresFailure.self) {
                try await client.query("INSERT INTO texts SELECT unnest(\([text]))")
            }
        }
        #expect(try await client.query("SELECT 1 FROM texts").isEmpty)
    }
}
