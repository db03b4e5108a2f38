package import Foundation

/// A server of `Tests/Peers` that plays the other side and behaves as told; it ends with this object.
package final class Peer: Sendable {
    package let port: Int
    /// What it received lies here.
    package let folder: String
    private let process: ServerProcess

    package init(_ script: String, _ options: [String] = []) async throws {
        folder = NSTemporaryDirectory() + "guichet-peer-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let scripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers")
        process = try ServerProcess(
            ["python3", scripts.appending(path: script).path, folder] + options, log: "\(folder)/log")
        port = try await Self.port(in: folder)
    }

    deinit {
        process.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Before its time; its files stay.
    package func end() { process.end(SIGKILL) }

    package func behave(_ mode: String) throws {
        try Data(mode.utf8).write(to: URL(filePath: "\(folder)/mode"), options: .atomic)
    }

    /// The files with this ending that it has written so far, in order.
    package func received(_ ending: String) throws -> [Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let numbers = names.compactMap { name in
            name.hasSuffix(".\(ending)") ? Int(name.dropLast(ending.count + 1)) : nil
        }
        return numbers.sorted().compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0).\(ending)")
        }
    }

    private static func port(in folder: String) async throws -> Int {
        for _ in 0..<2_000 {
            if let data = FileManager.default.contents(atPath: "\(folder)/port"),
                let port = Int(String(decoding: data, as: UTF8.self))
            {
                return port
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let log = FileManager.default.contents(atPath: "\(folder)/log") ?? Data()
        throw TestServerFailure(
            description: "the peer doesn't start: \(String(decoding: log, as: UTF8.self))")
    }
}

/// What a Python program prints when it is given these bytes.
package func python(_ program: String, _ input: [UInt8]) throws -> String {
    let file = NSTemporaryDirectory() + "guichet-input-" + UUID().uuidString
    try Data(input).write(to: URL(filePath: file))
    defer {
        try? FileManager.default.removeItem(atPath: file)
        try? FileManager.default.removeItem(atPath: file + ".out")
    }
    let process = try ServerProcess(["python3", "-c", program, file], log: file + ".out")
    let status = process.status()
    let output = String(
        decoding: FileManager.default.contents(atPath: file + ".out") ?? Data(), as: UTF8.self)
    guard status == 0 else { throw TestServerFailure(description: output) }
    return output
}
