import Declared
import PostgresClient
import Scheduler
import Testing

private func text(counters: Int = 2, extra: String = "") -> String {
    """
    zone: Europe/Brussels
    groups:
      desk:
        services:
          stamp: { base: 5, per_unit: 5, step: 10, lead: 60, horizon: 20, rest: { from: 0, to: 0 } }
        hours:
          - days: [monday, tuesday, wednesday, thursday, friday]
            from: "09:00"
            to: "12:00"
            counters: \(counters)
    \(extra)
    """
}

private let closed = text(
    extra: "    closures: [{ from: 2026-11-23, to: 2026-11-24, reason: { fr: x, ar: x } }]")

private func source(_ text: String = text()) -> AgendaSource {
    AgendaSource(
        post: "here", file: DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"]),
        holidays: [:])
}

/// A process of the ministry, with its own book over this file.
private func process(_ ground: Ground, file: AgendaSource = source()) throws -> Booking {
    let agenda = try #require(file.read(today: Ground.monday - 2).agenda)
    return Booking(
        ministry: ground.booking.ministry, book: AgendaBook(Agendas([agenda]), sources: [file]),
        redis: ground.redis, postgres: ground.postgres, logger: Ground.logger)
}

private func publish(
    _ new: String, from old: String, in booking: Booking, by author: String = "agent-1",
    file: AgendaSource = source()
) async throws -> AgendaVersion {
    let version = try await booking.publish(
        new, over: file, base: AgendaVersion.hash(of: old), by: author, note: "n", at: Ground.now
    ) { _, _ in }
    try await booking.publish(at: Ground.now)
    return version
}

@Suite struct `A version of an agenda` {
    @Test func `counts in every process, and no older agenda is written over it`() async throws {
        let ground = try await Ground()
        let (web, worker) = (try process(ground), try process(ground))
        try await worker.publish(at: Ground.now)
        let version = try await publish(closed, from: text(), in: web)
        #expect(version.number == 1 && version.published == nil)
        #expect(try await web.slots(Ground.visit, on: Ground.monday, at: Ground.now).isEmpty)
        // The worker hasn't looked; its hourly turn looks before it writes.
        #expect(worker.agendas.byPost["here"]?.groups[0].closures.isEmpty == true)
        try await worker.publish(at: Ground.now)
        #expect(try await web.slots(Ground.visit, on: Ground.monday, at: Ground.now).isEmpty)
        #expect(worker.agendas == web.agendas)
        let late = try process(ground)
        try await late.refreshAgendas(at: Ground.now)
        #expect(late.agendas == web.agendas)
        #expect(try await late.standing(of: "here") == .version(version))
        await ground.close()
    }

    @Test func `is refused when another was published meanwhile, and counts once when sent twice`()
        async throws
    {
        let ground = try await Ground()
        let booking = try process(ground)
        let first = try await publish(closed, from: text(), in: booking)
        #expect(try await publish(closed, from: text(), in: booking) == first)
        await #expect(throws: AgendaConflict.self) {
            try await publish(text(counters: 5), from: text(), in: booking, by: "agent-2")
        }
        let second = try await publish(text(), from: closed, in: booking, by: "agent-2")
        #expect(second.number == 2)
        #expect(try await !booking.slots(Ground.visit, on: Ground.monday, at: Ground.now).isEmpty)
        let all = try await AgendaVersions(ministry: booking.ministry).all(of: "here", in: ground.postgres)
        #expect(all.map(\.text) == [text(), closed])
        await ground.close()
    }

    @Test func `gives way to a file that was changed since`() async throws {
        let ground = try await Ground()
        let version = try await publish(closed, from: text(), in: try process(ground))
        let changed = source(text(counters: 3))
        let restarted = try process(ground, file: changed)
        try await restarted.refreshAgendas(at: Ground.now)
        #expect(restarted.agendas.byPost["here"]?.groups[0].closures.isEmpty == true)
        #expect(try await restarted.standing(of: "here") == .changedFile(since: version))
        let exported = try process(ground, file: source(closed))
        #expect(try await exported.standing(of: "here") == .version(version))
        await ground.close()
    }

    @Test func `that can't be read any more leaves the file in force`() async throws {
        let ground = try await Ground()
        _ = try await publish("zone: Europe/Brussels\n", from: text(), in: try process(ground))
        let booking = try process(ground)
        try await booking.refreshAgendas(at: Ground.now)
        #expect(booking.agendas.byPost["here"]?.groups.count == 1)
        await ground.close()
    }

    @Test func `names what no longer fits, also where the agenda knows the day no more`() async throws {
        let ground = try await Ground()
        let booking = try process(ground)
        let near = try await ground.booked("09:00", identity: "a")
        let far = try await ground.booked("10:00", days: 17, identity: "b")
        _ = try await publish(
            closed.replacing("horizon: 20", with: "horizon: 5").replacing("desk:", with: "counter:"),
            from: text(), in: booking)
        let publication = try await booking.publish(at: Ground.now)
        #expect(Set(publication.unfit) == [near.id, far.id])
        await ground.close()
    }
}

