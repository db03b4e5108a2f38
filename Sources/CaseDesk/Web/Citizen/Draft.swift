import Channels
import Declared
import Scheduler

/// A dossier in the hands of the person whose it is, with the definition that it follows.
struct Draft: Sendable {
    let dossier: Dossier
    let procedure: Procedure
    let today: LocalDate

    /// The one named in the address. Somebody else's is as unknown as one that never was.
    static func load(_ web: WebRequest) async throws -> Draft {
        let person = try web.person
        guard let id = Dossier.ID(try web.parameter("dossier")),
            let dossier = try await web.stories.dossiers.load(id), dossier.person == person
        else { throw WebFailure.notFound }
        return Draft(
            dossier: dossier, procedure: try await web.stories.dossiers.procedure(of: dossier),
            today: web.stories.dossiers.today(of: dossier))
    }

    var path: String { "/d/\(dossier.id)" }
    var steps: [Form.Step] { procedure.form.path(dossier.answers, on: today) }
    var pieces: [PieceRequirement] { procedure.pieces(for: dossier.answers, on: today) }
    var isFormComplete: Bool { procedure.form.isComplete(dossier.answers, on: today) }
    var pathAfterForm: String { "\(path)/\(pieces.isEmpty ? "check" : "pieces")" }

    /// The steps of the form, then the pieces, then the check.
    var stepCount: Int { steps.count + (pieces.isEmpty ? 0 : 1) + 1 }

    func step(named name: String) throws(WebFailure) -> (Form.Step, Int) {
        guard let index = steps.firstIndex(where: { $0.id.text == name }) else { throw .notFound }
        return (steps[index], index)
    }

    func step(after id: Form.Step.ID) -> Form.Step? {
        guard let index = steps.firstIndex(where: { $0.id == id }), index + 1 < steps.count else {
            return nil
        }
        return steps[index + 1]
    }

    func page(
        _ web: WebRequest, _ step: Form.Step, at index: Int, inputs: [String: String],
        problems: [Field.ID: FieldProblem]
    ) -> StepPage {
        let controls = step.fields.map { field in
            FieldControl(field: field, say: web.say, inputs: inputs, problem: problems[field.id])
        }
        let returning = web.query("return") == "check" || web.form["_return"] == "check"
        let before =
            index > 0 ? "\(path)/form/\(steps[index - 1].id)" : "/procedures/\(procedure.id)"
        return StepPage(
            frame: web.frame, title: step.title[web.locale], introduction: step.introduction?[web.locale],
            controls: controls.map(\.control), errors: controls.compactMap(\.error),
            progress: (index + 1, stepCount), action: web.link("\(path)/form/\(step.id)"),
            back: web.link(returning ? "\(path)/check" : before), returning: returning)
    }
}

extension CheckPage {
    init(_ draft: Draft, quote: FeeQuote?, web: WebRequest) async throws {
        var groups = AnswerText(say: web.say).groups(
            of: draft.procedure.form, draft.dossier.answers, on: draft.today,
            change: { web.link("\(draft.path)/form/\($0.id)?return=check") })
        let pieces = try await web.stories.pieces.all(of: draft.dossier).filter { $0.state == .kept }
        let rows = pieces.map { piece in
            SummaryList.Row(
                label: draft.procedure.piece(piece.requirement)?.label[web.locale] ?? "",
                value: "\(piece.received(web.say))",
                change: (href: web.link("\(draft.path)/pieces"), label: web.say("web.check.change")))
        }
        if !rows.isEmpty { groups.append(Group(title: web.say("web.check.pieces"), rows: rows)) }
        self.init(
            frame: web.frame, groups: groups, fee: Self.lines(of: quote, draft, web: web),
            feeNote: Self.note(on: quote, web: web), action: web.link("\(draft.path)/submit"),
            back: web.link(draft.pieces.isEmpty ? "\(draft.path)/form" : "\(draft.path)/pieces"))
    }

    /// With how many of them, where the fee counts something.
    private static func lines(
        of quote: FeeQuote?, _ draft: Draft, web: WebRequest
    ) -> [(label: String, amount: String)] {
        guard let quote else { return [] }
        func shown(_ minor: Int64) -> String {
            web.site.words.show(.money(minor: minor, currency: quote.currency.code), in: web.locale)
        }
        let parts = quote.lines.map { line in
            let label = line.label[web.locale]
            let isCounted = draft.procedure.fee?.parts.contains { $0.id == line.part && $0.perField != nil }
            return (label: isCounted == true ? "\(label) × \(line.count)" : label, amount: shown(line.total))
        }
        return parts + [(web.say("web.check.total"), shown(quote.due.minor))]
    }

    private static func note(on quote: FeeQuote?, web: WebRequest) -> String? {
        guard let quote else { return nil }
        guard let waiver = quote.waiverLabel else { return web.say("web.check.fee_counter") }
        return web.say("web.check.waived", ["reason": .text(waiver[web.locale])])
    }
}
