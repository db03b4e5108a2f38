import CaseDesk
import Channels
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import Synchronization
import TestServers
import Testing
import Vault

/// The real ministry with a dossier that was handed in, on servers of its own, at a time that the test sets.
final class AppointmentGround: Sendable {
    let postgres: PostgresClient
    let own: PostgresClient
    let redis: RedisClient
    let booking: Booking
    let jobs: Jobs
    let messages: Messages
    let dossiers: Dossiers
    let people: People
    let appointments: Appointments
    let conversations: Conversations
    let reader: JournalReader
    let person: String
    let dossier: Dossier
    private let again: @Sendable (Jobs) -> Appointments

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// 21 November 2026, 08:00 in Brussels.
    static let saturday = Instant(milliseconds: 1_795_244_400_000)
    static let tuesday = LocalDate("2026-11-24") ?? LocalDate(ordinal: 0)

    static func at(_ time: String, days: Int = 0) throws -> Instant {
        try Zone("Europe/Brussels").instant(
            of: LocalDateTime(date: tuesday + days, time: #require(LocalTime(time))))
    }

    init(root: String = repository) async throws {
        let logger = Self.logger
        let url = try await TestServers.database()
        postgres = PostgresClient(url: url, connections: 6, logger: logger)
        own = PostgresClient(url: url, connections: 2, logger: logger)
        redis = RedisClient(
            address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60), logger: logger)
        try await Vault.migrate(postgres)
        try await Booking.migrate(postgres)
        try await ChannelsSchema.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)

        let name = try #require(Ministry.ID(TestServers.ministry()))
        let vault = Vault(postgres: own, masterKey: try MasterKey(hex: String(repeating: "ab", count: 32)))
        let clock = TestClock(Self.saturday)
        self.clock = clock
        let serverClock = ServerClock { clock.now }
        let catalogue = try Catalogue.load(root: root, ministry: ministry())
        let words = Words(directory: "\(repository)/locales")
        let jobs = Jobs(redis: redis, ministry: name)
        let messages = Messages(
            postgres: postgres, vault: vault, jobs: jobs,
            templates: MessageTemplates(directory: "\(repository)/message-templates", words: words),
            clock: serverClock)
        let people = People(vault: vault, clock: serverClock)
        let links = NarrowLinks(clock: serverClock)
        let dossiers = Dossiers(
            catalogue: catalogue, postgres: postgres, vault: vault, clock: serverClock,
            witness: DossierWitness(record: { _, _ in [] }, follow: { _ in }))
        let booking = Booking(
            ministry: name, agendas: catalogue.agendas, redis: redis, postgres: postgres, logger: logger)
        let again = { @Sendable [postgres] (jobs: Jobs) in
            Appointments(
                catalogue: catalogue, dossiers: dossiers, booking: booking, postgres: postgres, vault: vault,
                people: people, links: links, messages: messages, jobs: jobs, words: words,
                clock: serverClock, site: "https://consulat.example", moment: { clock.now }, logger: logger)
        }
        let appointments = again(jobs)
        (self.jobs, self.messages, self.people, self.dossiers) = (jobs, messages, people, dossiers)
        (self.booking, self.again, self.appointments) = (booking, again, appointments)
        conversations = Conversations(
            catalogue: catalogue, dossiers: dossiers, postgres: postgres, vault: vault, people: people,
            links: links, messages: messages, clock: serverClock, site: "https://consulat.example")
        reader = JournalReader(booking, logger: logger) { try await appointments.record($0) }
        try await booking.prepare(at: Self.saturday)
        (person, dossier) = try await Self.submitted(
            "+32470000001", dossiers: dossiers, people: people, in: postgres)
    }

    let clock: TestClock

    /// As it is after the loss of Redis: the same stories with a queue that knows nothing.
    func withEmptyQueue() throws -> (Appointments, Jobs) {
        let jobs = Jobs(redis: redis, ministry: try #require(Ministry.ID(TestServers.ministry())))
        return (again(jobs), jobs)
    }

    func submitted(_ phone: String) async throws -> Dossier {
        try await Self.submitted(phone, dossiers: dossiers, people: people, in: postgres).1
    }

    /// A person by phone; three documents, so that the appointment takes fifteen minutes.
    private static func submitted(
        _ phone: String, dossiers: Dossiers, people: People, in postgres: PostgresClient
    ) async throws -> (String, Dossier) {
        let number = try #require(PhoneNumber(phone))
        let person = try await people.person(reachedBy: .phone(number), locale: "fr", in: postgres)
        let draft = try await dossiers.start(id("p19"), at: id("bruxelles"), for: person, locale: "fr")
        _ = try await dossiers.save(
            ["documents": "3"], into: id("number"), of: draft.id, by: .citizen(person))
        try await postgres.query(
            """
            UPDATE casedesk.dossiers SET state = 'submitted', submitted_at = \(saturday)
            WHERE id = \(draft.id.text)
            """)
        return (person, try #require(try await dossiers.load(draft.id)))
    }

    func booked(_ time: String = "10:00", days: Int = 0) async throws -> Appointment {
        let held = try await appointments.hold(
            Self.at(time, days: days), for: dossier, request: OpaqueID.random())
        let hold = try #require(held.appointment)
        return try #require(
            try await appointments.confirm(hold.id, for: dossier, request: OpaqueID.random()).appointment)
    }

    /// The templates of what was posted about the dossier, in order.
    func told(_ dossier: Dossier? = nil) async throws -> [String] {
        try await messages.history(subject: (dossier ?? self.dossier).id.text).map(\.template)
    }

    func count(_ condition: SQL) async throws -> Int {
        try await postgres.query("SELECT count(*) AS n FROM \(condition)").first?.decode("n") ?? 0
    }

    func current() async throws -> Dossier { try #require(try await dossiers.load(dossier.id)) }

    func close() async {
        await redis.close()
        await postgres.close()
        await own.close()
    }
}

/// Goes on by a millisecond whenever it is read, and otherwise only when the test sets it.
final class TestClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ instant: Instant) { self.instant = Mutex(instant) }

    var now: Instant {
        instant.withLock { instant in
            instant = instant + .milliseconds(1)
            return instant
        }
    }
    func set(_ later: Instant) { instant.withLock { $0 = later } }
}

/// Runs a story on a ground and closes it whatever happens.
func withAppointments(
    root: String = repository, _ body: (AppointmentGround) async throws -> Void
) async throws {
    let ground = try await AppointmentGround(root: root)
    do {
        try await body(ground)
    } catch {
        await ground.close()
        throw error
    }
    await ground.close()
}