@Suite struct `The effect of an agenda` {
    private func effect(
        _ new: String, from old: String = text(), standing: [Appointment] = [], at now: Instant = Ground.now
    ) throws -> AgendaEffect {
        let today = Ground.monday - 2
        return AgendaEffect(
            from: try #require(source(old).read(today: today).agenda),
            to: try #require(source(new).read(today: today).agenda), standing: standing, at: now)
    }

    @Test func `counts places per week and names the days`() throws {
        let effect = try effect(closed)
        #expect(effect.days.map(\.date) == [Ground.monday, Ground.monday + 1])
        #expect(effect.days.first?.before.map { "\($0.from)" } == ["09:00"])
        // 18 starts of ten minutes, two counters, two days.
        #expect(effect.weeks.map(\.monday) == [Ground.monday])
        #expect(effect.weeks.map(\.before) == [180] && effect.weeks.map(\.after) == [108])
        #expect(effect.lost == 72 && effect.gained == 0)
        #expect(try self.effect(text()).isEmpty)
        let more = try self.effect(text(counters: 3))
        #expect(more.weeks.first?.after == 270 && more.lost == 0)
    }

    @Test func `says that as many hours are as many places when the clock changes`() throws {
        let nights = text().replacing("09:00", with: "00:00").replacing("12:00", with: "06:00")
            .replacing("[monday, tuesday, wednesday, thursday, friday]", with: "[sunday]")
        let effect = try effect(nights.replacing("counters: 2", with: "counters: 3"), from: nights)
        let march = try #require(LocalDate("2027-03-28")).monday
        let october = try #require(LocalDate("2027-10-31")).monday
        let weeks = effect.weeks.filter {
            $0.monday == march || $0.monday == october || $0.monday == march + 7
        }
        #expect(weeks.map(\.after) == [90, 108, 126])
    }

    @Test func `takes the place from the fewest`() async throws {
        let ground = try await Ground()
        let first = try await ground.booked("09:00", identity: "a")
        let second = try await ground.booked("09:00", identity: "b")
        let third = try await ground.booked("11:50", identity: "c")
        let standing = [first, second, third]
        #expect(try effect(text(counters: 1), standing: standing).unfit.count == 1)
        let shorter = text().replacing("12:00", with: "11:55")
        #expect(try effect(shorter, standing: standing).unfit.map(\.id) == [third.id])
        #expect(try effect(closed, standing: standing).unfit.count == 3)
        let later = try Ground.at("09:30")
        #expect(try effect(closed, standing: standing, at: later).unfit.map(\.id) == [third.id])
        let found = try await ground.booking.occupying(post: "here", from: Ground.monday)
        #expect(Set(found.map(\.id)) == Set(standing.map(\.id)))
        await ground.close()
    }
}

@Suite struct `A desk group's day` {
    @Test func `is told interval by interval, with pools and holds`() async throws {
        let ground = try await Ground()
        _ = try await ground.booked("09:00", identity: "a")
        let held = try #require(try await ground.hold("09:00", identity: "b", pool: .agents).appointment)
        let intervals = try await ground.booking.intervals(
            post: "here", group: "desk", date: Ground.monday, held: [held])
        #expect(intervals.count == 2)
        let first = try #require(intervals.first)
        let (nine, ten) = (try Ground.at("09:00"), try Ground.at("09:10"))
        #expect(first.from == nine && first.to == ten)
        #expect(first.used == [.public: 1, .agents: 1] && first.held == 1 && first.free == 0)
        let noon = try Ground.at("12:00")
        #expect(intervals.last?.free == 2 && intervals.last?.to == noon)
        let sunday = try await ground.booking.intervals(
            post: "here", group: "desk", date: Ground.monday - 1, held: [])
        #expect(sunday.isEmpty)
        await ground.close()
    }
}
