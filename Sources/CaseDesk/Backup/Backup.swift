import Foundation
package import Logging
import PostgresClient
package import RedisClient
package import Scheduler
package import Vault

/// Redis, PostgreSQL (with the wrapped keys) and the blobs, taken at one point and given back to an empty place.
///
/// The point: writers of Redis are held while PostgreSQL's snapshot is exported and Redis is read. Whoever writes
/// Redis first and PostgreSQL after has done the first half at least, so what was acknowledged before is in both;
/// blobs never change once closed, so they are copied after. The master key isn't part of it unless a passphrase
/// wraps it: who holds the archive alone reads nothing.
package struct Backup: Sendable {
    let ministry: Ministry.ID
    let url: String
    let address: RedisAddress
    let blobs: URL
    let masterKey: MasterKey
    let logger: Logger

    /// `postgres` is the database's address, `blobs` the folder of the sealed blobs.
    package init(
        ministry: Ministry.ID, postgres url: String, redis address: RedisAddress, blobs: String,
        masterKey: MasterKey, logger: Logger
    ) {
        self.ministry = ministry
        self.url = url
        self.address = address
        self.blobs = URL(fileURLWithPath: blobs, isDirectory: true)
        self.masterKey = masterKey
        self.logger = logger
    }

    /// Writes a new archive into a folder that is absent or empty. A service that runs goes on running; its writes to
    /// Redis wait while Redis is read.
    @discardableResult
    package func create(
        in folder: String, passphrase: Passphrase? = nil, at now: Instant = ServerClock.system.now
    ) async throws -> BackupManifest {
        guard ArchiveFile.isAbsentOrEmpty(folder) else { throw BackupFailure.notEmpty(folder) }
        let archive = URL(fileURLWithPath: folder, isDirectory: true)
        try await onDisk { try ArchiveFile.makeFolder(archive) }
        let servers = try await writeServers(to: archive)
        let copied = try await onDisk { try copyBlobs(to: archive) }
        let wrapped = try await onDisk { try wrapMasterKey(by: passphrase, to: archive) }
        return try await onDisk {
            let dumps = try [BackupManifest.postgres, BackupManifest.redis].map {
                try ArchiveFile.measure(archive.appendingPathComponent($0), as: $0)
            }
            let manifest = BackupManifest(
                takenAt: now, ministry: ministry, tools: servers.tools,
                masterKeyFingerprint: masterKey.fingerprint,
                masterKey: wrapped.isEmpty ? .absent : .wrapped, redisKeys: servers.keys,
                blobs: copied.count, writersWaited: servers.waited, files: dumps + wrapped + copied)
            try manifest.write(to: archive)
            return manifest
        }
    }

    private struct Servers {
        let keys: Int
        let waited: Duration
        let tools: [String: String]
    }

    /// The snapshot lives as long as the transaction that exported it.
    private func writeServers(to archive: URL) async throws -> Servers {
        let tools = try PostgresTools(url: url)
        let dump = try ArchiveFile.create(archive.appendingPathComponent(BackupManifest.redis))
        defer { try? dump.close() }
        return try await withServers { redis, postgres in
            let versions = [
                "pg_dump": try await tools.version(), "redis": try await RedisArchive.version(of: redis),
            ]
            return try await postgres.transaction { transaction in
                try await transaction.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                let begin = ContinuousClock.now
                let (snapshot, keys) = try await whileWritersWait(on: redis) { hold in
                    let rows = try await transaction.query("SELECT pg_export_snapshot() AS name")
                    let snapshot = try rows.first?.decode("name", as: String.self) ?? ""
                    return (
                        snapshot,
                        try await RedisArchive.write(
                            Keys(ministry: ministry).pattern, of: redis, to: dump, hold: hold)
                    )
                }
                let waited = ContinuousClock.now - begin
                try await onDisk { try dump.synchronize() }
                try await tools.dump(
                    snapshot: snapshot, to: archive.appendingPathComponent(BackupManifest.postgres))
                return Servers(keys: keys, waited: waited, tools: versions)
            }
        }
    }

    /// Connections of our own: behind a writer who waits on a shared one, reading would wait too.
    func withServers<R>(_ body: (RedisClient, PostgresClient) async throws -> R) async throws -> R {
        let redis = RedisClient(address: address, logger: logger)
        let postgres = PostgresClient(
            url: url, connections: 1, statementTimeout: .seconds(60), logger: logger)
        let result: Result<R, any Error>
        do { result = .success(try await body(redis, postgres)) } catch { result = .failure(error) }
        await redis.close()
        await postgres.close()
        return try result.get()
    }

    /// Redis lets writers go by itself ten seconds after the last `hold`, should this process die.
    private func whileWritersWait<R>(
        on redis: RedisClient, _ body: (_ hold: () async throws -> Void) async throws -> R
    ) async throws -> R {
        let hold = { () async throws -> Void in
            try await redis.send(["CLIENT", "PAUSE", "10000", "WRITE"], repeat: .whenUnknown)
        }
        let result: Result<R, any Error>
        do {
            try await hold()
            result = .success(try await body(hold))
        } catch {
            result = .failure(error)
        }
        // Not cut short when this task is cancelled: others wait.
        let letGo = await Task { try await redis.send(["CLIENT", "UNPAUSE"], repeat: .whenUnknown) }.result
        if case .failure(let why) = letGo {
            logger.warning("writers of Redis wait up to ten seconds more", metadata: ["why": "\(why)"])
        }
        return try result.get()
    }

    private func copyBlobs(to archive: URL) throws -> [BackupManifest.File] {
        let target = archive.appendingPathComponent(BackupManifest.blobFolder)
        return try ArchiveFile.paths(below: blobs).compactMap { path in
            for path in [path, Self.closed(path)] {
                let source = blobs.appendingPathComponent(path)
                guard FileManager.default.fileExists(atPath: source.path) else { continue }
                return try ArchiveFile.copy(
                    source, to: target.appendingPathComponent(path),
                    as: "\(BackupManifest.blobFolder)/\(path)")
            }
            // Deleted since it was listed.
            return nil
        }
    }

    /// An upload that was closed while we copied has lost its ending.
    private static func closed(_ path: String) -> String {
        path.hasSuffix(".part") ? String(path.dropLast(5)) : path
    }

    private func wrapMasterKey(by passphrase: Passphrase?, to archive: URL) throws -> [BackupManifest.File] {
        guard let passphrase else { return [] }
        let url = archive.appendingPathComponent(BackupManifest.wrappedKey)
        let file = try ArchiveFile.create(url)
        defer { try? file.close() }
        try file.write(contentsOf: Data(try masterKey.wrapped(by: passphrase)))
        try file.synchronize()
        return [try ArchiveFile.measure(url, as: BackupManifest.wrappedKey)]
    }
}
