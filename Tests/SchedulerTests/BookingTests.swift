import PostgresClient
import RedisClient
import Scheduler
import Testing

@Suite struct `A hold` {
    @Test func `takes a place and lapses when its time is up`() async throws {
        let ground = try await Ground(counters: 1)
        let held = try #require(try await ground.hold("09:00", identity: "p").appointment)
        #expect(held.state == .held && held.cells == 2 && held.first == 108 && held.revision == 1)
        #expect(held.expiry == Ground.now + Booking.lifetime)
        #expect(held.wall.description == "2026-11-23T09:00:00")
        #expect(try await ground.hold("09:00").refusal?.reason == .full)
        let later = Ground.now + Booking.lifetime
        #expect(try await ground.hold("09:00", at: later).appointment != nil)
        let lapsed = try await ground.booking.confirm(held.id, request: "x", at: later)
        #expect(lapsed.refusal?.reason == .state(.lapsed))
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `is swept without anybody asking`() async throws {
        let ground = try await Ground()
        _ = try await ground.hold("09:00", identity: "p")
        let later = Ground.now + Booking.lifetime
        #expect(try await ground.booking.sweep(at: later - .milliseconds(1)).lapsed == 0)
        #expect(try await ground.booking.invariants(at: later + .seconds(2)).contains { !$0.ok })
        #expect(try await ground.booking.sweep(at: later).lapsed == 1)
        try await ground.expectSound(at: later + .seconds(2))
        #expect(try await ground.hold("09:00", identity: "p", at: later).appointment != nil)
        await ground.close()
    }

    @Test func `is refused outside the hours, over their end, too late and beyond the horizon`() async throws
    {
        let ground = try await Ground()
        #expect(try await ground.hold("08:50").refusal?.reason == .closed)
        #expect(try await ground.hold("11:55").refusal?.reason == .closed)
        #expect(try await ground.hold("11:50").appointment != nil)
        #expect(try await ground.hold("09:02").refusal?.reason == .closed)
        #expect(try await ground.hold("09:00", days: -3).refusal?.reason == .tooLate)
        #expect(try await ground.hold("09:00", days: 21).refusal?.reason == .closed)
        #expect(try await ground.hold("09:00", at: Ground.at("08:01")).refusal?.reason == .tooLate)
        #expect(try await ground.hold("09:00", units: 40).refusal?.reason == .closed)
        await ground.close()
    }

    @Test func `begins only where people are offered a start`() async throws {
        let ground = try await Ground(counters: 1)
        let refusal = try #require(try await ground.hold("09:05").refusal)
        #expect(refusal.reason == .closed)
        let near = [try Ground.at("09:00"), try Ground.at("09:10")]
        #expect(Array(refusal.alternatives.map(\.start).prefix(2)) == near)
        let booked = try await ground.booked("09:00")
        let moved = try await ground.booking.move(
            booked.id, to: Ground.at("10:05"), request: "m", at: Ground.now)
        #expect(moved.refusal?.reason == .closed)
        for slot in try await ground.booking.slots(Ground.visit, on: Ground.monday, at: Ground.now) {
            let taken = try await ground.booking.hold(
                Ground.visit, from: slot.start, for: "s", identity: nil, request: OpaqueID.random(),
                at: Ground.now)
            #expect(taken.appointment != nil, "\(slot)")
        }
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `asked again with the same request gets the same answer`() async throws {
        let ground = try await Ground(counters: 1)
        let first = try await ground.hold("09:00", request: "r1")
        #expect(try await ground.hold("09:00", request: "r1") == first)
        #expect(first.appointment != nil)
        let refused = try await ground.hold("09:00", request: "r2")
        let id = try #require(first.appointment?.id)
        _ = try await ground.booking.cancel(id, request: "r3", at: Ground.now)
        #expect(try await ground.hold("09:00", request: "r2").refusal?.reason == refused.refusal?.reason)
        #expect(try await ground.hold("09:00", request: "r1") == first)
        #expect(try await ground.hold("09:00", request: "r4").appointment != nil)
        await ground.close()
    }

    @Test func `gives up the same person's earlier hold, and is refused beside an appointment`() async throws
    {
        let ground = try await Ground(counters: 1)
        let first = try #require(try await ground.hold("09:00", identity: "p").appointment)
        let other = try await ground.hold("10:00", identity: "p", subject: "another")
        #expect(other.refusal?.reason == .alreadyHolding(first.id))
        let second = try #require(try await ground.hold("09:10", identity: "p").appointment)
        #expect(try await ground.booking.appointment(first.id)?.state == .cancelled)
        _ = try await ground.booking.confirm(second.id, request: "c", at: Ground.now)
        #expect(try await ground.hold("10:00", identity: "p").refusal?.reason == .alreadyHolding(second.id))
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `keeps its earlier place when the new one is taken`() async throws {
        let ground = try await Ground(counters: 1)
        _ = try await ground.hold("10:00")
        let first = try #require(try await ground.hold("09:00", identity: "p").appointment)
        #expect(try await ground.hold("10:00", identity: "p").refusal?.reason == .full)
        #expect(try await ground.booking.appointment(first.id)?.state == .held)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `respects the limit of the service and day`() async throws {
        let ground = try await Ground(quotas: [Quota(of: "stamp", most: 2, per: .day)])
        #expect(try await ground.hold("09:00").appointment != nil)
        #expect(try await ground.hold("10:00").appointment != nil)
        let refusal = try #require(try await ground.hold("11:00").refusal)
        #expect(refusal.reason == .quotaReached)
        #expect(refusal.alternatives.allSatisfy { $0.wall.date != Ground.monday })
        #expect(!refusal.alternatives.isEmpty)
        await ground.close()
    }

    @Test func `on the last place is given to one of two hundred`() async throws {
        let ground = try await Ground(counters: 1)
        let decisions = try await withThrowingTaskGroup(of: Decision.self) { group in
            for person in 0..<200 {
                group.addTask { try await ground.hold("09:00", identity: "p\(person)") }
            }
            return try await group.reduce(into: [Decision]()) { $0.append($1) }
        }
        let refusals = decisions.compactMap(\.refusal)
        #expect(decisions.compactMap(\.appointment).count == 1)
        #expect(refusals.count == 199)
        for refusal in refusals {
            #expect(refusal.reason == .full)
            #expect(refusal.alternatives.count == 5)
        }
        try await ground.expectSound()
        await ground.close()
    }
}

@Suite struct `An appointment at the desk` {
    @Test func `stands in the journal before it is acknowledged`() async throws {
        let ground = try await Ground()
        let booked = try await ground.booked("09:00", identity: "p")
        #expect(booked.state == .booked && booked.expiry == nil)
        let day = try await ground.booking.day(post: "here", group: "desk", date: Ground.monday)
        #expect(day == [booked])
        await ground.close()
    }

    @Test func `is confirmed twice with one answer`() async throws {
        let ground = try await Ground()
        let held = try #require(try await ground.hold("09:00").appointment)
        let answers = try await withThrowingTaskGroup(of: Decision.self) { group in
            for _ in 0..<100 {
                group.addTask { try await ground.booking.confirm(held.id, request: "once", at: Ground.now) }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1.appointment?.revision ?? 0) }
        }
        #expect(answers == [2])
        let rows = try await ground.postgres.query(
            "SELECT count(*) AS n FROM scheduler.journal WHERE kind = 'confirm'")
        #expect(try rows[0].decode("n", as: Int.self) == 1)
        await ground.close()
    }

    @Test func `moves in one step and keeps one place`() async throws {
        let ground = try await Ground(counters: 1)
        let booked = try await ground.booked("09:00", identity: "p")
        let blocker = try await ground.booked("10:00")
        let refused = try await ground.booking.move(
            booked.id, to: Ground.at("10:00"), request: "m1", at: Ground.now)
        #expect(refused.refusal?.reason == .full)
        #expect(refused.refusal?.alternatives.isEmpty == false)
        #expect(try await ground.hold("09:00").refusal?.reason == .full)
        let moved = try #require(
            try await ground.booking.move(
                booked.id, to: Ground.at("09:10"), units: 3, request: "m2", at: Ground.now
            ).appointment)
        #expect(moved.id == booked.id && moved.state == .booked && moved.first == booked.first + 2)
        // Over cells that are its own.
        let nearby = try await ground.booking.move(
            booked.id, to: Ground.at("09:20"), request: "m2b", at: Ground.now)
        #expect(nearby.appointment?.first == booked.first + 4)
        let longer = try #require(
            try await ground.booking.move(
                booked.id, to: Ground.at("11:00", days: 1), units: 3, request: "m3", at: Ground.now
            ).appointment)
        #expect(longer.cells == 4 && longer.date == Ground.monday + 1)
        #expect(try await ground.hold("09:00").appointment != nil)
        #expect(try await ground.booking.appointment(blocker.id)?.state == .booked)
        let day = try await ground.booking.day(post: "here", group: "desk", date: Ground.monday + 1)
        #expect(day == [longer])
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `is cancelled until it begins, and missed only after the grace`() async throws {
        let ground = try await Ground(counters: 1)
        let first = try await ground.booked("09:00", identity: "p")
        let second = try await ground.booked("10:00")
        let start = try Ground.at("09:00")
        let booking = ground.booking
        #expect(try await booking.cancel(first.id, request: "1", at: start).refusal?.reason == .tooLate)
        #expect(try await booking.miss(first.id, request: "2", at: start).refusal?.reason == .tooEarly)
        let missed = try await booking.miss(first.id, request: "3", at: start + .minutes(15))
        #expect(missed.appointment?.state == .missed)
        let cancelled = try await booking.cancel(second.id, request: "4", at: start)
        #expect(cancelled.appointment?.state == .cancelled)
        #expect(try await ground.hold("10:30", identity: "p").appointment != nil)
        #expect(try await booking.cancel(Appointment.ID("x"), request: "5").refusal?.reason == .unknown)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `displaced releases its place and comes back by a move`() async throws {
        let ground = try await Ground(counters: 1)
        let booked = try await ground.booked("09:00", identity: "p")
        let displaced = try await ground.booking.displace(booked.id, request: "1", at: Ground.now)
        #expect(displaced.appointment?.state == .displaced)
        #expect(try await ground.hold("09:00").appointment != nil)
        #expect(try await ground.hold("11:00", identity: "p").refusal?.reason == .alreadyHolding(booked.id))
        let back = try await ground.booking.move(
            booked.id, to: Ground.at("10:00"), request: "2", at: Ground.now)
        #expect(back.appointment?.state == .booked)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `isn't displaced any more when its day is forgotten`() async throws {
        let ground = try await Ground(counters: 1)
        let booked = try await ground.booked("09:00")
        let begun = booked.start + .minutes(1)
        let other = try await ground.booked("10:00")
        #expect(try await ground.booking.displace(other.id, request: "1", at: begun).appointment != nil)
        let later = Ground.now + .days(40)
        while try await ground.booking.sweep(at: later).forgotten > 0 {}
        let late = try await ground.booking.displace(booked.id, request: "2", at: later)
        #expect(late.refusal?.reason == .tooLate)
        #expect(try await ground.booking.appointment(booked.id) == booked)
        await ground.close()
    }
}

@Suite struct `An appointment's state` {
    private let drawn: [Appointment.State: [Appointment.Event: Appointment.State]] = [
        .held: [.confirm: .booked, .expire: .lapsed, .cancel: .cancelled],
        .booked: [.attend: .attended, .miss: .missed, .cancel: .cancelled, .displace: .displaced],
        .missed: [.excuse: .excused], .displaced: [.confirm: .booked, .cancel: .cancelled],
        .resting: [.free: .freed],
    ]

