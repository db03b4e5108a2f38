import Crypto
import Foundation
package import Scheduler

/// What a backup holds. Written last, and its own checksum after it, so that an archive that has both is whole.
package struct BackupManifest: Codable, Equatable, Sendable {
    package struct File: Codable, Equatable, Sendable {
        /// Below the archive's folder.
        package let path: String
        package let bytes: Int
        /// Lower-case hexadecimal.
        package let sha256: String
    }

    enum MasterKeyCopy: String, Codable {
        case absent = "not in this archive: keep it elsewhere"
        case wrapped = "in this archive, wrapped by a passphrase"
    }

    package let version: Int
    package let takenAt: Instant
    package let ministry: Ministry.ID
    /// What wrote the dumps, by name: a restore needs the same or later.
    package let tools: [String: String]
    /// Tells which master key opens what is sealed here.
    package let masterKeyFingerprint: String
    let masterKey: MasterKeyCopy
    package let redisKeys: Int
    package let blobs: Int
    /// How long writers of Redis were held.
    package let writersWaitedMs: Int64
    package let files: [File]

    /// All bytes but the manifest's own.
    package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

    static let name = "manifest.json"
    static let sum = "manifest.json.sha256"
    static let postgres = "postgres.dump"
    static let redis = "redis.dump"
    static let wrappedKey = "master.key.wrapped"
    static let blobFolder = "blobs"

    init(
        takenAt: Instant, ministry: Ministry.ID, tools: [String: String], masterKeyFingerprint: String,
        masterKey: MasterKeyCopy, redisKeys: Int, blobs: Int, writersWaited: Duration, files: [File]
    ) {
        version = 1
        self.takenAt = takenAt
        self.ministry = ministry
        self.tools = tools
        self.masterKeyFingerprint = masterKeyFingerprint
        self.masterKey = masterKey
        self.redisKeys = redisKeys
        self.blobs = blobs
        writersWaitedMs = writersWaited.wholeMilliseconds
        self.files = files
    }

    init(contentsOf folder: URL) throws(BackupFailure) {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(Self.name)),
            let sum = try? Data(contentsOf: folder.appendingPathComponent(Self.sum))
        else { throw .incomplete(folder.path) }
        guard sum == Self.line(for: data) else { throw .damaged(Self.name) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let manifest = try? decoder.decode(Self.self, from: data), manifest.version == 1 else {
            throw .damaged(Self.name)
        }
        self = manifest
    }

    func write(to folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let data = try encoder.encode(self)
        try data.write(to: folder.appendingPathComponent(Self.name), options: .atomic)
        try Self.line(for: data).write(to: folder.appendingPathComponent(Self.sum), options: .atomic)
    }

    /// As `sha256sum --check` reads it.
    private static func line(for data: Data) -> Data {
        Data("\(hexadecimal(SHA256.hash(data: data)))  \(name)\n".utf8)
    }
}
