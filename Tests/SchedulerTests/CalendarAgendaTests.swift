import Declared
import Scheduler
import Testing

private let head = """
    zone: Europe/Brussels
    groups:
      desk:
        services:
          stamp: { base: 5, per_unit: 3 }

    """

private func read(_ text: String) -> (agenda: Agenda?, findings: [Finding]) {
    let file = DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"])
    return AgendaFile(post: "here", file: file, today: LocalDate(ordinal: 20_000)).read()
}

@Suite struct `An agenda` {
    @Test func `is read with breaks, exceptions and closures`() throws {
        let (agenda, findings) = read(
            head + """
                    hours:
                      - { days: [monday], from: "09:00", to: "16:00", counters: 2,
                          breaks: [{ from: "12:30", to: "14:00" }] }
                    exceptions:
                      - { on: 2026-12-21 }
                    closures:
                      - { from: 2026-12-28, reason: { fr: Congé, ar: عطلة } }
                """)
        #expect(findings.isEmpty)
        let group = try #require(agenda?.groups.first)
        let monday = try #require(LocalDate("2026-12-14"))
        #expect(group.hours(on: monday).map { "\($0.from)-\($0.to)" } == ["09:00-12:30", "14:00-16:00"])
        #expect(group.hours(on: monday + 1).isEmpty)
        #expect(group.hours(on: monday + 7).isEmpty)
        #expect(group.hours(on: monday + 14).isEmpty)
        #expect(group.closure(on: monday + 14)?.reason["ar"] == "عطلة")
        #expect(agenda?.service("stamp")?.service.cells(units: 2) == 3)
    }

