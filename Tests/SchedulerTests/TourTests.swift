import Declared
import Scheduler
import Testing

/// A post in Brussels, open on Mondays, and a tour of it.
private func text(
    zone: String = "Africa/Cairo", on date: String = "2027-03-01", from: String = "09:00",
    to: String = "12:00", more: String = ""
) -> String {
    """
    zone: Europe/Brussels
    groups:
      desk:
        services:
          stamp: { base: 5, per_unit: 5, step: 30, lead: 0, horizon: 300 }
        hours:
          - { days: [monday], from: "09:00", to: "10:00", counters: 1 }
        closures:
          - { from: 2027-02-15, to: 2027-05-31, reason: { fr: x, ar: x } }
    tours:
      spring:
        city: { fr: Ailleurs, ar: مكان آخر }
        zone: \(zone)
        place: { fr: Salle des fêtes, ar: قاعة }
        services: [stamp]
        days:
          - { on: \(date), from: "\(from)", to: "\(to)", counters: 2 }
    \(more)
    """
}

private let today = Ground.monday - 2
private let tour = Visit(post: "here", service: "stamp", venue: .tour("spring"))
private let post = Visit(post: "here", service: "stamp")

private func read(_ text: String) -> (agenda: Agenda?, findings: [Finding]) {
    AgendaSource(
        post: "here", file: DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"]),
        holidays: [:]
    ).read(today: today)
}

