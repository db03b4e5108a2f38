import Scheduler
import Testing

@testable import CaseDesk

// What people do. Every choice is the seed's; how long a place rests is the Scheduler's own chance.
extension SimulatedYear {
    static let people = 30_000

    func visit(on date: LocalDate) -> YearVisit {
        visits += 1
        let earliest = date + Int.random(in: 0...3, using: &dice)
        let share = Double.random(in: 0..<1, using: &dice)
        let (pool, channel): (Pool, Channel) =
            switch share {
            case ..<0.80: (.public, .web)
            case ..<0.90: (.sms, .sms)
            case ..<0.96: (.agents, .desk)
            default: (.vulnerable, .phone)
            }
        return YearVisit(
            number: visits, person: Int.random(in: 0..<Self.people, using: &dice),
            service: YearPlan.services[Int.random(in: 0...1, using: &dice)], pool: pool, channel: channel,
            window: earliest...earliest + Int.random(in: 4...20, using: &dice))
    }

    /// One in six forgets every second time, the others one time in eight: four of five come.
    private func forgets(_ visit: YearVisit) -> Bool {
        dice.chance(visit.person % 6 == 0 ? 0.5 : 0.125)
    }

    func ask(_ visit: YearVisit) async throws {
        tally.note(.requests)
        guard let visit = withoutBar(visit) else { return }
        let shown = try await suitable(visit)
        guard let wish = shown.prefix(40).randomElement(using: &dice) else { return try await wait(visit) }
        var decision = try await hold(visit, wish.start)
        if let other = decision.refusal?.alternatives.first(where: { visit.window.contains($0.wall.date) }) {
            decision = try await hold(visit, other.start)
        }
        switch decision {
        case .done(let held):
            tally.note(.held)
            if dice.chance(0.95) {
                let pause = Duration.minutes(Int64.random(in: 1...8, using: &dice))
                queue.add(.confirm(held.id, visit), at: (now + pause).milliseconds)
            }
        case .refused(let refusal):
            if case .alreadyHolding = refusal.reason { return tally.note(.alreadyHolding) }
            try await wait(visit)
        }
    }

    /// Who may not book alone asks an agent, or gives up.
    private func withoutBar(_ visit: YearVisit) -> YearVisit? {
        let standing = rules.standing(after: misses[visit.person] ?? [], at: now)
        guard standing.barredUntil != nil, visit.pool == .public || visit.pool == .sms else { return visit }
        tally.note(.barred)
        guard dice.chance(0.5) else { return nil }
        tally.note(.byAgent)
        return YearVisit(
            number: visit.number, person: visit.person, service: visit.service, pool: .agents, channel: .desk,
            window: visit.window)
    }

    private func hold(_ visit: YearVisit, _ start: Instant) async throws -> Decision {
        try await booking.hold(
            visit.visit, from: start, for: visit.subject, identity: visit.identity,
            request: "hold/\(visit.subject)/\(start.milliseconds)", at: now)
    }

    /// What a page shows: it may be twenty minutes old.
    private func suitable(_ visit: YearVisit) async throws -> [Slot] {
        let key = "\(visit.service)/\(visit.pool)"
        if seen[key].map({ now - $0.at > .minutes(20) }) ?? true {
            let today = agenda.zone.wall(at: now).date
            seen[key] = (now, try await booking.slots(visit.visit, from: today, days: 31, at: now))
        }
        let earliest = now + .minutes(60)
        return (seen[key]?.slots ?? []).filter {
            visit.window.contains($0.wall.date) && $0.start >= earliest
        }
    }

    private func wait(_ visit: YearVisit) async throws {
        guard dice.chance(0.7) else { return }
        try await waitlist.join(
            WaitlistWish(
                visit.visit, for: visit.subject, identity: visit.identity,
                priority: visit.pool == .vulnerable ? 10 : 0, earliest: visit.window.lowerBound,
                latest: visit.window.upperBound), at: now)
        tally.note(.joined)
        let end = agenda.zone.start(of: visit.window.upperBound + 1)
        queue.add(.leaveList(visit), at: end.milliseconds)
    }

