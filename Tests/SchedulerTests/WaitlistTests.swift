import Scheduler
import Testing

@Suite struct `A waitlist` {
    private func wish(_ name: String, priority: Int = 0, units: Int = 1, channel: Channel = .web)
        -> WaitlistWish
    {
        WaitlistWish(
            Visit(post: "here", service: "stamp", units: units, channel: channel), for: name, identity: name,
            priority: priority)
    }

    /// Cancels it, and waits until its place has rested.
    private func giveBack(_ appointment: Appointment, in ground: Ground) async throws {
        let decision = try await ground.booking.cancel(
            appointment.id, request: OpaqueID.random(), at: Ground.now)
        #expect(decision.appointment?.state == .cancelled)
    }

    @Test func `gets a place that was given back before everybody else, after its rest`() async throws {
        let ground = try await Ground(counters: 1, rest: 10...20)
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00", identity: "first")
        try await waitlist.join(wish("a"), at: Ground.now)
        try await giveBack(booked, in: ground)
        #expect(try await ground.hold("09:00").refusal?.reason == .full)
        #expect(try await waitlist.offer(at: Ground.now + .minutes(9)).isEmpty)
        let later = Ground.now + .minutes(21)
        let offers = try await waitlist.offer(at: later)
        #expect(offers.map(\.entry.subject) == ["a"])
        let offer = try #require(offers.first)
        #expect(offer.appointment.start == (try Ground.at("09:00")) && offer.appointment.state == .held)
        #expect(try await ground.hold("09:00", at: later).refusal?.reason == .full)
        let confirmed = try await ground.booking.confirm(offer.appointment.id, request: "c", at: later)
        #expect(confirmed.appointment?.state == .booked)
        try await waitlist.settle(ground.booking.changes(of: offer.appointment.id))
        #expect(try await waitlist.entry("stamp", subject: "a")?.state == .served)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `lets a place go that suits nobody`() async throws {
        let ground = try await Ground(counters: 1, rest: 1...1)
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00")
        try await waitlist.join(wish("long", units: 4), at: Ground.now)
        try await giveBack(booked, in: ground)
        let later = Ground.now + .minutes(2)
        #expect(try await waitlist.offer(at: later).isEmpty)
        #expect(try await ground.hold("09:00", at: later).appointment != nil)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `isn't offered a place of hours that were closed while it rested`() async throws {
        let ground = try await Ground(counters: 2, rest: 1...1)
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00")
        let other = try await ground.booked("09:00")
        try await waitlist.join(wish("a"), at: Ground.now)
        try await giveBack(booked, in: ground)
        try await ground.twin(counters: 1).publish(at: Ground.now)
        let later = Ground.now + .minutes(2)
        #expect(try await waitlist.offer(at: later).isEmpty)
        #expect(try await waitlist.entry("stamp", subject: "a")?.state == .waiting)
        try await ground.booking.sweep(at: later + .minutes(15))
        #expect(try await ground.booking.appointment(other.id) == other)
        try await ground.expectSound(at: later + .minutes(15))
        await ground.close()
    }

    @Test func `isn't offered what another quota doesn't allow`() async throws {
        let quota = Quota(of: "stamp", most: 1, per: .day, share: .channel(.phone))
        let ground = try await Ground(counters: 3, rest: 1...1, quotas: [quota])
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00")
        #expect(try await ground.hold("10:00", channel: .phone).appointment != nil)
        try await waitlist.join(wish("a", channel: .phone), at: Ground.now)
        try await giveBack(booked, in: ground)
        #expect(try await waitlist.offer(at: Ground.now + .minutes(2)).isEmpty)
        await ground.close()
    }

    @Test func `doesn't keep a place from everybody when nobody offers it`() async throws {
        let ground = try await Ground(counters: 1, rest: 1...1)
        try await giveBack(try await ground.booked("09:00"), in: ground)
        let later = Ground.now + .minutes(16)
        try await ground.booking.sweep(at: later)
        #expect(try await ground.hold("09:00", at: later).appointment != nil)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `goes by priority, then by who came first, and passes on what isn't taken`() async throws {
        let ground = try await Ground(counters: 1, rest: 1...1)
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00")
        for (index, name) in ["a", "b", "urgent"].enumerated() {
            let entry = try await waitlist.join(
                wish(name, priority: name == "urgent" ? 10 : 0),
                at: Ground.now + .seconds(index))
            #expect(try await waitlist.position(of: entry) == (name == "urgent" ? 1 : index + 1))
        }
        try await giveBack(booked, in: ground)
        var now = Ground.now + .minutes(2)
        var asked: [String] = []
        for _ in 0..<4 {
            try await ground.expectSound(at: now)
            let offer = try #require(try await waitlist.offer(at: now).first)
            asked.append(offer.entry.subject)
            now = now + Waitlist.lifetime(on: .web)
            try await ground.booking.sweep(at: now)
            _ = try await ground.booking.reconcile(at: now)
            try await waitlist.settle(ground.booking.changes(of: offer.appointment.id))
        }
        #expect(asked == ["urgent", "a", "b", "urgent"])
        #expect(try await waitlist.entry("stamp", subject: "urgent")?.offers == 2)
        try await ground.expectSound(at: now)
        await ground.close()
    }

    @Test func `asks each of two hundred once at most for twenty places, from four sides at once`()
        async throws
    {
        let ground = try await Ground(counters: 2, rest: 1...5)
        let waitlist = Waitlist(ground.booking)
        var booked: [Appointment] = []
        for time in 0..<10 {
            for _ in 0..<2 { booked.append(try await ground.booked("\(9 + time / 6):\(time % 6)0".padded)) }
        }
        for index in 0..<200 {
            try await waitlist.join(wish("w\(index)", priority: index % 3), at: Ground.now + .seconds(index))
        }
        for appointment in booked { try await giveBack(appointment, in: ground) }
        let later = Ground.now + .minutes(6)
        let offers = try await withThrowingTaskGroup(of: [WaitlistOffer].self) { group in
            for _ in 0..<4 { group.addTask { try await waitlist.offer(at: later) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(offers.count == 20)
        #expect(Set(offers.map(\.entry.id)).count == 20)
        #expect(Set(offers.map(\.appointment.id)).count == 20)
        #expect(offers.allSatisfy { $0.entry.priority == 2 })
        #expect(try await ground.hold("09:00", at: later).refusal?.reason == .full)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `lets go who leaves, and gives their offer to the next`() async throws {
        let ground = try await Ground(counters: 1, rest: 1...1)
        let waitlist = Waitlist(ground.booking)
        let booked = try await ground.booked("09:00")
        for name in ["a", "b"] { try await waitlist.join(wish(name), at: Ground.now) }
        try await giveBack(booked, in: ground)
        let later = Ground.now + .minutes(2)
        let first = try #require(try await waitlist.offer(at: later).first)
        try await waitlist.leave("stamp", subject: first.entry.subject, request: "l", at: later)
        let second = try #require(try await waitlist.offer(at: later).first)
        #expect(second.entry.subject != first.entry.subject)
        #expect(second.appointment.start == first.appointment.start)
        try await ground.expectSound(at: later)
        await ground.close()
    }
}

extension String {
    /// `9:00` as `09:00`.
    fileprivate var padded: String { count == 4 ? "0" + self : self }
}
