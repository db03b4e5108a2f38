import Foundation
import Synchronization

/// A short folder for one server's data and socket, in memory where there is room (a slow disk isn't what tests are
/// about); a watcher outside this process ends the server and
/// removes the folder when this process goes, however it goes (the watcher reads a pipe that only we hold).
final class ServerFolder: Sendable {
    let path: String
    private let held: Int32
    private let watcher: ServerProcess

    init() throws {
        let base = Self.base
        var template = Array("\(base)/gt-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw TestServerFailure(description: "no folder in \(base): \(String(cString: strerror(errno)))")
        }
        path = String(cString: made)
        try Owner.give(path)
        var ends: [Int32] = [0, 0]
        let piped = ServerProcess.spawning.withLock { _ in
            pipe(&ends) == 0 && ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        }
        guard piped else { throw TestServerFailure(description: "no pipe left") }
        held = ends[1]
        let script = """
            cat >/dev/null
            for pid in $(cat "$0"/*.alive 2>/dev/null); do kill -QUIT "$pid"; done 2>/dev/null
            sleep 0.3
            for pid in $(cat "$0"/*.alive 2>/dev/null); do kill -KILL "$pid"; done 2>/dev/null
            rm -rf "$0"; sleep 0.5; rm -rf "$0"
            """
        watcher = try ServerProcess(["/bin/sh", "-c", script, path], input: ends[0])
        close(ends[0])
    }

    private static let base: String = {
        var memory = statvfs()
        guard statvfs("/dev/shm", &memory) == 0, access("/dev/shm", W_OK | X_OK) == 0 else { return "/tmp" }
        return UInt64(memory.f_bavail) * UInt64(memory.f_frsize) > 4 << 30 ? "/dev/shm" : "/tmp"
    }()

    /// Ends what still runs here and removes the folder.
    deinit {
        close(held)
    }

    /// Starts a server as the unprivileged owner and notes its pid for the watcher.
    func start(_ name: String, _ command: [String]) throws -> ServerProcess {
        let server = try ServerProcess(Owner.prefix + command, log: "\(path)/\(name).log")
        try "\(server.pid)".write(toFile: "\(path)/\(name).alive", atomically: false, encoding: .utf8)
        return server
    }

    /// The server's pid is no longer ours to end.
    func forget(_ name: String) {
        unlink("\(path)/\(name).alive")
    }

    func log(_ name: String) -> String {
        ((try? String(contentsOfFile: "\(path)/\(name).log", encoding: .utf8)) ?? "").suffix(1200).description
    }
}

/// Who the servers run as: ourselves, or an unprivileged user when we are root (PostgreSQL refuses root).
enum Owner {
    static let name: String? =
        geteuid() != 0 ? nil : (getpwnam("postgres") != nil ? "postgres" : "nobody")

    static let prefix: [String] =
        name.map { ["setpriv", "--reuid=\($0)", "--regid=\(group($0))", "--clear-groups", "--"] } ?? []

    static func give(_ path: String) throws {
        guard let name, let entry = getpwnam(name) else { return }
        guard chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
            throw TestServerFailure(description: "\(path) can't be given to \(name)")
        }
    }

    private static func group(_ user: String) -> UInt32 {
        getpwnam(user)?.pointee.pw_gid ?? 65534
    }
}
