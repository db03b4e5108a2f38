import CaseDesk
import Channels
import Declared
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import Transfer
import Vault

/// What one process stands on: connections, keys and the stories over them, built from the settings.
struct House: Sendable {
    let settings: Settings
    let logger: Logger
    let workspace: Workspace
    let masterKey: MasterKey
    let keys: Signer.Files
    let sendingPlan: SendingPlan
    private let vaultPostgres: PostgresClient

    var jobs: Jobs { workspace.jobs }
    var postgres: PostgresClient { workspace.postgres }
    var redis: RedisClient { workspace.ground.redis }

    /// Opens a house for one command and closes it behind.
    static func open<R: Sendable>(
        _ options: SettingsOptions, _ body: (House) async throws -> R
    ) async throws -> R {
        let house = try House(try await Settings(options))
        do {
            let result = try await body(house)
            await house.close()
            return result
        } catch {
            await house.close()
            throw error
        }
    }

    init(_ settings: Settings) throws {
        self.settings = settings
        let logger = Logger(label: "guichet")
        self.logger = logger
        guard let ministry = Ministry.ID(settings.ministry) else {
            throw CommandFailure(
                "'\(settings.ministry)' is no ministry: lower-case letters, digits and hyphens")
        }
        let catalogue: Catalogue
        do {
            catalogue = try Catalogue.load(root: settings.root, ministry: ministry)
        } catch {
            throw CommandFailure(
                "The ministry's files have mistakes; `guichet check` lists them:\n"
                    + error.findings.prefix(5).map { "  \($0.file):\($0.line): \($0.what)" }.joined(
                        separator: "\n"))
        }
        PhoneRanges.read(root: settings.root).value.install()
        let postgres = PostgresClient(url: settings.database.value, connections: 8, logger: logger)
        vaultPostgres = PostgresClient(url: settings.database.value, connections: 2, logger: logger)
        try FileManager.default.createDirectory(
            atPath: settings.keys, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if let hex = settings.masterKey {
            masterKey = try MasterKey(hex: hex.value)
        } else {
            masterKey = try MasterKey.generate(file: settings.keys + "/master.key")
        }
        keys = try Signer.generateDevelopment(
            settings.keys, ministry: catalogue.ministry.name["fr"])
        let vault = Vault(postgres: vaultPostgres, masterKey: masterKey)
        sendingPlan = SendingPlan.load(root: settings.root, ministry: ministry).plan
        let words = Words(directory: settings.root + "/locales")
        workspace = Workspace(
            Workspace.Ground(
                ministry: ministry, catalogue: catalogue, words: words,
                templates: MessageTemplates(directory: settings.root + "/message-templates", words: words),
                postgres: postgres,
                redis: RedisClient(address: try RedisAddress(settings.redis.value), logger: logger),
                vault: vault, blobs: SealedBlobs(directory: settings.var + "/blobs", vault: vault),
                printer: try DocumentPrinter(),
                signer: try Signer(certificates: keys.certificates, key: keys.key),
                sealKey: try SealKey(file: keys.sealKey),
                documentTemplates: settings.root + "/document-templates", site: settings.site,
                clock: .system, logger: logger))
    }

    func close() async {
        await redis.close()
        await postgres.close()
        await vaultPostgres.close()
    }

    func migrate() async throws {
        try await Vault.migrate(postgres)
        try await Booking.migrate(postgres)
        try await ChannelsSchema.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
    }
}