private func booking(_ text: String, on ground: Ground) async throws -> Booking {
    let (agenda, findings) = read(text)
    let booking = Booking(
        ministry: ground.booking.ministry, agendas: Agendas([try #require(agenda, "\(findings)")]),
        redis: ground.redis, postgres: ground.postgres, logger: Ground.logger)
    try await booking.publish(at: Ground.now)
    return booking
}

private func booked(
    _ visit: Visit, from start: Instant, identity: String = "a", by booking: Booking
) async throws -> Appointment {
    let held = try await booking.hold(
        visit, from: start, for: "s", identity: identity, request: OpaqueID.random(), at: Ground.now)
    let hold = try #require(held.appointment)
    return try #require(
        try await booking.confirm(hold.id, request: OpaqueID.random(), at: Ground.now).appointment)
}

@Suite struct `A tour` {
    @Test(arguments: [
        (("Africa/Cairo", "Europe/Nowhere"), 12, "is no time zone"),
        (("[stamp]", "[stamp, visa]"), 14, "no desk group has the service 'visa'"),
        (("[stamp]", "[stamp, stamp]"), 14, "'stamp' stands there twice"),
        (("spring:", "desk:"), 11, "is the name of the post or of a desk group"),
        (("spring:", "here:"), 11, "is the name of the post or of a desk group"),
        (("\"12:00\"", "\"08:00\""), 16, "before it begins"),
        (("place: { fr: Salle des fêtes, ar: قاعة }", "place: { fr: Salle }"), 13, "'ar'"),
    ])
    func `is checked with the agenda, at its line and with what to do`(
        change: (String, String), line: Int, what: String
    ) throws {
        let (agenda, findings) = read(text().replacing(change.0, with: change.1))
        let finding = try #require(findings.first { $0.what.contains(what) }, "\(findings)")
        #expect(agenda == nil && abs(finding.line - line) <= 1 && !finding.mend.isEmpty, "\(finding)")
    }

    @Test func `can't open the same hours twice, and is told when a day is over`() throws {
        let twice = #"      - { on: 2027-03-01, from: "11:55", to: "13:00", counters: 1 }"#
        #expect(read(text(more: twice)).findings.first?.what.contains("overlap these") == true)
        let over = read(text(on: "2026-11-01"))
        #expect(over.agenda != nil && over.findings.first?.what.contains("is over") == true)
    }

    /// The half hour of Lord Howe, Cairo's day that begins at 01:00, Casablanca after its Ramadan: the post's clock
    /// changes on none of these days.
    @Test(arguments: [
        ("Australia/Lord_Howe", "2027-04-04", "00:00", "04:00", 9, "00:00"),
        ("Africa/Cairo", "2027-04-30", "00:00", "04:00", 6, "01:00"),
        ("Africa/Casablanca", "2027-03-15", "09:00", "12:00", 6, "09:00"),
        ("Pacific/Auckland", "2027-03-01", "09:00", "12:00", 6, "09:00"),
    ])
    func `receives by the clock of its city`(
        zone: String, on: String, from: String, to: String, starts: Int, first: String
    ) async throws {
        let ground = try await Ground()
        let booking = try await booking(text(zone: zone, on: on, from: from, to: to), on: ground)
        let date = try #require(LocalDate(on))
        let slots = try await booking.slots(tour, on: date, at: Ground.now)
        #expect(slots.count == starts && slots.first?.places == 2)
        let slot = try #require(slots.first)
        #expect("\(slot.wall.time)" == first)
        #expect(try slot.wall == Zone(zone).wall(at: slot.start))
        // The post is closed then, and its places aren't the tour's.
        #expect(try await booking.slots(post, from: date - 1, days: 3, at: Ground.now).isEmpty)
        let place = try await booked(tour, from: slot.start, by: booking)
        #expect(place.zone == zone && place.wall == slot.wall)
        #expect(place.group == "spring" && place.date == date)
        let last = try #require(slots.last)
        let moved = try await booking.move(place.id, to: last.start, request: "3", at: Ground.now)
        #expect(moved.appointment?.start == last.start && moved.appointment?.group == "spring")
        let intervals = try await booking.intervals(post: "here", group: "spring", date: date, held: [])
        #expect(intervals.first?.from == slot.start && intervals.last?.to == last.end + .minutes(20))
        for check in try await booking.invariants(at: Ground.now) { #expect(check.ok, "\(check)") }
        let cancelled = try await booking.cancel(place.id, request: "4", at: Ground.now)
        #expect(cancelled.appointment?.state == .cancelled)
        #expect(try await booking.slots(tour, on: date, at: Ground.now) == slots)
        try await ground.expectRebuilt(booking)
        await ground.close()
    }

    @Test func `exchanges people with the post when they ask for it`() async throws {
        let ground = try await Ground()
        let booking = try await booking(text(on: "2026-12-05"), on: ground)
        let saturday = try #require(LocalDate("2026-12-05"))
        let there = try #require(try await booking.slots(tour, on: saturday, at: Ground.now).first)
        let here = try #require(try await booking.slots(post, on: Ground.monday, at: Ground.now).first)
        let place = try await booked(tour, from: there.start, by: booking)
        let stays = try await booking.move(place.id, to: here.start, request: "1", at: Ground.now)
        #expect(stays.refusal?.reason == .closed)
        let goes = try await booking.move(
            place.id, to: here.start, venue: .post, request: "2", at: Ground.now)
        #expect(goes.appointment?.group == "desk" && goes.appointment?.zone == "Europe/Brussels")
        let back = try await booking.move(
            place.id, to: there.start, venue: .tour("spring"), request: "3", at: Ground.now)
        #expect(back.appointment?.group == "spring" && back.appointment?.wall == there.wall)
        for check in try await booking.invariants(at: Ground.now) { #expect(check.ok, "\(check)") }
        await ground.close()
    }

    @Test func `is found among the first places, and no longer when it is over`() async throws {
        let ground = try await Ground()
        let booking = try await booking(text(on: "2026-11-22"), on: ground)
        let first = try #require(try await booking.firstFree("stamp"))
        #expect(first.venue == .tour("spring") && first.post == "here")
        let visits = booking.visits("stamp", at: "here", now: Ground.now)
        #expect(visits.map(\.venue) == [.post, .tour("spring")])
        let found = try await booking.first(of: visits, days: 7, at: Ground.now)
        #expect(found.map(\.venue) == [.tour("spring"), .post])
        #expect(booking.visits("stamp", at: "here", now: Ground.now + .days(2)).map(\.venue) == [.post])
        await ground.close()
    }

    @Test func `counts in the effect of a change, and who has a place on it`() async throws {
        let ground = try await Ground()
        let booking = try await booking(text(on: "2026-12-05"), on: ground)
        let full = try #require(booking.agendas.byPost["here"])
        let alone = Agenda(post: full.post, zone: full.zone, groups: full.groups)
        let saturday = try #require(LocalDate("2026-12-05"))
        let gained = AgendaEffect(from: alone, to: full, standing: [], at: Ground.now)
        #expect(gained.gained == 12 && gained.lost == 0 && gained.unfit.isEmpty)
        #expect(gained.days.map(\.group) == ["spring"] && gained.days.map(\.date) == [saturday])
        let slot = try #require(try await booking.slots(tour, on: saturday, at: Ground.now).first)
        let place = try await booked(tour, from: slot.start, by: booking)
        let lost = AgendaEffect(from: full, to: alone, standing: [place], at: Ground.now)
        #expect(lost.lost == 12 && lost.unfit == [place])
        await ground.close()
    }

    /// The other day of the tour goes before the post, although the post has sooner ones.
    @Test(arguments: [true, false])
    func `that falls away sends its people to its other days, else to the post`(another: Bool) async throws {
        let ground = try await Ground()
        let more = #"      - { on: 2026-12-19, from: "09:00", to: "10:00", counters: 1 }"#
        let booking = try await booking(text(on: "2026-12-05", more: another ? more : ""), on: ground)
        let saturday = try #require(LocalDate("2026-12-05"))
        let slot = try #require(try await booking.slots(tour, on: saturday, at: Ground.now).first)
        let place = try await booked(tour, from: slot.start, by: booking)
        let displacement = Displacement(booking)
        let cause = DisplacementCause(
            post: "here", group: "spring", from: slot.start - .hours(1), to: slot.start + .hours(9),
            reason: .premises)
        #expect(try await displacement.preview(cause, at: Ground.now).placed == 1)
        try await displacement.declare("run", cause, by: "agent:a", at: Ground.now)
        try await displacement.begin("run", at: Ground.now)
        #expect(try await booking.slots(tour, on: saturday, at: Ground.now).isEmpty)
        _ = try await booking.displace(place.id, request: "d", at: Ground.now)
        let notice = try #require(try await displacement.offer("run", place.id, at: Ground.now))
        let kept = try #require(notice.place)
        #expect(kept.group == (another ? "spring" : "desk"))
        #expect(kept.zone == (another ? "Africa/Cairo" : "Europe/Brussels"))
        let taken = try await displacement.take(place.id, request: "t", at: Ground.now)
        #expect(taken.appointment?.start == kept.start && taken.appointment?.group == kept.group)
        for check in try await booking.invariants(at: Ground.now) { #expect(check.ok, "\(check)") }
        await ground.close()
    }

    @Test func `never overbooks, and nobody waits for it`() async throws {
        let ground = try await Ground()
        let overbooked = text(on: "2026-12-05").replacing(
            "horizon: 300 }",
            with: "horizon: 300, rest: { from: 5, to: 5 }, overbooking: { most: 30, risk: 20 } }")
        let booking = try await booking(overbooked, on: ground)
        let agenda = try #require(booking.agendas.byPost["here"])
        #expect(agenda.service("stamp")?.service.absences.overbooking != nil)
        #expect(agenda.tour("spring")?.group.services.first?.absences.overbooking == nil)
        let saturday = try #require(LocalDate("2026-12-05"))
        let slot = try #require(try await booking.slots(tour, on: saturday, at: Ground.now).first)
        let place = try await booked(tour, from: slot.start, by: booking)
        let gone = try await booking.cancel(place.id, request: "c", at: Ground.now)
        #expect(gone.appointment?.state == .cancelled)
        await ground.close()
    }
}

extension Ground {
    /// The loss of Redis changes nothing that this booking sees.
    fileprivate func expectRebuilt(_ booking: Booking) async throws {
        let before = try await booking.reconcile(at: Self.now)
        try await booking.rebuild(at: Self.now)
        let after = try await booking.reconcile(at: Self.now)
        #expect(before.isEmpty && after.isEmpty)
    }
}
