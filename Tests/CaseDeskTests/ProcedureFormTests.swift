import CaseDesk
import Declared
import Scheduler
import Testing

/// A small procedure for tests, read like any other.
let sampleFlow = """
    id: short
    initial: draft
    states:
      draft: {clock: stopped, label: {fr: a, ar: a}, sentence: {fr: a, ar: a}}
      sent: {clock: running, label: {fr: a, ar: a}, sentence: {fr: a, ar: a}}
      paused: {clock: paused, label: {fr: a, ar: a}, sentence: {fr: a, ar: a}}
      done: {clock: stopped, final: true, label: {fr: a, ar: a}, sentence: {fr: a, ar: a}}
    reasons:
      blurred: {fr: a, ar: a}
    actions:
      submit: {from: [draft], to: sent, roles: [citizen], guards: [form_complete, pieces_complete], effects: [submit], label: {fr: a, ar: a}}
      correct: {from: [sent], to: paused, roles: [agent], reasons: [blurred], effects: [request_correction], label: {fr: a, ar: a}}
      again: {from: [paused], to: sent, roles: [citizen], label: {fr: a, ar: a}}
      approve: {from: [sent], to: done, roles: [agent], guards: [paid], label: {fr: a, ar: a}}
    """

let sampleProcedure = """
    id: sample
    version: 1
    flow: short
    title: {fr: a, ar: a}
    summary: {fr: a, ar: a}
    delay: {fr: a, ar: a}
    steps:
      - id: purpose
        title: {fr: a, ar: a}
        fields:
          - id: purpose
            type: choice
            label: {fr: a, ar: a}
            choices:
              - {value: study, label: {fr: a, ar: a}}
              - {value: work, label: {fr: a, ar: a}}
              - {value: other, label: {fr: a, ar: a}}
      - id: school
        when: {field: purpose, is: study}
        title: {fr: a, ar: a}
        fields:
          - {id: school, type: text, longest: 20, label: {fr: a, ar: a}}
          - {id: year, type: integer, least: 1, most: 8, label: {fr: a, ar: a}}
      - id: holder
        title: {fr: a, ar: a}
        fields:
          - {id: name, type: text, label: {fr: a, ar: a}}
          - {id: birth, type: date, must_be: past, label: {fr: a, ar: a}}
          - {id: country, type: country, required: false, label: {fr: a, ar: a}}
      - id: copies
        title: {fr: a, ar: a}
        fields:
          - {id: copies, type: integer, least: 1, most: 5, label: {fr: a, ar: a}}
          - {id: agreed, type: consent, label: {fr: a, ar: a}}
    pieces:
      - {id: proof, label: {fr: a, ar: a}, why: {fr: a, ar: a}, formats: [pdf, png], max_mb: 1}
      - {id: card, when: {field: purpose, is: study}, label: {fr: a, ar: a}, why: {fr: a, ar: a}, formats: [pdf, jpeg, png], max_mb: 1}
    fee:
      currency: EUR
      parts:
        - {id: copy, label: {fr: a, ar: a}, amount: 7.50, per: copies}
        - {id: service, label: {fr: a, ar: a}, amount: 5}
      waivers:
        - {id: student, label: {fr: a, ar: a}, when: {field: purpose, is: study}}
    identity: [name, birth]
    retention: {draft_days: 90, closed_days: 365}
    """

func sample(_ text: String = sampleProcedure, flow: String = sampleFlow) throws -> Procedure {
    let source = ProcedureSource(
        file: "procedures/sample.yaml", text: text, flowFile: "procedures/flows/short.yaml", flowText: flow)
    return try #require(Catalogue.procedure(from: source, locales: ["fr", "ar"]))
}

func id<Owner>(_ text: String, of owner: Owner.Type = Owner.self) throws -> Slug<Owner> {
    try #require(Slug<Owner>(text))
}

@Suite struct `A form` {
    let today = LocalDate(ordinal: 20_778)  // 2026-11-21

    @Test func `asks only what the answers call for`() throws {
        let form = try sample().form
        var answers = Answers([try id("purpose"): .text("work")])
        #expect(form.path(answers, on: today).map(\.id.text) == ["purpose", "holder", "copies"])
        answers[try id("purpose")] = .text("study")
        #expect(form.path(answers, on: today).map(\.id.text) == ["purpose", "school", "holder", "copies"])
    }

    @Test func `forgets the answer to a question that isn't asked any more`() throws {
        let form = try sample().form
        let before = Answers([try id("purpose"): .text("study"), try id("school"): .text("ULB")])
        let entry = form.enter(["purpose": "work"], into: try id("purpose"), of: before, on: today)
        #expect(entry.isSound)
        #expect(entry.answers[try id("school")] == nil)
    }

    @Test func `takes nothing into a step that isn't asked`() throws {
        let form = try sample().form
        let entry = form.enter(
            ["school": "ULB", "year": "1"], into: try id("school"),
            of: Answers([try id("purpose"): .text("work")]),
            on: today)
        #expect(entry.answers[try id("school")] == nil)
    }

    @Test(arguments: [
        (["year": ""], FieldProblem.missing), (["year": "nine"], .notANumber), (["year": "0"], .tooSmall(1)),
        (["year": "9"], .tooLarge(8)), (["year": "1.5"], .notANumber),
    ])
    func `names what is wrong with a number`(inputs: [String: String], problem: FieldProblem) throws {
        let form = try sample().form
        let answers = Answers([try id("purpose"): .text("study")])
        let inputs = inputs.merging(["school": "ULB"]) { first, _ in first }
        let entry = form.enter(inputs, into: try id("school"), of: answers, on: today)
        #expect(entry.problems == [try id("year"): problem])
        #expect(entry.answers.text(try id("school")) == "ULB")
    }

