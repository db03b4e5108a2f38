import Crypto
import Foundation

/// Files of an archive, read and written a megabyte at a time.
enum ArchiveFile {
    private static let step = 1 << 20

    /// The file's length and SHA-256, as the manifest keeps them under `path`.
    static func measure(_ url: URL, as path: String) throws -> BackupManifest.File {
        let file = try FileHandle(forReadingFrom: url)
        defer { try? file.close() }
        var (hash, bytes) = (SHA256(), 0)
        while let data = try file.read(upToCount: step), !data.isEmpty {
            hash.update(data: data)
            bytes += data.count
        }
        return .init(path: path, bytes: bytes, sha256: hexadecimal(hash.finalize()))
    }

    /// Copies a file and brings it to disk; what is measured is what was written.
    @discardableResult
    static func copy(_ source: URL, to target: URL, as path: String) throws -> BackupManifest.File {
        let input = try FileHandle(forReadingFrom: source)
        defer { try? input.close() }
        let output = try create(target)
        defer { try? output.close() }
        var (hash, bytes) = (SHA256(), 0)
        while let data = try input.read(upToCount: step), !data.isEmpty {
            hash.update(data: data)
            bytes += data.count
            try output.write(contentsOf: data)
        }
        try output.synchronize()
        return .init(path: path, bytes: bytes, sha256: hexadecimal(hash.finalize()))
    }

    /// A new file that only we may read, in a folder that is made if need be.
    static func create(_ url: URL) throws -> FileHandle {
        try makeFolder(url.deletingLastPathComponent())
        guard
            FileManager.default.createFile(
                atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        return try FileHandle(forWritingTo: url)
    }

    static func makeFolder(_ url: URL) throws {
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    static func isAbsentOrEmpty(_ folder: String) -> Bool {
        guard FileManager.default.fileExists(atPath: folder) else { return true }
        return (try? FileManager.default.contentsOfDirectory(atPath: folder).isEmpty) ?? false
    }

    /// The paths of all files below a folder, in order.
    static func paths(below folder: URL) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return found.filter { path in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: folder.appendingPathComponent(path).path)
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }

}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// Files and subprocesses block, and the cooperative pool must not.
func onDisk<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result(catching: work)) }
    }
}