    @Test(arguments: [
        (#"- { days: [mondy], from: "09:00", to: "10:00", counters: 1 }"#, "'mondy' is not a choice"),
        (#"- { days: [monday], from: "09:02", to: "10:00", counters: 1 }"#, "no time in steps of five"),
        (
            #"- { days: [monday], from: "11:00", to: "10:00", counters: 1 }"#,
            "ends at 10:00, before it begins"
        ),
        (#"- { days: [monday], from: "09:00", to: "10:00", counters: 0 }"#, "counters' is 0"),
        (
            #"- { days: [monday], from: "09:00", to: "10:00", counters: 1, breaks: [{from: "08:00", to: "09:30"}] }"#,
            "isn't within the hours"
        ),
        (
            #"- { days: [monday], from: "09:00", to: "11:00", counters: 1 }"#
                + "\n      - "
                + #"{ days: [friday, monday], from: "10:00", to: "12:00", counters: 1 }"#,
            "overlap others on monday"
        ),
        (
            #"- { rule: FREQ=MONTHLY;BYDAY=1MO, starting: 2026-01-01, from: "09:00", to: "11:00", counters: 1 }"#
                + "\n      - "
                + #"{ days: [friday, monday], from: "10:00", to: "12:00", counters: 1 }"#,
            "overlap others on monday"
        ),
        (
            #"- { rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, starting: 2026-01-01, from: "09:00", to: "11:00", counters: 1 }"#,
            "never occurs"
        ),
        (
            #"- { rule: FREQ=SOMETIMES, starting: 2026-01-01, from: "09:00", to: "11:00", counters: 1 }"#,
            "is no frequency"
        ),
    ])
    func `tells what is wrong and where`(rule: String, what: String) throws {
        let (agenda, findings) = read(head + "    hours:\n      \(rule)\n")
        #expect(agenda == nil)
        let finding = try #require(findings.first { $0.what.contains(what) }, "\(findings)")
        #expect(finding.line >= 7 && !finding.mend.isEmpty)
    }

    @Test func `refuses an unknown zone and a service in two groups`() {
        let (_, findings) = read(
            """
            zone: Europe/Bruxelles
            groups:
              a: { services: { s: { base: 5 } }, hours: [{ days: [monday], from: "09:00", to: "10:00", counters: 1 }] }
              b: { services: { s: { base: 5 } }, hours: [{ days: [monday], from: "09:00", to: "10:00", counters: 1 }] }
            """)
        #expect(findings.map(\.line) == [1, 4])
    }

    @Test func `points at a closure that is over and still serves`() {
        let (agenda, findings) = read(
            head + """
                    hours: [{ days: [monday], from: "09:00", to: "16:00", counters: 2 }]
                    closures: [{ from: 2020-01-01, reason: { fr: x, ar: x } }]
                """)
        #expect(agenda != nil)
        #expect(findings.map(\.what) == ["the closure until 2020-01-01 is over"])
    }

    @Test func `is closed on a confirmed holiday unless an exception opens it`() throws {
        let lists = Holidays.read(
            DeclaredFile(
                path: "holidays/be.yaml",
                contents: """
                    days:
                      - { on: 2026-12-21, name: { fr: A, ar: أ }, source: s, checked: 2026-11-21, confirmed: true }
                      - { on: 2026-12-28, name: { fr: B, ar: ب }, source: s, checked: 2026-11-21 }
                      - { on: 2027-01-04, name: { fr: C, ar: ج }, source: s, checked: 2026-11-21, confirmed: true }
                    """, locales: ["fr", "ar"]))
        #expect(lists.findings.isEmpty)
        let text =
            head.replacing("groups:", with: "holidays: [be]\ngroups:") + """
                    hours: [{ days: [monday], from: "09:00", to: "16:00", counters: 2 }]
                    exceptions: [{ on: 2027-01-04, hours: [{ from: "10:00", to: "11:00", counters: 1 }] }]
                """
        let file = DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"])
        let (agenda, findings) = AgendaFile(
            post: "here", file: file, today: LocalDate(ordinal: 20_000), holidays: ["be": lists.holidays]
        ).read()
        #expect(findings.isEmpty)
        let group = try #require(agenda?.groups.first)
        let monday = try #require(LocalDate("2026-12-14"))
        #expect([0, 7, 14, 21].map { group.hours(on: monday + $0).map(\.counters) } == [[2], [], [2], [1]])
        let unknown = AgendaFile(post: "here", file: file, today: LocalDate(ordinal: 20_000)).read().findings
        #expect(unknown.map(\.what) == ["there are no holidays 'be'"])
    }
}

@Suite struct `A day's capacity` {
    /// Counts, minute by minute over the wall clock, what the expansion says by cells.
    @Test(arguments: ["Europe/Brussels", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca"])
    func `equals a recount by the wall clock`(name: String) throws {
        let zone = try Zone(name)
        var random = SystemRandomNumberGenerator()
        var date = try #require(LocalDate("2026-01-01"))
        while date.year == 2026 {
            let hours = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ -> Hours? in
                let from = Int.random(in: 0...287, using: &random)
                let to = Int.random(in: 0...288, using: &random)
                guard from < to, let begin = LocalTime(secondOfDay: from * 300),
                    let end = LocalTime(secondOfDay: to * 300)
                else { return nil }
                return Hours(from: begin, to: end, counters: Int.random(in: 1...5, using: &random))
            }
            let group = DeskGroup(
                id: "g", services: [], rules: [], exceptions: [date: hours], closures: [], reserved: [])
            let capacity = Capacity(group: group, on: date, zone: zone)
            let start = zone.start(of: date)
            for (cell, byte) in capacity.bytes.enumerated() {
                let instant = start + Cell.duration * cell
                let wall = zone.wall(at: instant)
                let twice =
                    zone.instant(of: wall) != instant || zone.wall(at: instant + .hours(1)).time <= wall.time
                let near = [-12, 12].contains { offset in
                    zone.offset(at: instant + Cell.duration * offset) != zone.offset(at: instant)
                }
                // Where the clock changes, the recount by wall time alone is ambiguous.
                if twice || near { continue }
                let open = hours.filter { ($0.from..<$0.to).contains(wall.time) }.reduce(0) {
                    $0 + $1.counters
                }
                #expect(Int(byte & 127) == open, "\(date) \(wall)")
                let next = (wall.time.secondOfDay + 300)
                let ends = hours.contains { $0.to.secondOfDay == next }
                #expect((byte >= 128) == ends, "\(date) \(wall)")
            }
            date = date + 1
        }
    }

    @Test func `lasts an hour less or more when the night shift meets a clock change`() throws {
        let zone = try Zone("Europe/Brussels")
        let hours = Hours(
            from: try #require(LocalTime("01:00")), to: try #require(LocalTime("05:00")), counters: 1)
        func cells(_ text: String) throws -> Int {
            let date = try #require(LocalDate(text))
            let group = DeskGroup(
                id: "g", services: [], rules: [], exceptions: [date: [hours]], closures: [], reserved: [])
            return Capacity(group: group, on: date, zone: zone).bytes.count { $0 & 127 == 1 }
        }
        #expect(try cells("2026-03-28") == 48)
        #expect(try cells("2026-03-29") == 36)
        #expect(try cells("2026-10-25") == 60)
    }
}