    @Test(arguments: [
        (("31", "2", "2000"), FieldProblem.notADate), (("1", "1", ""), .notADate),
        (("1", "1", "85"), .notADate),
        (("22", "11", "2026"), .dateNotPast), (("", "", ""), .missing), (("x", "1", "2000"), .notADate),
    ])
    func `names what is wrong with a date`(typed: (String, String, String), problem: FieldProblem) throws {
        let form = try sample().form
        let inputs = ["name": "A", "birth-day": typed.0, "birth-month": typed.1, "birth-year": typed.2]
        let entry = form.enter(inputs, into: try id("holder"), of: Answers(), on: today)
        #expect(entry.problems[try id("birth")] == problem)
    }

    @Test func `reads the digits of an Arabic keyboard`() throws {
        let form = try sample().form
        let inputs = ["name": "ليلى", "birth-day": "٢٧", "birth-month": "۳", "birth-year": "١٩٨٥"]
        let entry = form.enter(inputs, into: try id("holder"), of: Answers(), on: today)
        #expect(entry.answers.date(try id("birth")) == LocalDate(year: 1985, month: 3, day: 27))
        #expect(entry.isSound)
    }

    @Test func `takes out characters that hide or turn what is read`() throws {
        let form = try sample().form
        let inputs = [
            "name": "  Mu\u{202E}kendi\u{0000}\u{200B} ", "birth-day": "1", "birth-month": "1",
            "birth-year": "1990",
        ]
        let entry = form.enter(inputs, into: try id("holder"), of: Answers(), on: today)
        #expect(entry.answers.text(try id("name")) == "Mukendi")
    }

    @Test(arguments: [("ZZ", false), ("cd", true), ("C", false), ("150", false)])
    func `knows countries by their two letters`(typed: String, holds: Bool) throws {
        let form = try sample().form
        let inputs = [
            "name": "A", "birth-day": "1", "birth-month": "1", "birth-year": "1990", "country": typed,
        ]
        let entry = form.enter(inputs, into: try id("holder"), of: Answers(), on: today)
        #expect(entry.isSound == holds)
    }

    @Test func `wants the box ticked, and says where it stops`() throws {
        let form = try sample().form
        var answers = Answers([try id("purpose"): .text("work")])
        #expect(form.firstOpenStep(answers, on: today)?.id.text == "holder")
        answers =
            form.enter(
                ["name": "A", "birth-day": "1", "birth-month": "1", "birth-year": "1990"],
                into: try id("holder"),
                of: answers, on: today
            ).answers
        let refused = form.enter(["copies": "2"], into: try id("copies"), of: answers, on: today)
        #expect(refused.problems == [try id("agreed"): .notConsented])
        let taken = form.enter(
            ["copies": "2", "agreed": "yes"], into: try id("copies"), of: answers, on: today)
        #expect(form.isComplete(taken.answers, on: today))
    }

    @Test func `shows an answer again as it was typed in parts`() throws {
        let form = try sample().form
        let field = try #require(form.field(try id("birth")))
        let date = try #require(LocalDate(year: 1990, month: 2, day: 3))
        #expect(
            field.inputs(for: .date(date)) == ["birth-day": "3", "birth-month": "2", "birth-year": "1990"])
    }
}

@Suite struct `A condition` {
    let today = LocalDate(ordinal: 20_778)

    @Test func `is false of a field without an answer`() throws {
        let field: Field.ID = try id("purpose")
        for condition in [
            Condition.given(field), .equals(field, .text("a")), .among(field, ["a"]), .atLeast(field, 0),
            .atMost(field, 9), .youngerThan(field, years: 200),
        ] {
            #expect(!condition.holds(in: Answers(), on: today))
            #expect(Condition.not(condition).holds(in: Answers(), on: today))
        }
    }

    @Test(arguments: [(2008, 11, 21, false), (2008, 11, 22, true), (2008, 2, 29, false)])
    func `counts years up to the birthday`(year: Int, month: Int, day: Int, isMinor: Bool) throws {
        let birth: Field.ID = try id("birth")
        let date = try #require(LocalDate(year: year, month: month, day: day))
        let answers = Answers([birth: .date(date)])
        #expect(Condition.youngerThan(birth, years: 18).holds(in: answers, on: today) == isMinor)
    }

    @Test func `combines by all, any and not`() throws {
        let count: Field.ID = try id("count")
        let answers = Answers([count: .integer(3)])
        #expect(Condition.all([.atLeast(count, 3), .atMost(count, 3)]).holds(in: answers, on: today))
        #expect(!Condition.all([.atLeast(count, 3), .atMost(count, 2)]).holds(in: answers, on: today))
        #expect(Condition.any([.atLeast(count, 4), .atMost(count, 3)]).holds(in: answers, on: today))
        #expect(Condition.all([]).holds(in: answers, on: today))
        #expect(!Condition.any([]).holds(in: answers, on: today))
    }
}

@Suite struct `A fee` {
    let today = LocalDate(ordinal: 20_778)

    @Test func `counts its parts by the answers`() throws {
        let fee = try #require(try sample().fee)
        let quote = fee.quote(for: Answers([try id("copies"): .integer(3)]), on: today)
        #expect(quote.total.minor == 2_750)
        #expect(quote.due.plain == "27.50")
    }

    @Test func `falls away by a waiver`() throws {
        let fee = try #require(try sample().fee)
        let answers = Answers([try id("copies"): .integer(3), try id("purpose"): .text("study")])
        let quote = fee.quote(for: answers, on: today)
        #expect(quote.due.minor == 0)
        #expect(quote.total.minor == 2_750)
        #expect(quote.waiver?.text == "student")
    }
}
