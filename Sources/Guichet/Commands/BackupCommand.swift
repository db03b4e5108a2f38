import ArgumentParser
import CaseDesk
import Foundation
import RedisClient
import Scheduler
import Vault

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Take Redis, PostgreSQL and the blobs at one point, and give them back to an empty place.",
        discussion: """
            The archive opens only with the master key that it was made under. Keep that key, and the folder of \
            keys it stands in, apart from the archive; or let a passphrase wrap it into the archive.
            """,
        subcommands: [Create.self, Verify.self, Restore.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a new archive; a service that runs goes on running.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var passphrase: PassphraseOptions

        @Argument(help: "A folder that is absent or empty.")
        var folder: String

        func run() async throws {
            let words = try passphrase.read()
            let begin = ContinuousClock.now
            let manifest = try await House.open(options) { house in
                try await house.backup().create(in: folder, passphrase: words)
            }
            try output.print(BackupReport(manifest, since: begin)) {
                "\(folder) holds \(manifest.plain); writers of Redis waited \(manifest.writersWaitedMs) ms."
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a whole archive against its checksums, and both dumps.")

        @OptionGroup var output: OutputOptions

        @Argument(help: "An archive's folder.")
        var folder: String

        func run() async throws {
            let begin = ContinuousClock.now
            let manifest = try await Backup.verify(folder)
            try output.print(BackupReport(manifest, since: begin)) {
                "\(folder) is sound: \(manifest.plain)."
            }
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fill an empty database, Redis and blob folder from a sound archive.",
            discussion: "Open holds are lost by it; appointments aren't.")

        @OptionGroup var options: SettingsOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var passphrase: PassphraseOptions

        @Argument(help: "An archive's folder.")
        var folder: String

        func run() async throws {
            if let words = try passphrase.read() { try await takeMasterKey(words) }
            let begin = ContinuousClock.now
            let manifest = try await House.open(options) { house in
                try await house.backup().restore(from: folder, rebuilding: house.workspace.booking)
            }
            try output.print(BackupReport(manifest, since: begin)) { "Restored \(manifest.plain)." }
        }

        /// Before the house opens: it would make a key of its own.
        private func takeMasterKey(_ words: Passphrase) async throws {
            let settings = try await Settings(options)
            let file = settings.keys + "/master.key"
            guard settings.masterKey == nil, !FileManager.default.fileExists(atPath: file) else { return }
            try await Backup.verify(folder)
            let key = try await Backup.masterKey(in: folder, passphrase: words)
            try FileManager.default.createDirectory(
                atPath: settings.keys, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try key.write(file: file)
        }
    }
}

struct PassphraseOptions: ParsableArguments {
    @Option(help: "File whose first line wraps the master key into the archive, or unwraps it from there.")
    var passphraseFile: String?

    func read() throws -> Passphrase? {
        guard let passphraseFile else { return nil }
        guard let text = try? String(contentsOfFile: passphraseFile, encoding: .utf8),
            let line = text.split(whereSeparator: \.isNewline).first
        else { throw CommandFailure("\(passphraseFile) holds no passphrase") }
        return Passphrase(String(line))
    }
}

extension House {
    fileprivate func backup() throws -> Backup {
        Backup(
            ministry: workspace.ground.ministry, postgres: settings.database.value,
            redis: try RedisAddress(settings.redis.value), blobs: workspace.ground.blobs.folder,
            masterKey: masterKey, logger: logger)
    }
}

extension BackupManifest {
    fileprivate var plain: String {
        "\(redisKeys) keys of Redis, PostgreSQL and \(blobs) blobs, \(bytes) bytes, of the ministry \(ministry)"
    }
}

private struct BackupReport: Encodable {
    let ministry: String
    let takenAt: Int64
    let redisKeys: Int
    let blobs: Int
    let bytes: Int
    let writersWaited: Int64
    let duration: Int64

    private enum CodingKeys: String, CodingKey {
        case ministry, blobs, bytes
        case takenAt = "taken_at"
        case redisKeys = "redis_keys"
        case writersWaited = "writers_waited_ms"
        case duration = "ms"
    }

    init(_ manifest: BackupManifest, since begin: ContinuousClock.Instant) {
        ministry = manifest.ministry.value
        takenAt = manifest.takenAt.milliseconds
        redisKeys = manifest.redisKeys
        blobs = manifest.blobs
        bytes = manifest.bytes
        writersWaited = manifest.writersWaitedMs
        duration = (ContinuousClock.now - begin).wholeMilliseconds
    }
}
