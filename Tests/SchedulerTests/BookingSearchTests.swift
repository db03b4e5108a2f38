import Scheduler
import Testing

@Suite struct `A search over posts` {
    private func agenda(_ post: String, zone: String, from: String, lead: Int = 60) throws -> Agenda {
        let hours = Hours(
            from: try #require(LocalTime(from)), to: try #require(LocalTime("17:00")), counters: 1)
        return Agenda(
            post: post, zone: try Zone(zone),
            groups: [
                DeskGroup(
                    id: "desk", services: [DeskService(id: "stamp", base: 10, perUnit: 0, lead: lead)],
                    rules: [OpeningRule(days: .weekly([.monday]), hours: [hours])])
            ])
    }

    @Test func `gives the first place of each post, the earliest first, in its own zone`() async throws {
        let ground = try await Ground()
        let agendas = [
            try agenda("brussels", zone: "Europe/Brussels", from: "09:00"),
            try agenda("kinshasa", zone: "Africa/Kinshasa", from: "09:30"),
            try agenda("tokyo", zone: "Asia/Tokyo", from: "16:00"),
            try agenda("far", zone: "Europe/Brussels", from: "09:00", lead: 30_000),
        ]
        let booking = Booking(
            ministry: ground.booking.ministry, agendas: Agendas(agendas), redis: ground.redis,
            postgres: ground.postgres, logger: Ground.logger)
        try await booking.publish(at: Ground.now)
        let posts = booking.posts(offering: "stamp")
        #expect(posts == ["brussels", "far", "kinshasa", "tokyo"] && booking.posts(offering: "x").isEmpty)
        let visits = posts.map { Visit(post: $0, service: "stamp") }
        let found = try await booking.first(of: visits, days: 14, at: Ground.now)
        // 16:00 in Tokyo is 08:00 in Brussels; Kinshasa and Brussels share their hour in winter.
        #expect(found.map(\.post) == ["tokyo", "brussels", "kinshasa"])
        #expect(found.map { "\($0.slot.wall.time)" } == ["16:00", "09:00", "09:30"])
        _ = try await booking.hold(
            visits[0], from: try Ground.at("09:00"), for: "s", identity: "a", request: "r", at: Ground.now)
        let later = try await booking.first(of: [visits[0]], days: 14, at: Ground.now)
        #expect(later.map { "\($0.slot.wall.time)" } == ["09:10"])
        await ground.close()
    }
}