    /// Six of ten take what is offered, before it goes to the next.
    func answer(_ offer: WaitlistOffer) {
        tally.note(.offered)
        tally.told("waitlist.offered")
        guard dice.chance(0.6) else { return }
        let entry = offer.entry
        let number = Int(entry.subject.dropFirst()) ?? 0
        let visit = YearVisit(
            number: number, person: Int(entry.identity?.dropFirst() ?? "") ?? 0, service: entry.service,
            pool: entry.pool, channel: entry.channel, window: YearPlan.first...YearPlan.first)
        let pause = Duration.minutes(Int64.random(in: 1...28, using: &dice))
        queue.add(.confirm(offer.appointment.id, visit), at: (now + pause).milliseconds)
    }

    func confirm(_ id: Appointment.ID, _ visit: YearVisit) async throws {
        let decision = try await booking.confirm(id, request: "confirm/\(id)", at: now)
        guard let booked = decision.appointment else { return }
        if booked.offered == true { tally.note(.taken) }
        tally.note(.booked)
        tally.told("appointment.confirmed")
        try await expect(booked, visit)
        let ahead = (booked.start - now).wholeMilliseconds
        if dice.chance(0.16), ahead > 60_000 {
            let at = now.milliseconds + Int64.random(in: 30_000..<ahead, using: &dice)
            queue.add(.change(id, visit), at: at)
        }
    }

    /// The reminders of a time, and the time itself.
    private func expect(_ booked: Appointment, _ visit: YearVisit) async throws {
        let reminders: [(String, Duration)] = [("d7", .days(7)), ("d2", .days(2)), ("h3", .hours(3))]
        let due = reminders.filter { booked.start - $0.1 > now }
        try await jobs.enqueue(
            due.map { name, before in
                NewJob(
                    kind: "remind", payload: "\(booked.id) \(booked.revision) \(name)",
                    key: "remind/\(booked.id)/\(booked.revision)/\(name)", due: booked.start - before)
            }, at: now)
        let at = max(now + .seconds(1), booked.start - .minutes(5)).milliseconds
        queue.add(.time(booked.id, revision: booked.revision, visit), at: at)
        queue.add(.graceOver(booked.id, visit), at: (booked.start + .minutes(16)).milliseconds)
    }

    /// Three of four who can't come give the place back, the others take another time.
    func change(_ id: Appointment.ID, _ visit: YearVisit) async throws {
        guard let booked = try await booking.appointment(id), booked.state == .booked else { return }
        if dice.chance(0.25), let other = try await suitable(visit).first(where: { $0.start > booked.start })
        {
            let decision = try await booking.move(
                id, to: other.start, request: "move/\(id)/\(booked.revision)", at: now)
            guard let moved = decision.appointment else { return }
            tally.note(.moved)
            tally.told("appointment.moved")
            return try await expect(moved, visit)
        }
        guard try await booking.cancel(id, request: "cancel/\(id)", at: now).appointment != nil else {
            return
        }
        tally.note(.cancelled)
        tally.told("appointment.cancelled")
        tally.givenBack[booked.start, default: 0] += 1
    }

    func come(_ id: Appointment.ID, _ revision: Int, _ visit: YearVisit) async throws {
        guard let booked = try await booking.appointment(id), booked.state == .booked,
            booked.revision == revision
        else { return }
        tally.kept[booked.start, default: 0] += 1
        if forgets(visit) { return }
        let here = try await booking.attend(id, request: "attend/\(id)", at: now)
        try #require(here.appointment?.state == .attended)
        tally.arrived[booked.start, default: 0] += 1
        tally.note(.attended)
    }

    /// Refused as a state for whoever came, cancelled or moved.
    func miss(_ id: Appointment.ID, _ visit: YearVisit) async throws {
        let decision = try await booking.miss(id, request: "miss/\(id)/\(now.milliseconds)", at: now)
        guard let missed = decision.appointment, missed.state == .missed else { return }
        if missed.pool.overbooks {
            misses[visit.person, default: []].append(missed.start)
            let standing = rules.standing(after: misses[visit.person] ?? [], at: now)
            if let sanction = rules.sanction(ofMiss: standing.misses) {
                tally.sanctions[sanction.name.rawValue, default: 0] += 1
            }
        }
        tally.note(.missed)
        tally.told("appointment.missed")
    }

    func remind(_ job: Job) async throws {
        let parts = job.payload.split(separator: " ")
        let booked = try await booking.appointment(Appointment.ID(String(try #require(parts.first))))
        guard parts.count == 3, let booked, booked.state == .booked, String(booked.revision) == parts[1],
            booked.start > now
        else { return }
        tally.told("appointment.reminder \(parts[2])")
    }
}
