import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing

@Suite struct `The first free place over all posts` {
    private static let zones = ["Asia/Tokyo", "Europe/Brussels", "America/Los_Angeles"]

    @Test func `is the earliest that any post has, whatever its zone`() async throws {
        let ground = try await Ground()
        let posts = try await posts(ground)
        for count in 0..<12 {
            let expected = try await earliest(posts, at: Ground.now)
            let found = try #require(try await posts.firstFree("stamp"))
            #expect(found.slot.start == expected, "after \(count) were taken")
            let held = try await posts.hold(
                Visit(post: found.post, service: "stamp"), from: found.slot.start, for: "s\(count)",
                identity: nil, request: OpaqueID.random(), at: Ground.now)
            #expect(held.appointment != nil)
        }
        await ground.close()
    }

    @Test func `is none when everything is taken or nobody offers the service`() async throws {
        let ground = try await Ground()
        let posts = try await posts(ground)
        #expect(try await posts.firstFree("visa") == nil)
        while let place = try await posts.firstFree("stamp") {
            let held = try await posts.hold(
                Visit(post: place.post, service: "stamp"), from: place.slot.start, for: "s", identity: nil,
                request: OpaqueID.random(), at: Ground.now)
            try #require(held.appointment != nil)
        }
        #expect(try await earliest(posts, at: Ground.now) == nil)
        await ground.close()
    }

    /// A short day at each of three posts, on Mondays and Thursdays, over a fortnight.
    private func posts(_ ground: Ground) async throws -> Booking {
        let agendas = try Self.zones.map { name in
            let hours = Hours(
                from: try #require(LocalTime("09:00")), to: try #require(LocalTime("09:20")), counters: 1)
            return Agenda(
                post: String(name.suffix(5)).lowercased(), zone: try Zone(name),
                groups: [
                    DeskGroup(
                        id: "desk", services: [DeskService(id: "stamp", base: 5, perUnit: 5, horizon: 14)],
                        rules: [OpeningRule(days: .weekly([.monday, .thursday]), hours: [hours])])
                ])
        }
        let booking = Booking(
            ministry: try #require(Ministry.ID(TestServers.ministry())), agendas: Agendas(agendas),
            redis: ground.redis, postgres: ground.postgres, logger: Ground.logger)
        try await booking.prepare(at: Ground.now)
        return booking
    }

    /// By looking at every post's whole horizon.
    private func earliest(_ booking: Booking, at now: Instant) async throws -> Instant? {
        var starts: [Instant] = []
        for agenda in booking.agendas.byPost.values {
            let today = agenda.zone.wall(at: now).date
            let visit = Visit(post: agenda.post, service: "stamp")
            starts += try await booking.slots(visit, from: today, days: 16, at: now).map(\.start)
        }
        return starts.min()
    }
}

extension Booking {
    /// Of everything that offers the service.
    func firstFree(_ service: String) async throws -> PlaceAtPost? {
        let everywhere = posts(offering: service).flatMap { visits(service, at: $0, now: Ground.now) }
        return try await first(of: everywhere, at: Ground.now).first
    }
}
