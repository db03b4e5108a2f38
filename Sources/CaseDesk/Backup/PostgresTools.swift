import Foundation
import PostgresClient

/// PostgreSQL's own programs; the address goes by the environment, where a process list doesn't show it.
struct PostgresTools: Sendable {
    private let environment: [String: String]

    init(url: String) throws {
        environment = try PostgresClient.environment(of: url)
    }

    /// For reading an archive only: no server is asked.
    init() {
        environment = [:]
    }

    /// Writes all of the database as the exported snapshot sees it.
    func dump(snapshot: String, to file: URL) async throws {
        try await run(
            "pg_dump",
            ["--format=custom", "--no-owner", "--no-privileges", "--snapshot=\(snapshot)"]
                + ["--file=\(file.path)"])
    }

    /// Fills an empty database, wholly or not at all.
    func restore(_ file: URL) async throws {
        try await run(
            "pg_restore",
            ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
                + ["--dbname=\(environment["PGDATABASE"] ?? "")", file.path])
    }

    /// Reads the archive's table of contents.
    func list(_ file: URL) async throws {
        try await run("pg_restore", ["--list", file.path])
    }

    /// As `pg_dump` calls itself: `pg_dump (PostgreSQL) 15.14`.
    func version() async throws -> String {
        try await run("pg_dump", ["--version"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Answers what it printed.
    @discardableResult
    private func run(_ name: String, _ arguments: [String]) async throws -> String {
        let environment = environment
        return try await onDisk {
            let words = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            let log = try ArchiveFile.create(words)
            defer { try? FileManager.default.removeItem(at: words) }
            let process = Process()
            process.executableURL = try Self.program(name)
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = log
            process.standardError = log
            try process.run()
            process.waitUntilExit()
            let said = (try? String(contentsOf: words, encoding: .utf8)) ?? ""
            guard process.terminationStatus == 0 else {
                throw BackupFailure.tool(name, String(said.suffix(1_000)))
            }
            return said
        }
    }

    /// Debian keeps each version's programs apart; elsewhere they are in PATH.
    private static func program(_ name: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let folders = ["/usr/lib/postgresql/15/bin"] + path.split(separator: ":").map(String.init)
        let found = folders.map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let found else { throw BackupFailure.tool(name, "not found: install postgresql-client") }
        return URL(fileURLWithPath: found)
    }
}