    @Test(arguments: Appointment.State.allCases, Appointment.Event.allCases)
    func `moves only along the drawn arrows`(from state: Appointment.State, on event: Appointment.Event) {
        #expect(state.next(on: event) == drawn[state]?[event])
    }

    /// The same on the real functions: each state is reached, each verb tried on it.
    @Test(arguments: Appointment.State.allCases)
    func `obeys them in Redis`(state: Appointment.State) async throws {
        for event in Appointment.Event.allCases where event != .expire {
            let ground = try await Ground(counters: 1, rest: 5...5)
            let (id, now) = try await reach(state, ground)
            let answer = try await apply(event, to: id, ground, at: now)
            // A displaced appointment is confirmed by a move alone: it needs a place first.
            let expected = state == .displaced && event == .confirm ? nil : drawn[state]?[event]
            #expect(answer.appointment?.state == expected, "\(state) on \(event)")
            // A miss is tried when the day has come: a hold has lapsed by then, and a resting place is free.
            let found: Appointment.State =
                switch (state, event) {
                case (.held, .miss): .lapsed
                case (.resting, .miss): .freed
                default: state
                }
            if expected == nil { #expect(answer.refusal?.reason == .state(found)) }
            try await ground.expectSound(at: now)
            await ground.close()
        }
    }

    private func reach(
        _ state: Appointment.State, _ ground: Ground
    ) async throws -> (Appointment.ID, Instant) {
        let held = try #require(try await ground.hold("09:00", identity: "p").appointment)
        let path: [Appointment.Event] =
            switch state {
            case .held, .lapsed: []
            case .booked: [.confirm]
            case .attended: [.confirm, .attend]
            case .missed: [.confirm, .miss]
            case .excused: [.confirm, .miss, .excuse]
            case .cancelled: [.cancel]
            case .displaced: [.confirm, .displace]
            case .resting, .freed: [.confirm, .cancel]
            }
        for event in path { _ = try await apply(event, to: held.id, ground, at: Ground.now) }
        if state == .resting || state == .freed {
            // Its place, named by the revision that gave it back.
            let place = Appointment.ID("\(held.id)-3")
            if state == .freed { _ = try await apply(.free, to: place, ground, at: Ground.now) }
            #expect(try await ground.booking.appointment(place)?.state == state)
            return (place, Ground.now)
        }
        let now = state == .lapsed ? Ground.now + Booking.lifetime : Ground.now
        if state == .lapsed { try await ground.booking.sweep(at: now) }
        #expect(try await ground.booking.appointment(held.id)?.state == state)
        return (held.id, now)
    }

    private func apply(
        _ event: Appointment.Event, to id: Appointment.ID, _ ground: Ground, at now: Instant
    ) async throws -> Decision {
        let (booking, request) = (ground.booking, OpaqueID.random())
        return switch event {
        case .confirm: try await booking.confirm(id, request: request, at: now)
        case .cancel: try await booking.cancel(id, request: request, at: now)
        case .attend: try await booking.attend(id, request: request, at: now)
        case .miss: try await booking.miss(id, request: request, at: Ground.at("09:30"))
        case .excuse: try await booking.excuse(id, request: request, at: now)
        case .displace: try await booking.displace(id, request: request, at: now)
        case .free: try await booking.free(id, request: request, at: now)
        case .expire: .refused(Refusal(reason: .unknown, alternatives: []))
        }
    }
}
