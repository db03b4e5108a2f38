import Channels
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing
import Vault

@testable import CaseDesk

/// The stories of the repository's own ministry on real servers: a database and a Redis tag of its own.
enum TestWorkspace {
    static func make(
        clock: ServerClock = .system, site: String = "https://consulate.example.org",
        root: String = TestWords.root
    )
        async throws
        -> Workspace
    {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let url = try await TestServers.database()
        let postgres = PostgresClient(url: url, connections: 4, logger: logger)
        try await Vault.migrate(postgres)
        try await Booking.migrate(postgres)
        try await ChannelsSchema.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
        let vault = Vault(
            postgres: PostgresClient(url: url, connections: 1, logger: logger),
            masterKey: try MasterKey(hex: String(repeating: "ab", count: 32)))
        let folder = FileManager.default.temporaryDirectory.appending(path: "guichet-\(UUID().uuidString)")
            .path
        let keys = try Signer.generateDevelopment(folder + "/keys", ministry: "Test")
        let words = TestWords.words
        let workspace = Workspace(
            Workspace.Ground(
                ministry: try #require(Ministry.ID(TestServers.ministry())),
                catalogue: try Catalogue.load(
                    root: root, ministry: try #require(Ministry.ID("cd"))),
                words: words,
                templates: MessageTemplates(directory: TestWords.root + "/message-templates", words: words),
                postgres: postgres,
                redis: RedisClient(
                    address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60),
                    logger: logger),
                vault: vault, blobs: SealedBlobs(directory: folder + "/blobs", vault: vault),
                printer: try DocumentPrinter(),
                signer: try Signer(certificates: keys.certificates, key: keys.key),
                sealKey: try SealKey(file: keys.sealKey),
                documentTemplates: TestWords.root + "/document-templates", site: site, clock: clock,
                logger: logger))
        _ = try await workspace.booking.prepare()
        _ = try await workspace.booking.publish()
        return workspace
    }
}
