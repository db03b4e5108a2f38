import Foundation
import Logging
import PostgresClient
import TestServers
import Testing

@testable import Vault

/// A vault on a database of its own, with a folder for blobs.
struct VaultSandbox {
    let postgres: PostgresClient
    let vault: Vault
    let blobs: SealedBlobs
    let folder: String

    init() async throws {
        postgres = PostgresClient(
            url: try await TestServers.database(), connections: 4, logger: Logger(label: "test"))
        try await Vault.migrate(postgres)
        folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        vault = Vault(postgres: postgres, masterKey: try .generate(file: folder + "/master.key"))
        blobs = SealedBlobs(directory: folder + "/blobs", vault: vault)
    }

    func file(of id: BlobID) -> URL {
        URL(fileURLWithPath: "\(folder)/blobs/\(id.value.prefix(2))/\(id)")
    }
}

@Suite struct `A vault` {
    let scope = VaultScope(post: "bruxelles", name: "dossier/1")

    @Test func `opens what it sealed, also in another process`() async throws {
        let sandbox = try await VaultSandbox()
        let sealed = try await sandbox.vault.seal("Mbɔ́tɛ عربي", in: scope, as: "answer")
        let other = Vault(
            postgres: sandbox.postgres, masterKey: try MasterKey(file: sandbox.folder + "/master.key"))
        #expect(try await other.openText(sealed, in: scope, as: "answer") == "Mbɔ́tɛ عربي")
    }

    @Test func `opens nothing under another label, scope or post`() async throws {
        let vault = try await VaultSandbox().vault
        let sealed = try await vault.seal("secret", in: scope, as: "answer")
        let elsewhere = [
            (scope, "answer2"), (VaultScope(post: "bruxelles", name: "dossier/2"), "answer"),
            (VaultScope(post: "paris", name: "dossier/1"), "answer"),
        ]
        for (scope, label) in elsewhere {
            await #expect(throws: VaultFailure.broken) {
                try await vault.open(sealed, in: scope, as: label)
            }
        }
    }

    @Test func `notices a change of any byte`() async throws {
        let vault = try await VaultSandbox().vault
        let sealed = try await vault.seal("secret", in: scope, as: "answer")
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            await #expect(throws: VaultFailure.broken) {
                try await vault.open(altered, in: scope, as: "answer")
            }
        }
    }

    @Test func `opens nothing of an erased scope, ever`() async throws {
        let vault = try await VaultSandbox().vault
        let sealed = try await vault.seal("secret", in: scope, as: "answer")
        try await vault.erase(scope)
        await #expect(throws: VaultFailure.erased) { try await vault.open(sealed, in: scope, as: "answer") }
        await #expect(throws: VaultFailure.erased) { try await vault.seal("more", in: scope, as: "answer") }
    }

    @Test func `makes one key however many ask first at once`() async throws {
        let vault = try await VaultSandbox().vault
        let sealed = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<50 { group.addTask { try await vault.seal("\(number)", in: scope, as: "a") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var opened: Set<String> = []
        for one in sealed { opened.insert(try await vault.openText(one, in: scope, as: "a")) }
        #expect(opened.count == 50)
    }

    @Test func `says that the master key is the wrong one`() async throws {
        let sandbox = try await VaultSandbox()
        let sealed = try await sandbox.vault.seal("secret", in: scope, as: "answer")
        let stranger = Vault(
            postgres: sandbox.postgres, masterKey: try MasterKey(hex: String(repeating: "ab", count: 32)))
        let failure = await #expect(throws: VaultFailure.self) {
            try await stranger.open(sealed, in: scope, as: "answer")
        }
        guard case .masterKey = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `goes on under a new master key`() async throws {
        let sandbox = try await VaultSandbox()
        let sealed = try await sandbox.vault.seal("secret", in: scope, as: "answer")
        let key = try MasterKey(hex: String(repeating: "cd", count: 32))
        try await sandbox.vault.rewrap(with: key)
        let renewed = Vault(postgres: sandbox.postgres, masterKey: key)
        #expect(try await renewed.openText(sealed, in: scope, as: "answer") == "secret")
    }

    @Test func `hashes a value differently for each purpose`() async throws {
        let vault = try await VaultSandbox().vault
        #expect(vault.blindIndex("a@b.cd", purpose: "email") == vault.blindIndex("a@b.cd", purpose: "email"))
        #expect(vault.blindIndex("a@b.cd", purpose: "email") != vault.blindIndex("a@b.cd", purpose: "agent"))
    }

    @Test(arguments: [
        (1, "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"),
        (2, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"),
        (4_096, "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"),
    ])
    func `stretches a passphrase as everyone does`(rounds: Int, expected: String) {
        // RFC 6070's inputs; its answers for SHA-256 are widely published.
        let key = MasterKey.stretched("password", salt: Array("salt".utf8), rounds: rounds)
        #expect(
            key.copiedBytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == expected)
    }

    @Test func `refuses a master key that others may read`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        _ = try MasterKey.generate(file: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: VaultFailure.self) { try MasterKey(file: path) }
    }
}

