import Channels
import Declared
import Hummingbird
import Scheduler

/// One dossier: what was answered, what stands and what is missing, what happened.
enum DeskDossierHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/d/{dossier}", .agent, show),
        .post("/{locale}/desk/d/{dossier}/messages", .agent, write),
    ]

    private static func show(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        try await web.note("dossier.viewed", of: desk.object, by: desk.agent)
        return .page(try await DeskDossierPage(desk, web: web).html)
    }

    /// What an agent writes goes to the person on the media they gave; pressed twice, it goes once.
    private static func write(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        do {
            try await web.stories.conversations.post(
                web.form["message"], from: .agent(desk.agent.id), on: desk.dossier,
                request: try web.once)
            return .seeOther(desk.done(.message, web))
        } catch let refusal as ConversationRefusal {
            var page = try await DeskDossierPage(desk, web: web)
            page.message = (text: web.form["message"], error: web.say(refusal.key))
            return .page(page.html, status: .unprocessableContent)
        }
    }
}

extension DeskDossierPage {
    init(_ desk: DeskDossier, web: WebRequest) async throws {
        let dossier = desk.dossier
        let shown = web.shown(at: desk.post.zone)
        let standing = try await DeskStanding(desk, web: web)
        let pieces = try await Self.pieces(desk, web: web)
        let done = web.query("done").flatMap(DeskDone.init)
        self.init(
            frame: web.frame, reference: dossier.reference.description,
            procedure: desk.procedure.title[web.locale],
            state: desk.state?.label[web.locale] ?? dossier.state.text, tone: desk.state?.tone ?? .plain,
            facts: try await Self.facts(desk, shown, web: web),
            checks: standing.checks(), acts: try await Self.acts(desk, web: web),
            panels: standing.panels + (try await BehalfPanel.panels(desk, shown, web: web)), pieces: pieces,
            shown: pieces.first { $0.id == web.query("piece") } ?? pieces.first,
            documents: try await Self.documents(desk, shown, web: web),
            timeline: try await DeskTimeline(desk, shown, web: web).timeline,
            conversation: try await Self.conversation(desk, shown, web: web),
            sendAction: web.link("\(desk.path)/messages"), once: OpaqueID.random(),
            done: done.map { web.say($0.key) })
    }

    private static func facts(
        _ desk: DeskDossier, _ shown: Shown, web: WebRequest
    ) async throws -> [(label: String, value: String)] {
        let dossier = desk.dossier
        let text = AnswerText(say: web.say)
        let today = web.stories.dossiers.today(of: dossier)
        let fields = desk.procedure.form.path(dossier.answers, on: today).flatMap(\.fields)
        let answers = fields.map { field in
            (label: field.label[web.locale], value: text.text(of: dossier.answers[field.id], to: field))
        }
        let person = try await web.stories.people.load(dossier.person, in: web.stories.postgres)
        let contact = [person?.email?.value, person?.phone?.e164].compactMap(\.self).joined(separator: " · ")
        let language = web.site.words.locale(dossier.locale).name
        return answers + [
            (web.say("desk.dossier.contact"), contact), (web.say("desk.dossier.language"), language),
            (web.say("desk.dossier.submitted"), dossier.submittedAt.map(shown.moment) ?? ""),
        ]
    }

    private static func documents(
        _ desk: DeskDossier, _ shown: Shown, web: WebRequest
    ) async throws -> [(title: String, href: String, detail: String)] {
        let today = web.stories.dossiers.today(of: desk.dossier)
        return try await web.stories.documents.documents(
            of: desk.dossier.id.text, in: web.stories.postgres
        ).map { document in
            let standing = web.say("desk.document.\(document.standing(on: today))")
            // Isolated: in Arabic the dots would go to the other side.
            let number = "\u{2066}…\(document.lastFour)\u{2069}"
            return (
                title: web.stories.title(ofDocument: document.kind, in: web.locale),
                href: web.link("\(desk.path)/documents/\(document.id)"),
                detail: "\(number) · \(shown.date(document.issuedOn)) · \(standing)"
            )
        }
    }

    private static func conversation(
        _ desk: DeskDossier, _ shown: Shown, web: WebRequest
    ) async throws -> [DossierPage.Said] {
        var names = PerformerNames(web: web)
        var said: [DossierPage.Said] = []
        for line in try await web.stories.conversations.list(desk.dossier) {
            said.append(
                DossierPage.Said(
                    who: try await names.name(of: line.performer), when: shown.moment(line.at),
                    text: line.text, isMine: line.direction == .out))
        }
        return said
    }

    private static func acts(_ desk: DeskDossier, web: WebRequest) async throws -> [Act] {
        let choices = try await web.stories.dossiers.choices(for: desk.agent.actors, on: desk.dossier)
        return choices.map { action, missing in
            Act(
                label: action.label[web.locale], href: web.link("\(desk.path)/act/\(action.id)"),
                kind: action.buttonKind, blocked: web.blocked(by: missing))
        }
    }

    private static func pieces(_ desk: DeskDossier, web: WebRequest) async throws -> [Piece] {
        try await web.stories.pieces.all(of: desk.dossier).map { piece in
            let label = desk.procedure.piece(piece.requirement)?.label[web.locale] ?? piece.requirement.text
            let state = web.say(piece.state == .refused ? "desk.piece.refused" : "desk.piece.kept")
            return Piece(
                id: piece.id.text, label: label, detail: "\(piece.name) · \(state)",
                href: web.link("\(desk.path)?piece=\(piece.id)"), isImage: piece.format != .pdf,
                view: web.link("\(desk.path)/pieces/\(piece.id)"))
        }
    }
}

extension WebRequest {
    /// What stands in an arrow's way, in words; nil when nothing does.
    func blocked(by missing: [Flow.Guard]) -> String? {
        guard !missing.isEmpty else { return nil }
        let names = missing.map { say("desk.guard.\($0.rawValue)") }
        return say("desk.act.blocked", ["what": .list(names)])
    }
}

extension Flow.Action {
    /// An end without a way back looks dangerous; asking the person for something doesn't.
    var buttonKind: Button.Kind {
        if effects.contains(.requestCorrection) { return .second }
        return effects.contains(.revokeOutputs) || !reasons.isEmpty ? .danger : .primary
    }
}
