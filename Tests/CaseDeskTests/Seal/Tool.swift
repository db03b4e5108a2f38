import Foundation

/// Another program's opinion of a file: its output, and whether it was content.
struct Tool {
    let output: String
    let succeeded: Bool

    static func run(_ name: String, _ arguments: [String]) throws -> Tool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Tool(
            output: String(decoding: output, as: UTF8.self), succeeded: process.terminationStatus == 0)
    }
}

/// A folder that goes when its owner goes.
final class Scratch: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "guichet-delivery-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ bytes: [UInt8], as name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
