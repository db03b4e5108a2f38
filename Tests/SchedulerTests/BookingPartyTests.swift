import Scheduler
import Testing

@Suite struct `People who come together` {
    private func guests(_ count: Int) -> [Booking.Guest] {
        (0..<count).map { Booking.Guest(subject: "s\($0)", identity: "p\($0)") }
    }

    private func visit(_ seating: Visit.Seating, party: Int) -> Visit {
        Visit(post: "here", service: "stamp", party: party, seating: seating)
    }

    @Test func `sit beside one another, or nobody does`() async throws {
        let ground = try await Ground(counters: 3)
        let visit = visit(.beside, party: 2)
        let start = try Ground.at("09:00")
        let held = try await ground.booking.hold(
            visit, from: start, for: guests(2), request: "r1", at: Ground.now)
        #expect(held.appointments.map(\.start) == [start, start])
        #expect(held.appointments.map(\.subject) == ["s0", "s1"])
        // One counter is left: too few for two, and the refusal takes nothing.
        let others = [Booking.Guest(subject: "t0", identity: "q0"), .init(subject: "t1", identity: "q1")]
        let refused = try await ground.booking.hold(
            visit, from: start, for: others, request: "r2", at: Ground.now)
        #expect(refused.refusal?.reason == .full)
        #expect(refused.refusal?.alternatives.first?.start == (try Ground.at("09:10")))
        #expect(try await ground.hold("09:00").appointment != nil)
        #expect(try await ground.hold("09:00").refusal?.reason == .full)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `are different people: nobody gets two places by being named twice`() async throws {
        let ground = try await Ground(counters: 3)
        let earlier = try #require(try await ground.hold("10:00", identity: "p0", subject: "s0").appointment)
        let twice = [guests(1)[0], guests(1)[0]]
        let decision = try await ground.booking.hold(
            visit(.beside, party: 2), from: Ground.at("09:00"), for: twice, request: "r", at: Ground.now)
        guard case .alreadyHolding = decision.refusal?.reason else {
            Issue.record("\(decision)")
            return await ground.close()
        }
        #expect(try await ground.booking.appointment(earlier.id) == earlier)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `come in turn, without a gap`() async throws {
        let ground = try await Ground(counters: 1)
        let visit = visit(.inTurn, party: 3)
        let slots = try await ground.booking.slots(visit, on: Ground.monday, at: Ground.now)
        // Three times ten minutes before noon.
        #expect(slots.last?.wall.description == "2026-11-23T11:30:00")
        let held = try await ground.booking.hold(
            visit, from: Ground.at("11:30"), for: guests(3), request: "r", at: Ground.now)
        #expect(try held.appointments.map(\.start) == ["11:30", "11:40", "11:50"].map { try Ground.at($0) })
        let late = try await ground.booking.hold(
            visit, from: Ground.at("11:40"), for: guests(3), request: "r3", at: Ground.now)
        #expect(late.refusal?.reason == .closed)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `are confirmed together, and get the same answer when they ask again, after a rebuild too`()
        async throws
    {
        let ground = try await Ground(counters: 3)
        let held = try await ground.booking.hold(
            visit(.beside, party: 3), from: Ground.at("10:00"), for: guests(3), request: "h", at: Ground.now)
        let ids = held.appointments.map(\.id)
        #expect(ids.count == 3)
        let confirmed = try await ground.booking.confirm(ids, request: "c", at: Ground.now)
        #expect(confirmed.appointments.map(\.state) == [.booked, .booked, .booked])
        #expect(try await ground.booking.confirm(ids, request: "c", at: Ground.now) == confirmed)
        try await ground.booking.rebuild(at: Ground.now)
        #expect(try await ground.booking.confirm(ids, request: "c", at: Ground.now) == confirmed)
        let again = try await ground.booking.confirm(ids, request: "c2", at: Ground.now)
        #expect(again.refusal?.reason == .state(.booked))
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `aren't held when one of them holds a place already`() async throws {
        let ground = try await Ground(counters: 3)
        let booked = try await ground.booked("09:00", identity: "p1")
        let refused = try await ground.booking.hold(
            visit(.beside, party: 2), from: Ground.at("10:00"), for: guests(2), request: "h", at: Ground.now)
        #expect(refused.refusal?.reason == .alreadyHolding(booked.id))
        #expect(
            try await ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
                .first { $0.start == (try? Ground.at("10:00")) }?.places == 3)
        try await ground.expectSound()
        await ground.close()
    }
}

@Suite struct `A quota` {
    @Test func `counts a share of a day, and shows the day as full to that share only`() async throws {
        let ground = try await Ground(quotas: [
            Quota(of: "stamp", most: 1, per: .day, share: .channel(.phone)),
            Quota(of: "stamp", most: 2, per: .day, share: .pool(.sms)),
        ])
        #expect(try await ground.hold("09:00", channel: .phone).appointment != nil)
        #expect(try await ground.hold("09:10", channel: .phone).refusal?.reason == .quotaReached)
        for time in ["09:20", "09:30"] {
            #expect(try await ground.hold(time, pool: .sms, channel: .sms).appointment != nil)
        }
        #expect(try await ground.hold("09:40", pool: .sms, channel: .sms).refusal?.reason == .quotaReached)
        #expect(try await ground.hold("09:40").appointment != nil)
        let phone = Visit(post: "here", service: "stamp", channel: .phone)
        #expect(try await ground.booking.slots(phone, on: Ground.monday, at: Ground.now).isEmpty)
        #expect(try await !ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now).isEmpty)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `counts a week from Monday, and gives back what is cancelled`() async throws {
        let ground = try await Ground(quotas: [Quota(of: "stamp", most: 2, per: .week)])
        let first = try await ground.booked("09:00")
        _ = try await ground.booked("09:00", days: 4)
        #expect(try await ground.hold("09:00", days: 2).refusal?.reason == .quotaReached)
        #expect(try await ground.hold("09:00", days: 7).appointment != nil)
        _ = try await ground.booking.cancel(first.id, request: "x", at: Ground.now)
        #expect(try await ground.hold("09:00", days: 2).appointment != nil)
        try await ground.expectSound()
        try await ground.booking.rebuild(at: Ground.now)
        #expect(try await ground.hold("09:10", days: 2).refusal?.reason == .quotaReached)
        try await ground.expectSound()
        await ground.close()
    }
}
