import Declared
import Scheduler
import Testing

@Suite struct `The rules for absences of a service` {
    private func read(_ lines: String) -> (policy: AbsencePolicy?, findings: [Finding]) {
        let text = """
            zone: Europe/Brussels
            groups:
              desk:
                services:
                  stamp:
                    base: 5
                    per_unit: 3
            \(lines)
                hours:
                  - { days: [monday], from: "09:00", to: "12:00", counters: 2 }
            """
        let file = DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr"])
        let (agenda, findings) = AgendaFile(
            post: "here", file: file, today: LocalDate(ordinal: 20_000)
        ).read()
        return (agenda?.service("stamp")?.service.absences, findings)
    }

    @Test func `are reminders at seven days, two days and three hours, and nothing goes back`() {
        let (policy, findings) = read("")
        #expect(findings.isEmpty)
        #expect(policy?.reminders == [.sevenDays, .twoDays, .threeHours] && policy?.release == nil)
    }

    @Test func `are what the service declares`() {
        let (policy, findings) = read(
            "        reminders: [2h, 14d, 1d]\n        unconfirmed: { release: 12h }")
        #expect(findings.isEmpty)
        #expect(policy?.reminders.map(\.description) == ["14d", "1d", "2h"])
        #expect(policy?.release?.description == "12h")
        #expect(read("        reminders: []").policy?.reminders == [])
    }

    @Test(arguments: [
        ("reminders: [soon]", "'soon' is no time before"),
        ("reminders: [91d]", "'91d' is no time before"),
        ("reminders: [0h]", "'0h' is no time before"),
        ("unconfirmed: { release: 7d }", "nobody is asked before 7d"),
        ("unconfirmed: {}", "'release' is missing"),
    ]) func `are refused with their line when they can't be kept`(line: String, what: String) {
        let (policy, findings) = read("        \(line)")
        #expect(policy == nil && findings.map(\.line) == [8])
        #expect(findings.first?.what.contains(what) == true, "\(findings)")
    }
}

@Suite struct `A time before an appointment` {
    /// Monday 29 March 2027, 09:00 in Brussels; the clocks went forward the day before.
    @Test func `keeps the hour on the wall over a change of the clocks, in days but not in hours`()
        async throws
    {
        let zone = try Zone("Europe/Brussels")
        let ground = try await Ground()
        let monday = try #require(LocalDate("2027-03-29"))
        let nine = LocalDateTime(date: monday, time: try #require(LocalTime("09:00")))
        let now = zone.start(of: monday - 10)
        try await ground.booking.publish(at: now)
        let held = try await ground.booking.hold(
            Ground.visit, from: zone.instant(of: nine), for: "s", identity: nil, request: "r", at: now)
        let place = try #require(held.appointment)
        #expect(
            zone.wall(at: Ahead.sevenDays.instant(before: place)).description == "2027-03-22T09:00:00")
        #expect(place.start - Ahead.sevenDays.instant(before: place) == .hours(7 * 24 - 1))
        let hours = try #require(Ahead("48h"))
        #expect(zone.wall(at: hours.instant(before: place)).description == "2027-03-27T08:00:00")
        await ground.close()
    }
}
