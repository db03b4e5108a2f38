import Foundation
import Synchronization

/// What a test server could not do, in words for the person who reads the failed test.
package struct TestServerFailure: Error, CustomStringConvertible {
    package let description: String
}

/// A child process in a process group of its own, writing to its log.
final class ServerProcess: Sendable {
    let pid: pid_t
    private let ended = Mutex(false)
    /// Held while a descriptor that a child must not inherit is being made: `pipe` and `fcntl` are two steps.
    static let spawning = Mutex(())

    /// Starts `command` (its first word is looked up in PATH); `input` becomes its standard input.
    init(_ command: [String], log: String = "/dev/null", input: Int32? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o666)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Or it would hold our clients' sockets open, and a connection closed here would live on over there.
        for descriptor in Int32(3)..<512 { posix_spawn_file_actions_addclose(&actions, descriptor) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Its own group: a Ctrl-C meant for the tests must not reach the servers before the watcher does.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)

        var arguments = command.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let outcome = Self.spawning.withLock { _ in
            posix_spawnp(&pid, command[0], &actions, &attributes, &arguments, environ)
        }
        guard outcome == 0 else {
            throw TestServerFailure(description: "\(command[0]): \(String(cString: strerror(outcome)))")
        }
        self.pid = pid
    }

    /// Sends `signal` and waits until the process is gone.
    func end(_ signal: Int32) {
        ended.withLock { ended in
            guard !ended else { return }
            kill(pid, signal)
            waitpid(pid, nil, 0)
            ended = true
        }
    }

    /// Waits for the process to end by itself and gives its exit status (128 + signal when killed).
    func status() -> Int32 {
        ended.withLock { ended in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            ended = true
            return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        }
    }

    /// Runs `command` to its end; throws with its log when it fails.
    static func run(_ command: [String], log: String) throws {
        let status = try ServerProcess(command, log: log).status()
        guard status == 0 else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw TestServerFailure(
                description: "\(command.joined(separator: " ")) ended with \(status): \(text.suffix(800))")
        }
    }
}

/// Blocking work leaves the cooperative pool alone (two threads on a small machine).
func offPool<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
    }
}
