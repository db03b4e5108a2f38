import CaseDesk
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing
import Vault

/// A place that can be backed up and restored to: a database, a Redis of its own and a folder for blobs.
struct BackupSandbox {
    let server: OwnRedis
    let url: String
    let postgres: PostgresClient
    let redis: RedisClient
    let masterKey: MasterKey
    let vault: Vault
    let blobs: SealedBlobs
    let backup: Backup
    let booking: Booking
    let jobs: Jobs
    let folder: String
    let scope = VaultScope(post: "bruxelles", name: "dossier/1")

    init(masterKey: MasterKey) async throws {
        let logger = Logger(label: "test")
        server = try await TestServers.ownRedis()
        url = try await TestServers.database()
        postgres = PostgresClient(url: url, connections: 4, logger: logger)
        let address = try RedisAddress(server.address)
        redis = RedisClient(address: address, timeout: .seconds(60), logger: logger)
        folder = Self.newFolder()
        self.masterKey = masterKey
        vault = Vault(postgres: postgres, masterKey: masterKey)
        blobs = SealedBlobs(directory: folder, vault: vault)
        let ministry = try ministry("cd")
        backup = Backup(
            ministry: ministry, postgres: url, redis: address, blobs: folder, masterKey: masterKey,
            logger: logger)
        booking = Booking(
            ministry: ministry, agendas: Agendas([try Self.agenda()]), redis: redis, postgres: postgres,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        jobs = Jobs(redis: redis, ministry: ministry)
    }

    /// Saturday 21 November 2026, 08:00 in Brussels; the desk opens on the Monday after it.
    static let now = Instant(milliseconds: 1_795_244_400_000)
    static let visit = Visit(post: "here", service: "stamp")

    private static func agenda() throws -> Agenda {
        let hours = Hours(
            from: try #require(LocalTime("09:00")), to: try #require(LocalTime("12:00")), counters: 100)
        let rule = OpeningRule(days: .weekly([.monday, .tuesday, .wednesday]), hours: [hours])
        let service = DeskService(id: "stamp", base: 5, perUnit: 5)
        let group = DeskGroup(id: "desk", services: [service], rules: [rule])
        return Agenda(post: "here", zone: try Zone("Europe/Brussels"), groups: [group])
    }

    /// Fills an empty place from an archive, at the sandbox's time.
    @discardableResult
    func restore(_ archive: String) async throws -> BackupManifest {
        try await backup.restore(from: archive, rebuilding: booking, at: Self.now)
    }

    static func newFolder() -> String {
        FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    }

    static func newKey() throws -> MasterKey { try .generate(file: newFolder()) }

    /// Rows, sealed values, a blob, and a key of every kind that Redis has.
    func fill() async throws -> (sealed: [UInt8], blob: BlobID) {
        try await Vault.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
        try await Booking.migrate(postgres)
        try await booking.prepare(at: Self.now)
        try await postgres.query("CREATE TABLE things (id int8, name text, raw bytea)")
        try await postgres.query(
            "INSERT INTO things SELECT n, 'é عربي ' || n, decode('00ff', 'hex') FROM generate_series(1, 500) n"
        )
        let commands = [
            ["SET", "{cd}:text", "value"], ["SET", "{cd}:dying", "soon", "EX", "3600"],
            ["HSET", "{cd}:hash", "a", "1", "b", "2"], ["ZADD", "{cd}:due", "1.5", "one", "2", "two"],
            ["RPUSH", "{cd}:list", "x", "y"], ["SADD", "{cd}:set", "m"],
            ["XADD", "{cd}:stream", "1-1", "event", "booked"],
            ["XGROUP", "CREATE", "{cd}:stream", "readers", "0"],
        ]
        for command in commands { try await redis.send(command) }
        try await redis.send([Array("SET".utf8), "{cd}:".utf8 + [0, 255, 10, 13], [UInt8](0...255)])
        for number in 0..<3_000 { try await redis.send(["SET", "{cd}:many:\(number)", "\(number)"]) }
        let sealed = try await vault.seal("Mbɔ́tɛ", in: scope, as: "answer")
        return (sealed, try await blobs.store((0..<200_000).map { UInt8(truncatingIfNeeded: $0) }, in: scope))
    }

    /// All that both servers hold, in an order of its own; bookings apart, which a restore rebuilds.
    func contents() async throws -> [String] {
        let rows = try await postgres.query(
            "SELECT format('%s %s %s', id, name, raw) AS line FROM things ORDER BY id")
        var lines = try rows.map { try $0.decode("line", as: String.self) }
        let keys = try await redis.send(["KEYS", "*"]).list?.compactMap(\.bytes) ?? []
        let kept = keys.filter { !$0.starts(with: "{cd}:booking:".utf8) }
        for key in kept.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let dump = try await redis.send([Array("DUMP".utf8), key])
            let expiry = try await redis.send([Array("PEXPIRETIME".utf8), key])
            lines.append("\(key) \(dump.bytes ?? []) \(expiry)")
        }
        return lines
    }
}
