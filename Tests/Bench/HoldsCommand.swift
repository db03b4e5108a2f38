import ArgumentParser
import RedisClient
import Scheduler
import Synchronization

/// Holds, confirms, and pairs of both, each on a place of its own; then everything is counted again.
struct HoldsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "holds")

    @OptionGroup var servers: Servers
    @Option(help: "Posts, each with ten counters.") var posts = 20
    @Option(help: "Appointments that stand already when the measuring begins.") var standing = 0
    @Option(help: "How many of each are measured.") var count = 5_000
    @Option(help: "Callers at once.") var inFlight = 64

    func run() async throws {
        let booking = try await servers.booking(posts: posts, counters: 10)
        let people = try People(booking: booking, posts: posts)
        let filled = await Pace.of(standing, inFlight: 256) { try await people.pair($0) }
        try await servers.durable()

        let first = standing
        let held = Noted<[Int: Appointment.ID]>([:])
        let holds = await Pace.of(count, inFlight: inFlight) { number in
            guard let id = try await people.hold(first + number) else { return false }
            held.change { $0[number] = id }
            return true
        }
        let ids = held.value
        let confirms = await Pace.of(count, inFlight: inFlight) { number in
            guard let id = ids[number] else { return false }
            return try await people.confirm(id)
        }
        let pairs = await Pace.of(count, inFlight: inFlight) { try await people.pair(first + count + $0) }

        let checks = try await booking.invariants()
        let booked = try await people.booked()
        let expected = [filled, confirms, pairs].map { $0.count - $0.errors }.reduce(0, +)
        try tell(
            Told(
                hold: holds, confirm: confirms, pair: pairs, booked: booked, expected: expected,
                wrong: checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" }))
    }

    private struct Told: Encodable {
        let hold: Pace
        let confirm: Pace
        let pair: Pace
        let booked: Int
        let expected: Int
        let wrong: [String]
    }
}

/// Many callers want one and the same place.
struct RushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rush")

    @OptionGroup var servers: Servers
    @Option(help: "Callers at once.") var callers = 1_000
    @Option(help: "Places, one after the other.") var places = 1

    func run() async throws {
        let booking = try await servers.booking(posts: 1, counters: 1)
        let people = try People(booking: booking, posts: 1)
        try await servers.durable()
        var taken: [Int] = []
        var paces: [Pace] = []
        for place in 0..<places {
            let won = Noted(0)
            paces.append(
                await Pace.of(callers, inFlight: callers) { caller in
                    switch try await people.ask(for: place, as: "\(place)-\(caller)") {
                    case .done:
                        won.change { $0 += 1 }
                        return true
                    case .refused(let refusal): return refusal.reason == .full
                    }
                })
            taken.append(won.value)
        }
        let wrong = try await booking.invariants().filter { !$0.ok }
        try tell(Told(taken: taken, rush: paces, wrong: wrong.map { "\($0.name): \($0.detail)" }))
    }

    private struct Told: Encodable {
        /// How many callers got each place.
        let taken: [Int]
        let rush: [Pace]
        let wrong: [String]
    }
}

/// Citizens without number who each want a place of their own.
struct People: Sendable {
    let booking: Booking
    let posts: Int
    private let zone: Zone
    private let today: LocalDate

    init(booking: Booking, posts: Int) throws {
        self.booking = booking
        self.posts = posts
        zone = try Zone("Europe/Brussels")
        today = zone.wall(at: ServerClock.system.now).date
    }

    func hold(_ number: Int) async throws -> Appointment.ID? {
        try await ask(for: number, as: "\(number)").appointment?.id
    }

    func ask(for place: Int, as person: String) async throws -> Decision {
        try await booking.hold(
            Places.visit(place, posts: posts),
            from: Places.start(place, posts: posts, today: today, zone: zone), for: "s\(person)",
            identity: "i\(person)", request: OpaqueID.random())
    }

    func confirm(_ id: Appointment.ID) async throws -> Bool {
        try await booking.confirm(id, request: OpaqueID.random()).appointment?.state == .booked
    }

    func pair(_ number: Int) async throws -> Bool {
        guard let id = try await hold(number) else { return false }
        return try await confirm(id)
    }

    /// How many appointments are booked, by the journal.
    func booked() async throws -> Int {
        var sum = 0
        for post in 0..<posts {
            for day in 0...Places.days {
                let all = try await booking.day(post: Places.post(post), group: "desk", date: today + day)
                sum += all.filter { $0.state == .booked }.count
            }
        }
        return sum
    }
}

/// What many tasks note.
final class Noted<Value: Sendable>: Sendable {
    private let held: Mutex<Value>

    init(_ value: Value) { held = Mutex(value) }

    var value: Value { held.withLock { $0 } }

    func change(_ change: @Sendable (inout Value) -> Void) { held.withLock { change(&$0) } }
}
