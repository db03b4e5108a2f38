import Scheduler
import Testing

@Suite struct `Somebody who may have the places of two pools` {
    /// Three counters, one kept for each of the two; a third pool may have the last one only.
    private static let kept = [Pool.public, .vulnerable].map {
        DeskGroup.Reservation(pool: $0, counters: 1, untilDaysBefore: 0)
    }

    private static func visit(_ pool: Pool, _ channel: Channel = .web) -> Visit {
        Visit(post: "here", service: "stamp", pool: pool, channel: channel)
    }
    private static let both = [visit(.vulnerable), visit(.public)]

    private func withGround(_ body: (Ground) async throws -> Void) async throws {
        let ground = try await Ground(counters: 3, reserved: Self.kept)
        try await body(ground)
        await ground.close()
    }

    private func hold(_ visits: [Visit], _ name: String, on ground: Ground) async throws -> Decision {
        try await ground.booking.hold(
            visits, from: Ground.at("09:00"), for: name, identity: name, request: "r-\(name)", at: Ground.now)
    }

    @Test func `takes the first that has room, then the other, and is refused with places of both`()
        async throws
    {
        try await withGround { ground in
            let nine = try Ground.at("09:00")
            var pools: [Pool?] = []
            for name in ["a", "b", "c"] {
                pools.append(try await hold(Self.both, name, on: ground).appointment?.pool)
            }
            #expect(pools == [.vulnerable, .vulnerable, .public])
            let others = try await ground.booking.slots(
                Self.both, from: Ground.monday, days: 1, at: Ground.now)
            #expect(!others.isEmpty && !others.contains { $0.start == nine })
            let refused = try #require(try await hold(Self.both, "d", on: ground).refusal)
            #expect(refused.reason == .full)
            #expect(refused.alternatives.first?.start == nine + .minutes(10))
            #expect(Set(refused.alternatives.map(\.start)).count == refused.alternatives.count)
            // The same request gets the same answer.
            #expect(try await hold(Self.both, "c", on: ground).appointment?.pool == .public)
            #expect(try await hold(Self.both, "d", on: ground).refusal?.reason == .full)
            try await ground.expectSound()
        }
    }

    @Test func `is offered what either finds, and the days that have some`() async throws {
        try await withGround { ground in
            for name in ["a", "b"] { _ = try await hold([Self.visit(.public)], name, on: ground) }
            let alone = try await ground.booking.slots(
                [Self.visit(.public)], from: Ground.monday, days: 1, at: Ground.now)
            let together = try await ground.booking.slots(
                Self.both, from: Ground.monday, days: 1, at: Ground.now)
            #expect(together.count == alone.count + 1)
            #expect(together == together.sorted { $0.start < $1.start })
            let days = try await ground.booking.days(
                Self.both, from: Ground.monday, count: 7, at: Ground.now)
            #expect(days.map(\.starts) == [together.count, 18, 18, 18, 18, 0, 0])
            #expect(days.first?.first == together.first)
        }
    }

    @Test func `moves from one pool to another, and both are counted right`() async throws {
        try await withGround { ground in
            let held = try #require(
                try await hold([Self.visit(.agents, .phone)], "a", on: ground).appointment)
            _ = try await ground.booking.confirm(held.id, request: "c", at: Ground.now)
            let ten = try Ground.at("10:00")
            let moved = try await ground.booking.move(
                held.id, to: ten, as: Self.both, request: "m", at: Ground.now)
            #expect(moved.appointment?.pool == .vulnerable && moved.appointment?.channel == .web)
            #expect(moved.appointment?.start == ten)
            try await ground.expectSound()
            for name in ["b", "c"] {
                let other = try await ground.booking.hold(
                    Self.visit(.public), from: ten, for: name, identity: name, request: "t\(name)",
                    at: Ground.now)
                #expect(other.appointment != nil)
            }
            // Two of three counters are the public's now, the third is kept: agents find nothing at ten.
            let full = try await ground.booking.move(
                held.id, to: ten, as: [Self.visit(.agents)], request: "n", at: Ground.now)
            #expect(full.refusal?.reason == .full)
            #expect(try await ground.booking.appointment(held.id) == moved.appointment)
            try await ground.expectSound()
        }
    }
}
