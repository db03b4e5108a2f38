import Scheduler
import Testing

@Suite struct `The places of a day` {
    @Test func `follow the cells, the length and the pools`() async throws {
        let ground = try await Ground(
            counters: 2, reserved: [.init(pool: .agents, counters: 1, untilDaysBefore: 1)])
        let booking = ground.booking
        let slots = try await booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
        #expect(slots.count == 18 && slots.allSatisfy { $0.places == 1 })
        #expect(slots.first?.wall.description == "2026-11-23T09:00:00")
        #expect(slots.last?.wall.description == "2026-11-23T11:50:00")
        _ = try await ground.hold("09:00")
        #expect(try await ground.hold("09:00").refusal?.reason == .full)
        #expect(try await ground.hold("09:00", pool: .agents).appointment != nil)
        let left = try await booking.slots(Ground.visit, on: Ground.monday, at: Ground.now)
        #expect(left.count == 17)
        let long = Visit(post: "here", service: "stamp", units: 5)
        let days = try await booking.days(long, count: 8, at: Ground.now)
        #expect(days.map(\.starts) == [0, 0, 15, 16, 16, 16, 16, 0])
        #expect(days[2].first?.wall.description == "2026-11-23T09:10:00")
        // The day before, what was kept for agents opens to everybody.
        try await booking.publish(at: Ground.now + .days(1))
        #expect(try await ground.hold("09:10").appointment != nil)
        #expect(try await ground.hold("09:10").appointment != nil)
        await ground.close()
    }

    @Test func `are reported when less capacity no longer fits them`() async throws {
        let ground = try await Ground(counters: 2)
        let first = try await ground.booked("09:00")
        let second = try await ground.booked("09:00")
        let published = try await ground.twin(counters: 1).publish(at: Ground.now)
        #expect(Set(published.unfit) == [first.id, second.id])
        #expect(published.changed > 0)
        let again = try await ground.twin(counters: 1).publish(at: Ground.now)
        #expect(again.changed == 0)
        #expect(try await ground.booking.invariants(at: Ground.now).first?.ok == false)
        await ground.close()
    }

    @Test func `stay with who has come, also when their day is closed afterwards`() async throws {
        let ground = try await Ground(counters: 2)
        let came = try await ground.booked("09:00")
        let expected = try await ground.booked("09:00")
        let (booking, nine) = (ground.booking, try Ground.at("09:00"))
        #expect(
            try await booking.attend(came.id, request: "a", at: nine).appointment?.state == .attended)
        #expect(try await ground.twin(counters: 1).publish(at: nine).unfit == [expected.id])
        #expect(try await booking.invariants(at: nine).first?.ok == false)
        _ = try await booking.displace(expected.id, request: "d", at: nine)
        let closed = try ground.twin(counters: 0)
        #expect(try await closed.publish(at: nine).unfit.isEmpty)
        #expect(try await closed.invariants(at: nine).first?.ok == true)
        await ground.close()
    }
}

@Suite struct `The pool formula` {
    /// Every filling of a cell with up to three counters, against places handed out one by one.
    @Test func `equals an exhaustive small model`() {
        var seen = 0
        for capacity in 0...3 {
            for publicUse in 0...3 {
                for agentsUse in 0...3 where publicUse + agentsUse <= capacity {
                    for kept in 0...3 {
                        for keptPublic in 0...2 {
                            let availability = Availability(
                                capacity: [UInt8(capacity)],
                                use: [.public: [UInt8(publicUse)], .agents: [UInt8(agentsUse)]],
                                reserved: [.public: [UInt8(keptPublic)], .agents: [UInt8(kept)]])
                            #expect(
                                availability.free(0, for: .public)
                                    == handOut(capacity, publicUse, agentsUse, keptForOthers: kept))
                            #expect(
                                availability.free(0, for: .agents)
                                    == handOut(capacity, agentsUse, publicUse, keptForOthers: keptPublic))
                            seen += 1
                        }
                    }
                }
            }
        }
        #expect(seen == 20 * 12)
    }

    /// Puts people at counters until the next would sit where somebody sits, or is still to be expected.
    private func handOut(_ capacity: Int, _ own: Int, _ others: Int, keptForOthers: Int) -> Int {
        var counters = [Bool](repeating: false, count: capacity)
        func seat() -> Bool {
            guard let free = counters.firstIndex(of: false) else { return false }
            counters[free] = true
            return true
        }
        for _ in 0..<(own + others) { _ = seat() }
        for _ in others..<max(others, keptForOthers) { _ = seat() }
        var handed = 0
        while seat() { handed += 1 }
        return handed
    }

    @Test func `never lets an appointment outlast a sitting`() {
        let ends = Capacity.sittingEnds
        let availability = Availability(capacity: [1, 1 + ends, 1, 1 + ends, 0])
        #expect((0..<5).map { availability.places(from: $0, cells: 2, for: .public) } == [1, 0, 1, 0, 0])
        #expect(availability.starts(step: 2, cells: 2) == [0, 2])
    }
}
