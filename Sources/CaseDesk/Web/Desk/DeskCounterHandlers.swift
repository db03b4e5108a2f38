import Channels
import Declared
import Hummingbird
import Scheduler

/// What happens in front of the counter: somebody comes, pays, or is let off paying.
enum DeskCounterHandlers {
    static let routes: [Route] = [
        .post("/{locale}/desk/d/{dossier}/attendance", .agent, attend),
        .post("/{locale}/desk/d/{dossier}/payment", .agent, pay),
        .get("/{locale}/desk/d/{dossier}/waiver", .agent, askWaiver),
        .post("/{locale}/desk/d/{dossier}/waiver", .agent, waive),
    ]

    private static func attend(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        guard let place = try await web.stories.appointments.current(of: desk.dossier) else {
            throw WebFailure.refused(key: "desk.arrival.unknown")
        }
        let arrival = DeskArrival(place: place, desk: desk)
        switch try await arrival.checkIn(web, request: web.once) {
        case nil: return .seeOther(desk.done(.arrived, web))
        case let key?: throw WebFailure.refused(key: key)
        }
    }

    private static func pay(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web, as: [.cashier])
        guard let minor = Int64(web.form["amount"]), let currency = desk.dossier.quote?.currency else {
            throw WebFailure.malformed
        }
        do {
            try await web.stories.payments.record(
                Money(minor: minor, currency: currency), for: desk.dossier.id, into: web.form["till"],
                by: .agent(desk.agent.id))
            return .seeOther(desk.done(.paid, web))
        } catch PaymentRefusal.alreadyPaid {
            return .seeOther(desk.done(.paid, web))
        } catch let refusal as PaymentRefusal {
            throw WebFailure.refused(key: refusal.key)
        }
    }

    private static func askWaiver(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web, as: [.supervisor])
        return .page(try await WaiverPage(desk, web: web).html)
    }

    private static func waive(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web, as: [.supervisor])
        do {
            try await web.stories.payments.waive(
                desk.dossier.id, reason: String(web.form["reason"].prefix(500)), by: .agent(desk.agent.id))
            return .seeOther(desk.done(.waived, web))
        } catch PaymentRefusal.reasonMissing {
            var page = try await WaiverPage(desk, web: web)
            page.error = web.say(PaymentRefusal.reasonMissing.key)
            return .page(page.html, status: .unprocessableContent)
        } catch PaymentRefusal.alreadyPaid {
            return .seeOther(web.link(desk.path))
        } catch let refusal as PaymentRefusal {
            throw WebFailure.refused(key: refusal.key)
        }
    }
}

extension PaymentPanel {
    init(_ due: Money, desk: DeskDossier, web: WebRequest) {
        self.init(
            frame: web.frame, due: web.site.words.show(due.shown, in: web.locale), minor: due.minor,
            action: web.link("\(desk.path)/payment"),
            tills: desk.post.tills.map { .init(value: $0, label: $0) })
    }
}

/// Letting somebody off the fee: only with words that are kept.
struct WaiverPage: Sendable {
    let frame: Frame
    let reference: String
    let due: String
    let action: String
    let back: String
    var error: String?

    var html: HTML {
        let say = frame.say
        let errors = error.map { [FieldError(control: "reason", text: $0)] } ?? []
        return Layout(
            frame: frame, title: "\(say("desk.waiver.title")) · \(reference)", width: .desk,
            failed: error != nil, back: back,
            content: """
                <div class="narrow-form">
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("desk.waiver.title")) · \(Isolated(reference).html)</h1>
                <p>\(say("desk.payment.due")) <strong>\(Isolated(due).html)</strong></p>
                \(PostForm(frame: frame, action: action, content: """
                    \(TextControl(
                        id: "reason", label: say("desk.waiver.reason"), kind: .area,
                        hint: say("desk.waiver.hint"), error: error).html)
                    <div class="actions">\(Button(label: say("desk.waiver.confirm"), kind: .danger).html)
                    <a href="\(back)">\(say("desk.act.leave"))</a></div>
                    """).html)
                </div>
                """
        ).html
    }
}

extension WaiverPage {
    init(_ desk: DeskDossier, web: WebRequest) async throws {
        let standing = try await DeskStanding(desk, web: web)
        guard desk.dossier.isOpen, let due = standing.due else {
            throw WebFailure.refused(key: PaymentRefusal.nothingDue.key)
        }
        self.init(
            frame: web.frame, reference: desk.dossier.reference.description,
            due: web.site.words.show(due.shown, in: web.locale), action: web.link("\(desk.path)/waiver"),
            back: web.link(desk.path))
    }
}
