import Foundation
import PostgresClient
import RedisClient
package import Scheduler
package import Vault

extension Backup {
    /// Reads a whole archive: every file against the manifest, and whether both dumps can be read.
    @discardableResult
    package static func verify(_ folder: String) async throws -> BackupManifest {
        let archive = URL(fileURLWithPath: folder, isDirectory: true)
        let manifest = try await onDisk {
            let manifest = try BackupManifest(contentsOf: archive)
            for file in manifest.files {
                let found = try? ArchiveFile.measure(archive.appendingPathComponent(file.path), as: file.path)
                guard found == file else { throw BackupFailure.damaged(file.path) }
            }
            let strangers = Set(ArchiveFile.paths(below: archive))
                .subtracting(manifest.files.map(\.path))
                .subtracting([BackupManifest.name, BackupManifest.sum])
            if let stranger = strangers.min() { throw BackupFailure.damaged(stranger) }
            let dump = archive.appendingPathComponent(BackupManifest.redis)
            guard try RedisArchive.count(in: dump) == manifest.redisKeys else {
                throw BackupFailure.damaged(BackupManifest.redis)
            }
            return manifest
        }
        try await PostgresTools().list(archive.appendingPathComponent(BackupManifest.postgres))
        return manifest
    }

    /// Fills an empty database, Redis and blob folder from a sound archive of the same ministry and master key. At
    /// the end `booking` is rebuilt, so that Redis and the journal agree; open holds are lost by it.
    @discardableResult
    package func restore(
        from folder: String, rebuilding booking: Booking, at now: Instant? = nil
    ) async throws -> BackupManifest {
        let manifest = try await Self.verify(folder)
        guard manifest.ministry == ministry else {
            throw BackupFailure.otherMinistry(manifest.ministry.value)
        }
        guard manifest.masterKeyFingerprint == masterKey.fingerprint else {
            throw BackupFailure.wrongMasterKey(manifest.masterKeyFingerprint)
        }
        try await withServers { redis, postgres in
            try await refuseUnlessEmpty(redis, postgres)
            try await restore(manifest, from: URL(fileURLWithPath: folder, isDirectory: true), into: redis)
        }
        try await booking.rebuild(at: now)
        return manifest
    }

    private func restore(
        _ manifest: BackupManifest, from archive: URL, into redis: RedisClient
    ) async throws {
        try await onDisk { try restoreBlobs(manifest, from: archive) }
        try await PostgresTools(url: url).restore(archive.appendingPathComponent(BackupManifest.postgres))
        try await RedisArchive.restore(archive.appendingPathComponent(BackupManifest.redis), into: redis)
    }

    /// The master key that an archive holds, for a place that has lost its own.
    package static func masterKey(in folder: String, passphrase: Passphrase) async throws -> MasterKey {
        let file = URL(fileURLWithPath: folder).appendingPathComponent(BackupManifest.wrappedKey)
        return try await onDisk {
            guard let wrapped = try? Data(contentsOf: file) else {
                throw BackupFailure.tool("backup", "this archive holds no master key")
            }
            return try MasterKey(wrapped: Array(wrapped), passphrase: passphrase)
        }
    }

    private func refuseUnlessEmpty(_ redis: RedisClient, _ postgres: PostgresClient) async throws {
        guard ArchiveFile.isAbsentOrEmpty(blobs.path) else { throw BackupFailure.notEmpty(blobs.path) }
        guard try await RedisArchive.isEmpty(Keys(ministry: ministry).pattern, of: redis) else {
            throw BackupFailure.notEmpty("the ministry's part of Redis")
        }
        let tables = try await postgres.query(
            """
            SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%'
                AND n.nspname <> 'information_schema'
            LIMIT 1
            """)
        guard tables.isEmpty else { throw BackupFailure.notEmpty("the database") }
    }

    private func restoreBlobs(_ manifest: BackupManifest, from archive: URL) throws {
        let prefix = BackupManifest.blobFolder + "/"
        for file in manifest.files where file.path.hasPrefix(prefix) {
            let copy = try ArchiveFile.copy(
                archive.appendingPathComponent(file.path),
                to: blobs.appendingPathComponent(String(file.path.dropFirst(prefix.count))), as: file.path)
            guard copy == file else { throw BackupFailure.damaged(file.path) }
        }
    }
}