@Suite struct `A sealed blob` {
    let scope = VaultScope(post: "bruxelles", name: "dossier/1")

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
    func `comes back whole`(length: Int) async throws {
        let blobs = try await VaultSandbox().blobs
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let id = try await blobs.store(bytes, in: scope)
        #expect(try await blobs.readAll(id, in: scope) == bytes)
    }

    @Test func `goes on after a crash from its durable length`() async throws {
        let sandbox = try await VaultSandbox()
        let blobs = sandbox.blobs
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        let id = try await blobs.create()
        try await blobs.append(Array(bytes[..<131_072]), to: id, at: 0, in: scope)
        let part = sandbox.file(of: id).appendingPathExtension("part")
        let torn = try FileHandle(forWritingTo: part)
        try torn.seekToEnd()
        try torn.write(contentsOf: Data([1, 2, 3]))
        try torn.close()
        #expect(try await blobs.durableLength(of: id) == 131_072)
        await #expect(throws: VaultFailure.blob("not at its end")) {
            try await blobs.append(Array(bytes[..<65_536]), to: id, at: 65_536, in: scope)
        }
        try await blobs.append(Array(bytes[131_072..<196_608]), to: id, at: 131_072, in: scope)
        try await blobs.finish(id, with: Array(bytes[196_608...]), in: scope)
        #expect(try await blobs.readAll(id, in: scope) == bytes)
    }

    @Test func `takes each chunk once, however many append at once`() async throws {
        let blobs = try await VaultSandbox().blobs
        let id = try await blobs.create()
        for number in 0..<8 {
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let chunk = [UInt8](repeating: UInt8(number), count: 65_536)
                        return (try? await blobs.append(chunk, to: id, at: number * 65_536, in: scope)) != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
        }
        try await blobs.finish(id, with: [9], in: scope)
        let bytes = try await blobs.readAll(id, in: scope)
        #expect(bytes == (0..<8).flatMap { [UInt8](repeating: $0, count: 65_536) } + [9])
    }

    @Test func `doesn't open when cut, swapped, or in another scope`() async throws {
        let sandbox = try await VaultSandbox()
        let bytes = [UInt8](repeating: 7, count: 3 * 65_536)
        let id = try await sandbox.blobs.store(bytes, in: scope)
        let file = sandbox.file(of: id)
        let sealed = try Data(contentsOf: file)
        let chunk = 65_536 + 29
        let alterations: [Data] = [
            sealed.prefix(2 * chunk), sealed.prefix(chunk + 5), Data(),
            sealed[chunk..<(2 * chunk)] + sealed[..<chunk] + sealed[(2 * chunk)...], sealed + Data([0]),
        ]
        for altered in alterations {
            try altered.write(to: file)
            await #expect(throws: VaultFailure.broken) {
                try await sandbox.blobs.readAll(id, in: scope)
            }
        }
        try sealed.write(to: file)
        await #expect(throws: VaultFailure.broken) {
            try await sandbox.blobs.readAll(id, in: VaultScope(post: "bruxelles", name: "dossier/2"))
        }
    }

    @Test func `is never on disk in the clear`() async throws {
        let sandbox = try await VaultSandbox()
        let id = try await sandbox.blobs.store(Array("a very secret scan".utf8), in: scope)
        #expect(try Data(contentsOf: sandbox.file(of: id)).range(of: Data("secret".utf8)) == nil)
    }

    @Test func `is gone once deleted`() async throws {
        let blobs = try await VaultSandbox().blobs
        let id = try await blobs.store([1, 2, 3], in: scope)
        try await blobs.delete(id)
        try await blobs.delete(id)
        await #expect(throws: VaultFailure.self) { try await blobs.readAll(id, in: scope) }
    }

    @Test(arguments: [
        "", "../../etc/passwd", String(repeating: "g", count: 32), "ABCDEF0123456789ABCDEF0123456789",
    ])
    func `is never named by rubbish`(name: String) {
        #expect(BlobID(name) == nil)
    }
}
