import CaseDesk
import Foundation
import PostgresClient
import RedisClient
import Testing
import Vault

@Suite struct `A backup` {
    @Test func `gives rows, keys, sealed values and blobs back to an empty place`() async throws {
        let key = try BackupSandbox.newKey()
        let old = try await BackupSandbox(masterKey: key)
        let (sealed, blob) = try await old.fill()
        let archive = BackupSandbox.newFolder()
        let manifest = try await old.backup.create(in: archive)
        #expect(try await Backup.verify(archive) == manifest)

        let new = try await BackupSandbox(masterKey: key)
        try await new.restore(archive)
        #expect(try await new.contents() == old.contents())
        #expect(manifest.redisKeys >= 3_008 && manifest.blobs == 1)
        #expect(try await new.vault.openText(sealed, in: new.scope, as: "answer") == "Mbɔ́tɛ")
        #expect(try await new.blobs.readAll(blob, in: new.scope).count == 200_000)
        let group = try await new.redis.send([
            "XREADGROUP", "GROUP", "readers", "me", "STREAMS", "{cd}:stream", ">",
        ])
        #expect(group.list?.count == 1)
    }

    @Test func `leaves other ministries' keys where they are`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        try await place.redis.send(["SET", "{ma}:text", "theirs"])
        let archive = BackupSandbox.newFolder()
        try await place.backup.create(in: archive)
        let new = try await BackupSandbox(masterKey: place.masterKey)
        try await new.redis.send(["SET", "{xx}:text", "standing"])
        try await new.restore(archive)
        #expect(try await new.redis.send(["GET", "{ma}:text"]).isNull)
        #expect(try await new.redis.send(["GET", "{xx}:text"]).text == "standing")
    }

    @Test func `lets writers go on at once, also when it fails`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        // What may not be read fails the backup while writers are held.
        try await place.redis.send(["ACL", "SETUSER", "default", "-dump"])
        await #expect(throws: RedisFailure.self) {
            try await place.backup.create(in: BackupSandbox.newFolder())
        }
        let time = try await ContinuousClock().measure { try await place.redis.send(["SET", "{cd}:a", "b"]) }
        #expect(time < .seconds(9), "the hold would have ended by itself after ten")
    }

    @Test func `is refused when any byte of it was flipped, or a file is missing or too many`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        let archive = BackupSandbox.newFolder()
        let manifest = try await place.backup.create(in: archive)
        for path in manifest.files.map(\.path) + ["manifest.json", "manifest.json.sha256"] {
            let url = URL(fileURLWithPath: archive).appendingPathComponent(path)
            let own = path.hasPrefix("manifest.json")
            let sound = try Data(contentsOf: url)
            for position in [0, sound.count / 2, sound.count - 1] {
                var flipped = sound
                flipped[position] ^= 1
                try flipped.write(to: url)
                await #expect(throws: BackupFailure.damaged(own ? "manifest.json" : path)) {
                    try await Backup.verify(archive)
                }
            }
            try FileManager.default.removeItem(at: url)
            await #expect(throws: own ? BackupFailure.incomplete(archive) : BackupFailure.damaged(path)) {
                try await Backup.verify(archive)
            }
            try sound.write(to: url)
        }
        try Data([1]).write(to: URL(fileURLWithPath: archive + "/stranger"))
        await #expect(throws: BackupFailure.damaged("stranger")) { try await Backup.verify(archive) }
    }

    @Test func `without its manifest was never finished`() async throws {
        let archive = BackupSandbox.newFolder()
        await #expect(throws: BackupFailure.incomplete(archive)) { try await Backup.verify(archive) }
    }

    @Test func `is neither written nor restored over something`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        let archive = BackupSandbox.newFolder()
        try await place.backup.create(in: archive)
        await #expect(throws: BackupFailure.notEmpty(archive)) { try await place.backup.create(in: archive) }

        await #expect(throws: BackupFailure.notEmpty(place.folder)) {
            try await place.restore(archive)
        }
        try FileManager.default.removeItem(atPath: place.folder)
        await #expect(throws: BackupFailure.notEmpty("the ministry's part of Redis")) {
            try await place.restore(archive)
        }
        try await place.redis.send(["FLUSHALL"])
        await #expect(throws: BackupFailure.notEmpty("the database")) {
            try await place.restore(archive)
        }
    }

    @Test func `tells which master key it needs`() async throws {
        let place = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        _ = try await place.fill()
        let archive = BackupSandbox.newFolder()
        let manifest = try await place.backup.create(in: archive)
        let stranger = try await BackupSandbox(masterKey: try BackupSandbox.newKey())
        await #expect(throws: BackupFailure.wrongMasterKey(manifest.masterKeyFingerprint)) {
            try await stranger.restore(archive)
        }
        await #expect(throws: BackupFailure.self) {
            try await Backup.masterKey(in: archive, passphrase: Passphrase("anything"))
        }
    }

    @Test func `holds the master key only under a passphrase`() async throws {
        let key = try BackupSandbox.newKey()
        let place = try await BackupSandbox(masterKey: key)
        _ = try await place.fill()
        let archive = BackupSandbox.newFolder()
        let passphrase = Passphrase("correct horse battery staple", rounds: 1_000)
        try await place.backup.create(in: archive, passphrase: passphrase)
        let found = try await Backup.masterKey(in: archive, passphrase: passphrase)
        #expect(found.fingerprint == key.fingerprint)
        await #expect(throws: VaultFailure.self) {
            try await Backup.masterKey(in: archive, passphrase: Passphrase("a guess"))
        }
    }
}
