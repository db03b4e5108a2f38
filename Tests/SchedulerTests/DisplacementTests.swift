import Declared
import PostgresClient
import Scheduler
import Testing

@Suite struct `A displacement` {
    /// The desk is closed on Monday, from 09:00 to 12:00.
    private func monday() throws -> DisplacementCause {
        DisplacementCause(
            post: "here", group: "desk", from: try Ground.at("09:00"), to: try Ground.at("12:00"),
            reason: .premises, words: LocalizedText(["fr": "Dégât des eaux"]))
    }

    private func begun(_ cause: DisplacementCause, in ground: Ground) async throws -> Displacement {
        let displacement = Displacement(ground.booking)
        try await displacement.declare("run", cause, by: "agent:a", at: Ground.now)
        try await displacement.begin("run", at: Ground.now)
        return displacement
    }

    /// Deals with everybody who wasn't told yet; the appointments in the order in which that happened.
    private func serve(
        _ displacement: Displacement, in ground: Ground, at now: Instant = Ground.now
    ) async throws -> [DisplacementNotice] {
        var notices: [DisplacementNotice] = []
        while let person = try await displacement.next(in: "run") {
            _ = try await ground.booking.displace(
                person.appointment, request: "displace/\(person.appointment)", at: now)
            let notice = try await displacement.offer("run", person.appointment, at: now)
            notices.append(try #require(notice))
        }
        return notices
    }

    private func settle(_ displacement: Displacement, _ id: Appointment.ID, in ground: Ground) async throws {
        try await displacement.settle(ground.booking.changes(of: id), at: Ground.now + .hours(1))
    }

    private func states(_ displacement: Displacement) async throws -> [DisplacedPerson.State] {
        try await displacement.progress(of: "run").people.map(\.state)
    }

    @Test func `is shown before, and nothing has changed by that`() async throws {
        let ground = try await Ground(counters: 1)
        let booked = [try await ground.booked("09:00"), try await ground.booked("09:10")]
        _ = try await ground.booked("09:00", days: 1)
        let preview = try await Displacement(ground.booking).preview(try monday(), at: Ground.now)
        #expect(preview.affected.map(\.id) == booked.map(\.id))
        #expect(preview.placed == 2)
        let soon = try await Displacement(ground.booking).preview(monday(), within: 2, at: Ground.now)
        #expect(soon.placed == 0)
        for place in booked { #expect(try await ground.booking.appointment(place.id) == place) }
        #expect(try await ground.hold("10:00").appointment != nil)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `keeps the nearest place for each, those who can't wait first, and for nobody else`()
        async throws
    {
        let ground = try await Ground(counters: 1)
        _ = try await ground.booked("09:00", identity: "early")
        _ = try await ground.booked("11:40", identity: "late")
        let weak = try #require(
            try await ground.hold("10:00", identity: "weak", pool: .vulnerable).appointment)
        _ = try await ground.booking.confirm(weak.id, request: "w", at: Ground.now)
        let displacement = try await begun(try monday(), in: ground)
        let notices = try await serve(displacement, in: ground)
        #expect(notices.map(\.appointment.identity) == ["weak", "early", "late"])
        let places = notices.compactMap(\.place)
        #expect(places.map(\.date) == [LocalDate](repeating: Ground.monday + 1, count: 3))
        #expect(Set(places.map(\.start)).count == 3)
        for (notice, place) in zip(notices, places) {
            #expect(place.expiry == Ground.now + Displacement.lifetime(on: .web))
            let asked = try await ground.booking.hold(
                Visit(post: "here", service: "stamp", pool: place.pool), from: place.start, for: "x",
                identity: nil, request: OpaqueID.random(), at: Ground.now)
            #expect(asked.refusal?.reason == .full)
            // Their identity stays locked meanwhile.
            let other = try await ground.hold("10:00", days: 3, identity: notice.appointment.identity)
            #expect(other.refusal?.reason == .alreadyHolding(notice.appointment.id))
        }
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `ends for who takes the place, chooses another one, or wants none any more`() async throws {
        let ground = try await Ground(counters: 1)
        var booked: [Appointment] = []
        for (index, time) in ["09:00", "09:10", "09:20"].enumerated() {
            booked.append(try await ground.booked(time, identity: "p\(index)"))
        }
        let displacement = try await begun(try monday(), in: ground)
        let places = try await serve(displacement, in: ground).compactMap(\.place)
        let later = Ground.now + .hours(1)
        for _ in 0..<2 {
            let taken = try await displacement.take(booked[0].id, request: "t", at: later)
            #expect(taken.appointment?.start == places[0].start && taken.appointment?.state == .booked)
        }
        let moved = try await ground.booking.move(
            booked[1].id, to: try Ground.at("11:00", days: 4), request: "m", at: later)
        #expect(moved.appointment?.state == .booked)
        let left = try await ground.booking.cancel(booked[2].id, request: "c", at: later)
        #expect(left.appointment?.state == .cancelled)
        for _ in 0..<2 { for place in booked { try await settle(displacement, place.id, in: ground) } }
        #expect(try await states(displacement) == [.placed, .placed, .left])
        // What was kept for the two others may go to the next one.
        for place in places.dropFirst() {
            let kept = try #require(try await ground.booking.appointment(place.id))
            #expect(kept.state == .resting)
            let expiry = try #require(kept.expiry)
            #expect(expiry < Ground.now + Displacement.lifetime(on: .web))
        }
        #expect(try await displacement.offered(to: booked[0].id, at: later) == nil)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `asks who doesn't answer three times, then leaves them to an agent`() async throws {
        let ground = try await Ground(counters: 1)
        let booked = try await ground.booked("09:00", identity: "silent")
        let displacement = try await begun(try monday(), in: ground)
        var now = Ground.now
        var notices = try await serve(displacement, in: ground)
        var owed: [Int] = []
        for _ in 0..<4 {
            #expect(try await displacement.offer("run", booked.id, at: now + .hours(1)) == nil)
            now = now + Displacement.lifetime(on: .web)
            owed.append(try await displacement.outstanding(at: now).count)
            if let notice = try await displacement.offer("run", booked.id, at: now) { notices.append(notice) }
            try await ground.booking.sweep(at: now)
            try await ground.expectSound(at: now)
        }
        #expect(notices.map(\.isFirst) == [true, false, false])
        #expect(owed == [1, 1, 1, 0])
        #expect(notices.allSatisfy { $0.place != nil })
        #expect(try await states(displacement) == [.aside])
        await ground.close()
    }

    @Test func `tells each once, however many deal with them at once and wherever one died`() async throws {
        let ground = try await Ground(counters: 2)
        var booked: [Appointment] = []
        for time in ["09:00", "09:20", "09:40", "10:00", "10:20"] {
            for _ in 0..<2 { booked.append(try await ground.booked(time)) }
        }
        let displacement = try await begun(try monday(), in: ground)
        // One died after the place was kept, before it was written down.
        let first = try #require(try await displacement.next(in: "run"))
        _ = try await ground.booking.displace(first.appointment, request: "first", at: Ground.now)
        await #expect(throws: Died.self) {
            try await displacement.offer("run", first.appointment, at: Ground.now) { _, _ in throw Died() }
        }
        let told = Told<[Appointment.ID]>([])
        let ids = booked.map(\.id)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for id in ids.shuffled() {
                        _ = try? await ground.booking.displace(id, request: "d/\(id)", at: Ground.now)
                        _ = try? await displacement.offer("run", id, at: Ground.now) { notice, _ in
                            told.note { $0.append(notice.appointment.id) }
                        }
                    }
                }
            }
        }
        let progress = try await displacement.progress(of: "run")
        #expect(progress.count(.offered) == 10 && progress.told == 10)
        // `told` is asked again where a transaction was repeated; the rows say that each counted once.
        #expect(Set(told.all) == Set(ids))
        #expect(progress.people.allSatisfy { $0.asked == 1 })
        let resting = try await ground.postgres.query(
            """
            SELECT id FROM scheduler.appointments
            WHERE ministry = \(ground.booking.ministry.value) AND state = 'resting'
            """)
        #expect(resting.count == 10)
        try await ground.expectSound()
        await ground.close()
    }

    @Test func `goes before the waitlist for what is given back`() async throws {
        let ground = try await Ground(counters: 1, rest: 1...1)
        let waitlist = Waitlist(ground.booking)
        let lost = try await ground.booked("09:00", identity: "lost")
        // Every other place within the horizon is taken.
        var others: [Appointment] = []
        for day in 0..<21 {
            let date = Ground.monday + day
            for time in try await ground.booking.slots(Ground.visit, on: date, at: Ground.now) {
                let held = try await ground.booking.hold(
                    Ground.visit, from: time.start, for: "o", identity: nil, request: OpaqueID.random(),
                    at: Ground.now)
                let id = try #require(held.appointment).id
                others.append(
                    try #require(
                        try await ground.booking.confirm(id, request: "\(id)", at: Ground.now).appointment))
            }
        }
        try await waitlist.join(
            WaitlistWish(Ground.visit, for: "waits", identity: "waits", priority: 9), at: Ground.now)
        let cause = DisplacementCause(
            post: "here", group: "desk", from: lost.start, to: lost.end, reason: .staff)
        let displacement = try await begun(cause, in: ground)
        let notice = try #require(try await serve(displacement, in: ground).first)
        #expect(notice.place == nil)
        #expect(try await states(displacement) == [.waiting])
        #expect(try await displacement.offer("run", lost.id, at: Ground.now) == nil)

        let freed = try #require(others.last)
        _ = try await ground.booking.cancel(freed.id, request: "free", at: Ground.now)
        let later = Ground.now + .minutes(3)
        #expect(try await waitlist.offer(at: later).isEmpty)
        #expect(try await displacement.outstanding(at: later).map(\.appointment) == [lost.id])
        let offered = try #require(try await displacement.offer("run", lost.id, at: later))
        #expect(!offered.isFirst && offered.place != nil)
        try await ground.expectSound(at: later)
        await ground.close()
    }

    @Test func `closes for good: after a publication, after a rebuild, and for who confirms a hold`()
        async throws
    {
        let ground = try await Ground(counters: 2)
        let held = try #require(try await ground.hold("09:30", identity: "slow").appointment)
        let displacement = try await begun(try monday(), in: ground)
        for attempt in 0..<3 {
            #expect(try await ground.hold("10:00").refusal?.reason == .closed, "\(attempt)")
            if attempt == 0 { try await ground.booking.publish(at: Ground.now) }
            if attempt == 1 { try await ground.booking.rebuild(at: Ground.now) }
        }
        let twin = try ground.twin()
        try await twin.publish(at: Ground.now)
        #expect(try await ground.hold("11:00").refusal?.reason == .closed)
        #expect(try await ground.hold("09:00", days: 1).appointment != nil)
        if try await ground.booking.confirm(held.id, request: "slow", at: Ground.now).appointment != nil {
            let owed = try await displacement.outstanding(at: Ground.now)
            #expect(owed.map(\.appointment) == [held.id])
        }
        await ground.close()
    }

    @Test func `is refused when it makes no sense`() async throws {
        let ground = try await Ground()
        let displacement = Displacement(ground.booking)
        let (nine, noon) = (try Ground.at("09:00"), try Ground.at("12:00"))
        let cases: [(String, Instant, Instant, DisplacementRefusal)] = [
            ("nowhere", nine, noon, .unknown), ("desk", noon, nine, .backwards),
            ("desk", nine - .days(30), nine - .days(29), .past), ("desk", nine, nine + .days(400), .tooLong),
        ]
        for (group, from, to, refusal) in cases {
            let cause = DisplacementCause(post: "here", group: group, from: from, to: to, reason: .other)
            await #expect(throws: refusal) { try await displacement.preview(cause, at: Ground.now) }
            await #expect(throws: refusal) {
                try await displacement.declare("r", cause, by: "agent:a", at: Ground.now)
            }
        }
        await ground.close()
    }

    @Test func `closes whole hours of the wall when the clock changes`() throws {
        let zone = try Zone("Europe/Brussels")
        let always = Hours(
            from: .midnight, to: try #require(LocalTime("24:00")), counters: 1)
        let group = DeskGroup(
            id: "desk", services: [],
            rules: [OpeningRule(days: .weekly(Set(Weekday.allCases)), hours: [always])])
        for (day, closed) in [("2027-03-28", 18), ("2027-10-31", 42), ("2027-06-01", 30)] {
            let date = try #require(LocalDate(day))
            func at(_ time: String) throws -> Instant {
                zone.instant(of: LocalDateTime(date: date, time: try #require(LocalTime(time))))
            }
            var capacity = Capacity(group: group, on: date, zone: zone)
            capacity.close(try at("01:30")..<(try at("04:00")), from: zone.start(of: date))
            #expect(capacity.bytes.count { $0 == 0 } == closed, "\(day)")
            #expect(capacity.bytes[17] == 1 && capacity.bytes[18] == 0)
        }
    }
}

private struct Died: Error {}
