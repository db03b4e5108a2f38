import Declared
import Scheduler
import Testing

private let lists = """
    days:
      - { id: feast, on: 2027-03-10, name: { fr: Fête, ar: عيد }, source: s, checked: 2026-11-21 }
      - { id: other, on: 2027-05-17, name: { fr: Autre, ar: آخر }, source: s, checked: 2026-11-21 }
      - { on: 2027-06-30, name: { fr: Sans, ar: بلا }, source: s, checked: 2026-11-21 }
      - { id: sure, on: 2027-06-01, name: { fr: Sûr, ar: أكيد }, source: s, checked: 2026-11-21, confirmed: true }
    """

private func text(_ decisions: String = "") -> String {
    """
    zone: Europe/Brussels
    holidays: [moon]   # one list
    \(decisions)
    groups:
      desk:
        services:
          stamp: { base: 5, per_unit: 5 }
        hours:
          - days: [monday, tuesday, wednesday, thursday, friday]
            from: "09:00"
            to: "12:00"
            counters: 1
        exceptions:
          - { on: 2027-05-18, hours: [{ from: "10:00", to: "11:00", counters: 1 }] }
    """
}

private let today = Ground.monday - 2

private func source(_ text: String) throws -> AgendaSource {
    let list = Holidays.read(DeclaredFile(path: "moon.yaml", contents: lists, locales: ["fr", "ar"]))
    try #require(list.findings.isEmpty, "\(list.findings)")
    return AgendaSource(
        post: "here", file: DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"]),
        holidays: ["moon": list.holidays])
}

private func read(_ decisions: String) throws -> (agenda: Agenda?, findings: [Finding]) {
    try source(text(decisions)).read(today: today)
}

private func isOpen(_ agenda: Agenda?, _ date: String) throws -> Bool {
    let day = try #require(LocalDate(date))
    return try !#require(agenda).groups[0].hours(on: day).isEmpty
}

@Suite struct `An estimated holiday` {
    @Test func `closes nothing before the agenda confirms it, then the day that it says`() throws {
        let estimated = try read("").agenda
        #expect(estimated?.estimates.compactMap(\.id) == ["feast", "other"])
        #expect(try isOpen(estimated, "2027-03-10") && !isOpen(estimated, "2027-06-01"))
        let (agenda, findings) = try read("confirmed_holidays: [{ holiday: feast, on: 2027-03-11 }]")
        #expect(findings.isEmpty && agenda?.estimates.compactMap(\.id) == ["other"])
        #expect(try isOpen(agenda, "2027-03-10") && !isOpen(agenda, "2027-03-11"))
        #expect(agenda?.groups[0].holidays[try #require(LocalDate("2027-03-11"))]?["fr"] == "Fête")
    }

    @Test func `may be refused, and an exception goes before it`() throws {
        let decisions = """
            confirmed_holidays:
              - { holiday: feast, applies: false }
              - { holiday: other, on: 2027-05-18 }
              - { holiday: sure, applies: false }
            """
        let (agenda, findings) = try read(decisions)
        #expect(findings.isEmpty && agenda?.estimates == [])
        for date in ["2027-03-10", "2027-05-18", "2027-06-01"] {
            #expect(try isOpen(agenda, date), "\(date)")
        }
    }

    @Test(arguments: [
        ("{ holiday: feats, on: 2027-03-10 }", "no list of this agenda has the holiday 'feats'"),
        (
            "{ holiday: feast, on: 2027-03-14 }",
            "2027-03-14 is more than 3 days from the estimate, 2027-03-10"
        ),
        (
            "{ holiday: feast, on: 2027-03-06 }",
            "2027-03-06 is more than 3 days from the estimate, 2027-03-10"
        ),
        ("{ holiday: feast, on: 2027-03-32 }", "'2027-03-32' is no date"),
        ("{ holiday: feast }", "it says neither or both of a day and that it doesn't apply"),
        (
            "{ holiday: feast, on: 2027-03-10, applies: false }",
            "it says neither or both of a day and that it doesn't apply"
        ),
        (
            "{ holiday: feast, on: 2027-03-10 }, { holiday: feast, on: 2027-03-11 }",
            "'feast' stands there twice"
        ),
    ])
    func `that is decided wrongly is told, at its line and with what to do`(entry: String, what: String)
        throws
    {
        let (agenda, findings) = try read("confirmed_holidays: [\(entry)]")
        #expect(agenda == nil && findings.map(\.what) == [what] && findings.first?.line == 3)
        #expect(findings.allSatisfy { !$0.mend.isEmpty })
    }

    @Test func `is told when it is over, and hinders nothing`() throws {
        let late = try source(text("confirmed_holidays: [{ holiday: feast, on: 2027-03-10 }]"))
            .read(today: try #require(LocalDate("2027-03-11")))
        #expect(late.agenda != nil && late.findings.map(\.what) == ["the holiday 'feast' is over"])
    }

    @Test func `stands once in its list`() {
        let twice = lists.replacing("id: other", with: "id: feast")
        let list = Holidays.read(DeclaredFile(path: "moon.yaml", contents: twice, locales: ["fr", "ar"]))
        #expect(list.findings.map(\.what) == ["'feast' stands there twice"] && list.findings[0].line == 3)
    }

    @Test func `is decided by a line in the text, every other line stays`() throws {
        let before = text("# what we know")
        let day = try #require(LocalDate("2027-03-09"))
        let once = try AgendaEdit.holiday(HolidayDecision(holiday: "feast", on: day))
            .apply(to: before, of: source(before), today: today)
        let twice = try AgendaEdit.holiday(HolidayDecision(holiday: "other", on: nil))
            .apply(to: once, of: source(before), today: today)
        #expect(
            twice.contains("  - { holiday: feast, on: 2027-03-09 }\n  - { holiday: other, applies: false }\n")
        )
        let difference = TextDifference(from: before, to: twice)
        #expect(!difference.lines.contains { if case .left = $0 { true } else { false } })
        let agenda = try source(twice).read(today: today).agenda
        #expect(try !isOpen(agenda, "2027-03-09") && isOpen(agenda, "2027-03-10"))
        #expect(agenda?.estimates == [])
    }

    @Test(arguments: [("feast", "2027-03-20"), ("sure", "2027-06-01"), ("none", "2027-03-10")])
    func `can't be decided otherwise than the check allows, nor what is no estimate`(id: String, on: String)
        throws
    {
        let before = text()
        let day = LocalDate(on)
        #expect(throws: AgendaEdit.Refusal.byHand) {
            try AgendaEdit.holiday(HolidayDecision(holiday: id, on: day))
                .apply(to: before, of: source(before), today: today)
        }
    }
}
