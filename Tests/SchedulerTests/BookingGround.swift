import Logging
import PostgresClient
import RedisClient
import Scheduler
import Synchronization
import TestServers
import Testing

/// A ministry of its own with one desk, on the shared servers, at a moment that the test chooses.
struct Ground {
    let booking: Booking
    let redis: RedisClient
    let postgres: PostgresClient

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// Saturday 21 November 2026, 08:00 in Brussels.
    static let now = Instant(milliseconds: 1_795_244_400_000)
    /// The Monday after it, when the desk is open from 09:00 to 12:00.
    static let monday = LocalDate("2026-11-23") ?? LocalDate(ordinal: 0)
    static let visit = Visit(post: "here", service: "stamp")

    init(
        counters: Int = 2, reserved: [DeskGroup.Reservation] = [], rest: ClosedRange<Int> = 0...0,
        quotas: [Quota] = [], address: String? = nil,
        database: String? = nil
    ) async throws {
        let logger = Self.logger
        let server: String
        if let address { server = address } else { server = try await TestServers.redis() }
        redis = RedisClient(address: try RedisAddress(server), timeout: .seconds(20), logger: logger)
        let url: String
        if let database { url = database } else { url = try await TestServers.database() }
        postgres = PostgresClient(url: url, connections: 6, logger: logger)
        try await Booking.migrate(postgres)
        booking = Booking(
            ministry: try #require(Ministry.ID(TestServers.ministry())),
            agendas: Agendas([
                try Self.agenda(counters: counters, reserved: reserved, rest: rest, quotas: quotas)
            ]),
            redis: redis, postgres: postgres, logger: logger)
        try await booking.prepare(at: Self.now)
    }

    /// Another process on the same servers and ministry.
    func twin(counters: Int = 2) throws -> Booking {
        Booking(
            ministry: booking.ministry, agendas: Agendas([try Self.agenda(counters: counters)]), redis: redis,
            postgres: postgres, logger: Self.logger)
    }

    func close() async {
        await redis.close()
        await postgres.close()
    }

    static func agenda(
        counters: Int, reserved: [DeskGroup.Reservation] = [], rest: ClosedRange<Int> = 0...0,
        quotas: [Quota] = []
    ) throws -> Agenda {
        let hours = Hours(
            from: try #require(LocalTime("09:00")), to: try #require(LocalTime("12:00")), counters: counters)
        let days: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
        return Agenda(
            post: "here", zone: try Zone("Europe/Brussels"),
            groups: [
                DeskGroup(
                    id: "desk",
                    services: [
                        DeskService(
                            id: "stamp", base: 5, perUnit: 5, step: 10, grace: 15, lead: 60, horizon: 20,
                            rest: rest, quotas: quotas)
                    ], rules: [OpeningRule(days: .weekly(days), hours: [hours])], reserved: reserved)
            ])
    }

    /// A wall time on Monday, or days later.
    static func at(_ time: String, days: Int = 0) throws -> Instant {
        try Zone("Europe/Brussels").instant(
            of: LocalDateTime(date: monday + days, time: #require(LocalTime(time))))
    }

    func hold(
        _ time: String, days: Int = 0, identity: String? = nil, request: String = OpaqueID.random(),
        units: Int = 1, pool: Pool = .public, channel: Channel = .web, subject: String = "s",
        at now: Instant = Ground.now
    ) async throws -> Decision {
        try await booking.hold(
            Visit(post: "here", service: "stamp", units: units, pool: pool, channel: channel),
            from: Self.at(time, days: days), for: subject, identity: identity, request: request, at: now)
    }

    func booked(_ time: String, days: Int = 0, identity: String? = nil) async throws -> Appointment {
        let held = try #require(try await hold(time, days: days, identity: identity).appointment)
        return try #require(
            try await booking.confirm(held.id, request: OpaqueID.random(), at: Self.now).appointment)
    }

    func expectSound(at now: Instant = Ground.now, _ location: SourceLocation = #_sourceLocation) async throws
    {
        let checks = try await booking.invariants(at: now)
        #expect(checks.count == 5, sourceLocation: location)
        for check in checks { #expect(check.ok, "\(check)", sourceLocation: location) }
    }
}

/// What callers were told, gathered from many tasks.
final class Told<Value: Sendable>: Sendable {
    private let values: Mutex<Value>

    init(_ value: Value) { values = Mutex(value) }

    var all: Value { values.withLock { $0 } }

    func note(_ change: @Sendable (inout Value) -> Void) { values.withLock { change(&$0) } }
}
