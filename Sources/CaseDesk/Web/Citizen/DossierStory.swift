import Channels
import Declared
import Scheduler

extension DossierPage {
    init(_ draft: Draft, web: WebRequest) async throws {
        let dossier = draft.dossier
        let shown = web.shown(at: try web.zone(of: dossier))
        let state = draft.procedure.flow.state(dossier.state)
        let appointment = try await Self.appointment(of: draft, web: web)
        let toCome = appointment?.state == .attended ? nil : appointment
        let history = DossierHistory(
            procedure: draft.procedure, say: web.say, shown: shown,
            subject: { web.subject(of: $0, about: dossier) })
        self.init(
            frame: web.frame, procedure: draft.procedure.title[web.locale],
            reference: dossier.reference.description, state: state?.label[web.locale] ?? "",
            tone: dossier.tone, sentence: state?.sentence[web.locale] ?? "",
            awaited: try await Self.awaited(of: draft, appointment, web: web),
            appointment: toCome.map { place in
                (when: web.moment(of: place), href: web.link("\(draft.path)/appointment/\(place.id)"))
            },
            documents: try await Self.documents(of: draft, shown, web: web),
            payment: try await Self.payment(of: dossier, shown, web: web),
            pieces: try await Self.pieces(of: draft, web: web),
            timeline: history.timeline(
                try await web.stories.dossiers.timeline(of: dossier, messages: web.stories.messages)),
            conversation: try await Self.said(about: dossier, shown, web: web),
            sendAction: web.link("\(draft.path)/messages"), once: OpaqueID.random())
    }

    private static func appointment(of draft: Draft, web: WebRequest) async throws -> Appointment? {
        try await web.stories.appointments.current(of: draft.dossier)
    }

    private static func said(about dossier: Dossier, _ shown: Shown, web: WebRequest) async throws -> [Said] {
        try await web.stories.conversations.list(dossier).map { line in
            Said(
                who: web.say(line.direction == .in ? "web.dossier.by_you" : "web.dossier.by_agent"),
                when: shown.moment(line.at), text: line.text, isMine: line.direction == .in)
        }
    }

    private static func awaited(
        of draft: Draft, _ place: Appointment?, web: WebRequest
    ) async throws -> [Awaited] {
        var awaited = draft.dossier.clock == .paused ? try await correction(of: draft, web: web) : []
        if place == nil, draft.dossier.isOpen, draft.procedure.appointment?.stage == .beforeReview {
            awaited.append(
                Awaited(
                    text: web.say("web.dossier.awaited_appointment"), button: web.say("web.done.book"),
                    href: web.link("\(draft.path)/appointment")))
        }
        return awaited
    }

    /// The pieces that were sent back, each with the reason; once they are all here again, the button that sends it.
    private static func correction(of draft: Draft, web: WebRequest) async throws -> [Awaited] {
        let given = try await web.stories.pieces.all(of: draft.dossier)
        let correction = try await Correction(of: draft, given: given, web: web)
        guard correction.pieces.isEmpty else {
            return correction.pieces.map { piece in
                Awaited(
                    text: web.say(
                        "web.dossier.awaited_piece",
                        ["piece": .text(piece.label[web.locale]), "reason": .text(correction.why)]),
                    button: web.say("web.dossier.awaited_piece_button"),
                    href: web.link("\(draft.path)/pieces"))
            }
        }
        return [
            Awaited(
                text: web.say("web.dossier.awaited_correction", ["reason": .text(correction.why)]),
                button: web.say("web.dossier.awaited_form_button"), href: web.link("\(draft.path)/form"))
        ]
    }

    private static func documents(of draft: Draft, _ shown: Shown, web: WebRequest) async throws -> [Document]
    {
        let register = web.stories.documents
        let issued = try await register.documents(of: draft.dossier.id.text, in: web.stories.postgres)
        return issued.map { document in
            let detail = web.say(
                "web.dossier.document_detail",
                ["date": .text(shown.date(document.issuedOn)), "number": .text("…\(document.lastFour)")])
            return Document(
                title: web.stories.title(ofDocument: document.kind, in: web.locale),
                href: web.link("\(draft.path)/documents/\(document.id)"),
                detail: document.status == .valid ? detail : web.say("web.dossier.revoked"))
        }
    }

    private static func payment(
        of dossier: Dossier, _ shown: Shown, web: WebRequest
    ) async throws -> [(label: String, value: String)] {
        guard let quote = dossier.quote, quote.due.minor > 0 else { return [] }
        guard let payment = try await web.stories.payments.payment(of: dossier.id) else {
            return [(web.say("web.dossier.due"), shown.money(quote.due))]
        }
        let paid = [(label: web.say("web.dossier.paid"), value: shown.money(payment.amount))]
        return paid + (payment.receipt.map { [(web.say("web.dossier.receipt"), $0.description)] } ?? [])
    }

    private static func pieces(of draft: Draft, web: WebRequest) async throws -> [(
        label: String, state: String
    )] {
        let given = try await web.stories.pieces.all(of: draft.dossier)
        return draft.pieces.map { asked in
            let states = Set(given.filter { $0.requirement == asked.id }.map(\.state))
            let word = states.contains(.kept) ? "received" : states.contains(.refused) ? "replace" : "missing"
            return (asked.label[web.locale], web.say("web.dossier.piece_\(word)"))
        }
    }
}
