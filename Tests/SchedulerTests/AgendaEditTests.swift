import Declared
import Scheduler
import Testing

private let text = """
    # The clerk's own words.
    zone: Europe/Brussels

    groups:
      desk:   # two counters
        services:
          stamp: { base: 5, per_unit: 3, horizon: 30 }
        hours:
          - days: [monday, tuesday]
            from: "09:00"
            to: "12:00"
            counters: 2   # since May
          - { days: [friday], from: "10:00", to: "11:00", counters: 1 }

        # Other hours on one day.
        exceptions:
          - on: 2026-12-24
            hours:
              - { from: "09:00", to: "10:00", counters: 1 }
      other:
        services: { photo: { base: 10 } }
        hours: [{ days: [monday], from: "09:00", to: "10:00", counters: 1 }]
        # reserved: nothing yet
    """

private let today = LocalDate("2026-11-21") ?? LocalDate(ordinal: 0)

private func source(_ text: String = text) -> AgendaSource {
    AgendaSource(
        post: "here", file: DeclaredFile(path: "agenda.yaml", contents: text, locales: ["fr", "ar"]),
        holidays: [:])
}

private func closure(_ group: String) throws -> AgendaEdit {
    .closure(
        group: group,
        Closure(
            from: try #require(LocalDate("2026-12-28")), to: try #require(LocalDate("2026-12-30")),
            reason: LocalizedText(["fr": #"Fête : "dite" de l’an \ fin"#, "ar": "عطلة"])))
}

@Suite struct `A small edit of an agenda` {
    @Test(arguments: ["desk", "other"])
    func `adds a closure and keeps every line that stood there`(group: String) throws {
        let edited = try closure(group).apply(to: text, of: source(), today: today)
        let difference = TextDifference(from: text, to: edited)
        #expect(!difference.lines.contains { if case .left = $0 { true } else { false } })
        let again = try AgendaEdit.closure(
            group: group,
            Closure(
                from: try #require(LocalDate("2027-01-04")), to: try #require(LocalDate("2027-01-04")),
                reason: LocalizedText(["fr": "x", "ar": "y"]))
        ).apply(to: edited, of: source(), today: today)
        let closures = try #require(source().read(again, today: today).agenda?.group(group)?.closures)
        #expect(closures.map { "\($0.from)" } == ["2026-12-28", "2027-01-04"])
        #expect(closures[0].reason["fr"] == #"Fête : "dite" de l’an \ fin"#)
    }

    @Test func `changes one day, open or closed, once`() throws {
        let date = try #require(LocalDate("2026-12-31"))
        let hours = Hours(
            from: try #require(LocalTime("10:00")), to: try #require(LocalTime("11:00")), counters: 3)
        for group in ["desk", "other"] {
            for sittings in [[hours], []] {
                let edit = AgendaEdit.exception(group: group, on: date, sittings)
                let edited = try edit.apply(to: text, of: source(), today: today)
                #expect(source().read(edited, today: today).agenda?.group(group)?.hours(on: date) == sittings)
                #expect(edited.contains("# since May") && edited.contains("# reserved: nothing yet"))
                #expect(throws: AgendaEdit.Refusal.alreadyThere) {
                    try edit.apply(to: edited, of: source(), today: today)
                }
            }
        }
    }

    @Test func `changes the counters of one rule only`() throws {
        let first = try AgendaEdit.counters(group: "desk", rule: 0, 4).apply(
            to: text, of: source(), today: today)
        #expect(first.contains("        counters: 4   # since May"))
        let second = try AgendaEdit.counters(group: "desk", rule: 1, 7).apply(
            to: first, of: source(), today: today)
        let rules = try #require(source().read(second, today: today).agenda?.group("desk")?.rules)
        #expect(rules.map { $0.hours.map(\.counters) } == [[4], [7]])
    }

    @Test func `refuses what only a person can change, and texts with mistakes`() throws {
        #expect(throws: AgendaEdit.Refusal.byHand) {
            try AgendaEdit.counters(group: "other", rule: 0, 4).apply(to: text, of: source(), today: today)
        }
        #expect(throws: AgendaEdit.Refusal.byHand) {
            try closure("nowhere").apply(to: text, of: source(), today: today)
        }
        let flow = text.replacing("    exceptions:", with: "    closures: []\n    exceptions:")
        #expect(throws: AgendaEdit.Refusal.byHand) {
            try closure("desk").apply(to: flow, of: source(), today: today)
        }
        let wrong = text.replacing("[friday]", with: "[fryday]")
        #expect(throws: AgendaEdit.Refusal.unsound) {
            try closure("desk").apply(to: wrong, of: source(), today: today)
        }
    }

    @Test func `is shown line by line`() {
        let difference = TextDifference(from: "a\nb\nc\nd\ne", to: "a\nb\nx\nd\ne\nf", around: 1)
        #expect(
            difference.lines == [
                .skipped(1), .kept("b"), .left("c"), .came("x"), .kept("d"), .kept("e"), .came("f"),
            ])
        #expect(TextDifference(from: "a\nb", to: "a\nb").isEmpty)
    }
}
