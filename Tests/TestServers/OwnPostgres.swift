import Foundation
import Synchronization

/// A PostgreSQL server of one's own, on a unix socket only, to be killed and started again on the same data.
package final class OwnPostgres: Sendable {
    private let folder: ServerFolder
    private let process = Mutex<ServerProcess?>(nil)
    private let made = Atomic<Int>(0)
    private static let programs = "/usr/lib/postgresql/15/bin"

    /// Makes a new data folder, starts the server and returns when it answers.
    package init() async throws {
        let folder = try ServerFolder()
        self.folder = folder
        try await offPool {
            try ServerProcess.run(
                Owner.prefix + [
                    "\(Self.programs)/initdb", "-D", "\(folder.path)/data", "-U", "guichet", "-A", "trust",
                    "--no-sync", "-E", "UTF8", "--locale=C.UTF-8",
                ], log: "\(folder.path)/initdb.log")
        }
        try await start()
    }

    /// A new empty database; its URL holds until the process ends, through kills and restarts.
    package func database() async throws -> String {
        let name = "t\(made.add(1, ordering: .relaxed).newValue)"
        try await execute("CREATE DATABASE \(name)")
        return "postgresql:///\(name)?host=\(folder.path)&user=guichet"
    }

    /// Runs SQL as the owner of the server, outside the client under test.
    package func execute(_ sql: String) async throws {
        let folder = folder
        try await offPool {
            try ServerProcess.run(
                ["psql", "-h", folder.path, "-U", "guichet", "-d", "postgres"]
                    + ["-v", "ON_ERROR_STOP=1", "-qXAtc", sql], log: "\(folder.path)/psql.log")
        }
    }

    /// Starts it again on the same data and address; returns when it takes connections.
    package func start() async throws {
        try await awaitOrphans()
        let folder = folder
        let server = try folder.start(
            "postgres",
            [
                "\(Self.programs)/postgres", "-D", "\(folder.path)/data", "-k", folder.path,
                "-c", "listen_addresses=", "-c", "max_connections=400", "-c", "shared_buffers=64MB",
                "-c", "timezone=UTC",
            ])
        process.withLock { $0 = server }
        try await offPool {
            let asking = "\(Self.programs)/pg_isready -q -h \(folder.path) -U guichet -d postgres"
            for _ in 0..<800 {
                if try ServerProcess(["/bin/sh", "-c", asking]).status() == 0 { return }
                usleep(25_000)
            }
            throw TestServerFailure(description: "PostgreSQL never answered: \(folder.log("postgres"))")
        }
    }

    /// A killed postmaster leaves backends that notice a moment later; until they are gone, none starts on their data.
    private func awaitOrphans() async throws {
        let folder = folder
        try await offPool {
            let asking = "readlink /proc/[0-9]*/cwd | grep -qx '\(folder.path)/data'"
            for _ in 0..<800 {
                if try ServerProcess(["/bin/sh", "-c", asking]).status() != 0 { return }
                usleep(25_000)
            }
        }
    }

    /// As if the power of this process were cut: every connection breaks, the next start recovers from the log.
    package func kill9() { end(SIGKILL) }

    /// An orderly stop that doesn't wait for its clients.
    package func stop() { end(SIGINT) }

    /// Stops and starts.
    package func restart() async throws {
        stop()
        try await start()
    }

    private func end(_ signal: Int32) {
        process.withLock {
            $0?.end(signal)
            $0 = nil
        }
        folder.forget("postgres")
    }
}
