import Foundation
import Synchronization

/// A Redis server of one's own, to be killed and started again on the same data and address.
/// Every write is on disk before it is acknowledged (appendfsync always).
package final class OwnRedis: Sendable {
    package enum Mode: Sendable {
        /// One server on a unix socket, no TCP port.
        case single
        /// A cluster of one that owns every slot, on a loopback port: refuses what a real cluster refuses.
        case cluster
    }

    /// For `RedisAddress(_:)`: `unix:///path` or `redis://127.0.0.1:port`.
    package let address: String
    private let folder: ServerFolder
    private let command: [String]
    private let reach: [String]
    private let mode: Mode
    private let process = Mutex<ServerProcess?>(nil)

    /// Starts the server and returns when it answers.
    package init(_ mode: Mode = .single) async throws {
        (folder, self.mode) = (try ServerFolder(), mode)
        let durable = ["--dir", folder.path, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        switch mode {
        case .single:
            let socket = "\(folder.path)/redis"
            address = "unix://\(socket)"
            reach = ["redis-cli", "-s", socket]
            command =
                ["redis-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm", "777"] + durable
        case .cluster:
            let (port, bus) = (try freePort(), try freePort())
            address = "redis://127.0.0.1:\(port)"
            reach = ["redis-cli", "-p", "\(port)"]
            command =
                ["redis-server", "--bind", "127.0.0.1", "--port", "\(port)", "--cluster-enabled", "yes"]
                + ["--cluster-port", "\(bus)"] + durable
        }
        try await start()
        if mode == .cluster {
            try await cli("CLUSTER ADDSLOTSRANGE 0 16383", answers: "OK")
            try await cli("CLUSTER INFO", answers: "cluster_state:ok")
        }
    }

    /// Starts it again on the same data and address; returns when the data is loaded.
    package func start() async throws {
        let server = try folder.start("redis", command)
        process.withLock { $0 = server }
        try await cli("PING", answers: "PONG")
    }

    /// As if the power of this process were cut; what was acknowledged is on disk.
    package func kill9() { end(SIGKILL) }

    /// An orderly stop.
    package func stop() { end(SIGTERM) }

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
        folder.forget("redis")
    }

    private func cli(_ words: String, answers expected: String) async throws {
        let (reach, folder) = (reach, folder)
        try await offPool {
            let asking = "\(reach.joined(separator: " ")) \(words) 2>&1 | grep -q '\(expected)'"
            for _ in 0..<400 {
                if try ServerProcess(["/bin/sh", "-c", asking]).status() == 0 { return }
                usleep(25_000)
            }
            throw TestServerFailure(description: "Redis never answered \(words): \(folder.log("redis"))")
        }
    }
}

/// A loopback port nobody listens on at this moment, below the ones the system hands out by itself.
package func freePort() throws -> Int {
    for port in (0..<200).map({ _ in Int.random(in: 11_000..<32_000) }) where isFree(port) { return port }
    throw TestServerFailure(description: "no free port on 127.0.0.1")
}

private func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
