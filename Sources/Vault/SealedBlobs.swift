import Foundation
import Synchronization

/// A blob's name: random, so that a folder listing tells nothing.
package struct BlobID: Hashable, Sendable, Codable, CustomStringConvertible {
    package let value: String

    package init() {
        value = UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    /// Nil for anything but 32 hexadecimal digits: it becomes a path.
    package init?(_ value: String) {
        guard value.utf8.count == 32,
            value.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.value = value
    }

    package var description: String { value }
}

/// Files that are never on disk in the clear: sealed in chunks of 64 kB as they arrive. Each chunk is bound to its
/// blob, its number and whether it is the last, so that a cut, swapped or appended chunk doesn't open.
package struct SealedBlobs: Sendable {
    static let chunk = 65_536
    private static let sealedChunk = chunk + VaultKey.overhead

    private let directory: URL
    private let vault: Vault
    private let disk = DispatchQueue(label: "guichet.blobs", attributes: .concurrent)

    package init(directory: String, vault: Vault) {
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        self.vault = vault
    }

    /// An empty blob, open for appending.
    package func create() async throws -> BlobID {
        let id = BlobID()
        try await onDisk {
            try FileManager.default.createDirectory(
                at: path(id).deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            guard
                FileManager.default.createFile(
                    atPath: path(id, open: true).path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw VaultFailure.blob("can't be created") }
            try bringToDisk(path(id).deletingLastPathComponent())
        }
        return id
    }

    /// How many bytes of an open blob would survive a crash right now: whole chunks.
    package func durableLength(of id: BlobID) async throws -> Int {
        try await onDisk { try wholeChunks(of: id) * Self.chunk }
    }

    /// Appends whole chunks; `bytes.count` must be a multiple of 64 kB and `offset` the durable length. On disk when
    /// this returns the new length.
    @discardableResult
    package func append(
        _ bytes: [UInt8], to id: BlobID, at offset: Int, in scope: VaultScope
    ) async throws -> Int {
        guard bytes.count.isMultiple(of: Self.chunk) else { throw VaultFailure.blob("not whole chunks") }
        let key = try await vault.key(of: scope)
        try await onDisk {
            try append(to: id) { chunks in
                guard offset == chunks * Self.chunk else { throw VaultFailure.blob("not at its end") }
                var sealed: [UInt8] = []
                for (number, start) in stride(from: 0, to: bytes.count, by: Self.chunk).enumerated() {
                    sealed += try key.seal(
                        bytes[start..<(start + Self.chunk)],
                        bound: context(id, scope, chunks + number, final: false))
                }
                return sealed
            }
        }
        return offset + bytes.count
    }

    /// Seals the rest (less than 64 kB, perhaps nothing) as the last chunk and closes the blob.
    package func finish(_ id: BlobID, with rest: [UInt8], in scope: VaultScope) async throws {
        guard rest.count < Self.chunk else { throw VaultFailure.blob("the rest is a whole chunk") }
        let key = try await vault.key(of: scope)
        try await onDisk {
            try append(to: id) { chunks in
                try key.seal(rest, bound: context(id, scope, chunks, final: true))
            }
            try FileManager.default.moveItem(at: path(id, open: true), to: path(id))
            try bringToDisk(path(id).deletingLastPathComponent())
        }
    }

    /// A small blob at once, such as a document of ours.
    package func store(_ bytes: [UInt8], in scope: VaultScope) async throws -> BlobID {
        let id = try await create()
        let whole = bytes.count / Self.chunk * Self.chunk
        if whole > 0 { try await append(Array(bytes[..<whole]), to: id, at: 0, in: scope) }
        try await finish(id, with: Array(bytes[whole...]), in: scope)
        return id
    }

    /// The contents in order, 64 kB at a time.
    package func read(_ id: BlobID, in scope: VaultScope) -> AsyncThrowingStream<[UInt8], any Error> {
        let numbers = Mutex(0)
        return AsyncThrowingStream {
            let number = numbers.withLock { next in
                defer { next += 1 }
                return next
            }
            return try await chunk(number, of: id, in: scope)
        }
    }

    package func readAll(_ id: BlobID, in scope: VaultScope) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await chunk in read(id, in: scope) { all += chunk }
        return all
    }

    /// An unknown blob is gone already.
    package func delete(_ id: BlobID) async throws {
        try await onDisk {
            for url in [path(id), path(id, open: true)] where FileManager.default.fileExists(atPath: url.path)
            {
                try FileManager.default.removeItem(at: url)
            }
        }
    }

    /// Where the blobs stand, for the backup.
    package var folder: String { directory.path }

    private func chunk(_ number: Int, of id: BlobID, in scope: VaultScope) async throws -> [UInt8]? {
        let key = try await vault.key(of: scope)
        return try await onDisk {
            guard let file = try? FileHandle(forReadingFrom: path(id)) else {
                throw VaultFailure.blob("there is none of this name")
            }
            defer { try? file.close() }
            let length = Int(try file.seekToEnd())
            let start = number * Self.sealedChunk
            // Even an empty blob has its last chunk: an empty file was cut.
            guard length > 0 else { throw VaultFailure.broken }
            guard start < length else { return nil }
            try file.seek(toOffset: UInt64(start))
            let sealed = try file.read(upToCount: min(Self.sealedChunk, length - start)) ?? Data()
            let final = start + sealed.count == length
            return try key.open(sealed, bound: context(id, scope, number, final: final))
        }
    }

    /// A chunk that a crash left half written is cut off by the next write.
    private func wholeChunks(of id: BlobID) throws -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(id, open: true).path)
        guard let size = (attributes?[.size] as? NSNumber)?.intValue else {
            throw VaultFailure.blob("not open for appending")
        }
        return size / Self.sealedChunk
    }

    /// Writes what `seal` makes for the next chunk's number. Whoever else appends waits, and then finds another end.
    private func append(to id: BlobID, _ seal: (_ chunks: Int) throws -> [UInt8]) throws {
        guard let file = try? FileHandle(forUpdating: path(id, open: true)) else {
            throw VaultFailure.blob("not open for appending")
        }
        // Closing lets the lock go.
        defer { try? file.close() }
        guard flock(file.fileDescriptor, LOCK_EX) == 0 else { throw VaultFailure.blob("can't be locked") }
        let chunks = try wholeChunks(of: id)
        let sealed = try seal(chunks)
        try file.truncate(atOffset: UInt64(chunks * Self.sealedChunk))
        try file.seekToEnd()
        try file.write(contentsOf: Data(sealed))
        try file.synchronize()
    }

    /// A name is only safe once its folder is.
    private func bringToDisk(_ folder: URL) throws {
        let handle = try FileHandle(forReadingFrom: folder)
        defer { try? handle.close() }
        try handle.synchronize()
    }

    private func context(_ id: BlobID, _ scope: VaultScope, _ number: Int, final: Bool) -> [UInt8] {
        Array("1\u{0}\(scope.post)\u{0}\(scope.name)\u{0}blob\u{0}\(id)\u{0}\(number)\u{0}\(final)".utf8)
    }

    private func path(_ id: BlobID, open: Bool = false) -> URL {
        directory.appendingPathComponent(String(id.value.prefix(2)))
            .appendingPathComponent(id.value + (open ? ".part" : ""))
    }

    /// Files block, and the cooperative pool must not.
    private func onDisk<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            disk.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
