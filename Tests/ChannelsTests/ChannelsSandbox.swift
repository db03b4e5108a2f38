import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import Synchronization
import TestServers
import Vault

@testable import Channels

/// A ministry with a database and jobs of its own, and a clock that a test turns.
final class ChannelsSandbox: Sendable {
    let postgres: PostgresClient
    let redis: RedisClient
    let vault: Vault
    let blobs: SealedBlobs
    let jobs: Jobs
    let messages: Messages
    let scope = VaultScope(post: "bruxelles", name: "dossier/1")
    let folder = NSTemporaryDirectory() + "guichet-blobs-" + UUID().uuidString
    /// The vault's own, as it asks for.
    private let keys: PostgresClient

    init(templates: MessageTemplates = templates) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let url = try await TestServers.database()
        postgres = PostgresClient(url: url, connections: 6, logger: logger)
        keys = PostgresClient(url: url, connections: 2, logger: logger)
        try await Vault.migrate(keys)
        try await ChannelsSchema.migrate(postgres)
        vault = Vault(postgres: keys, masterKey: try MasterKey(hex: String(repeating: "5a", count: 32)))
        blobs = SealedBlobs(directory: folder, vault: vault)
        redis = RedisClient(
            address: try RedisAddress(await TestServers.redis()), timeout: .seconds(60), logger: logger)
        guard let ministry = Ministry.ID(TestServers.ministry()) else { throw CancellationError() }
        jobs = Jobs(redis: redis, ministry: ministry)
        let start = Int64(Date().timeIntervalSince1970 * 1_000)
        let shared = SharedTime(start)
        turn = { shared.add($0) }
        messages = Messages(
            postgres: postgres, vault: vault, jobs: jobs, templates: templates,
            clock: ServerClock { Instant(milliseconds: shared.now) })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Turns the clock on.
    let turn: @Sendable (Duration) -> Void

    var recipient: Recipient {
        Recipient(
            id: "person1", email: EmailAddress("citoyen@example.net"), phone: PhoneNumber("+32470123456"),
            locale: "fr")
    }

    func message(
        _ media: [Medium], _ template: String = "dossier.submitted", event: String = "dossier.submitted/1",
        attachments: [MessageAttachment] = []
    ) throws -> NewMessage {
        NewMessage(
            event: event, recipient: recipient, template: template,
            variables: sample(try templates.template(template)), media: media, attachments: attachments,
            scope: scope, subject: "dossier1")
    }

    @discardableResult
    func post(_ message: NewMessage) async throws -> [Message.ID] {
        try await postgres.transaction { try await messages.post([message], in: $0) }
    }

    func sending(email: some MessageProvider, sms: some MessageProvider) throws -> Sending {
        Sending(
            messages: messages, blobs: blobs,
            sender: EmailSender(
                address: try EmailAddress("consulat@example.org").orThrow,
                names: ["fr": "Ambassade à Bruxelles"], replyDomain: "reponses.example.org"),
            email: email, sms: sms)
    }

    /// Sends with one provider for both media; answers how long the message is put off, nil when it has its end.
    func send(_ id: Message.ID, by provider: some MessageProvider) async throws -> Duration? {
        do {
            try await sending(email: provider, sms: provider).send(id)
            return nil
        } catch JobFailure.postponed(let delay, _) {
            return delay
        }
    }

    func state(_ id: Message.ID) async throws -> Message {
        try (await messages.message(id)).orThrow
    }
}

final class SharedTime: Sendable {
    private let value: Mutex<Int64>
    init(_ value: Int64) { self.value = Mutex(value) }
    var now: Int64 { value.withLock { $0 } }
    func add(_ duration: Duration) { value.withLock { $0 += duration.wholeMilliseconds } }
}

/// Does with each attempt as it is told, in order; then accepts.
final class ScriptedProvider: MessageProvider {
    private let script: Mutex<[Delivery]>
    private let sent = Mutex<[Parcel]>([])

    let name: String

    init(_ script: [Delivery] = [], name: String = "script") {
        self.script = Mutex(script)
        self.name = name
    }

    var parcels: [Parcel] { sent.withLock { $0 } }

    func send(_ parcel: Parcel) async -> Delivery {
        sent.withLock { $0.append(parcel) }
        return script.withLock { $0.isEmpty ? Delivery(.accepted) : $0.removeFirst() }
    }
}

struct Missing: Error {}

extension Optional {
    var orThrow: Wrapped {
        get throws {
            guard let self else { throw Missing() }
            return self
        }
    }
}
