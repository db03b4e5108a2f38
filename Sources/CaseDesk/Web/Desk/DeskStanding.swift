import Channels
import Scheduler

/// What stands of a dossier and what is missing: the guards of its flow, in words, and what the counter may do now.
struct DeskStanding: Sendable {
    let desk: DeskDossier
    let web: WebRequest
    let completeness: Dossiers.Completeness
    let payment: Payment?
    let appointment: DeskAppointment
    /// Whether the person wrote that they will come.
    let isAnnounced: Bool

    init(_ desk: DeskDossier, web: WebRequest) async throws {
        self.desk = desk
        self.web = web
        completeness = try await web.stories.dossiers.completeness(of: desk.dossier)
        payment = try await web.stories.payments.payment(of: desk.dossier.id)
        appointment = try await DeskAppointment(of: desk.dossier, web: web)
        if let place = appointment.appointment {
            isAnnounced = try await web.stories.appointments.presence(at: place) != nil
        } else {
            isAnnounced = false
        }
    }

    func checks() -> [DeskDossierPage.Check] {
        let say = web.say
        var checks = [
            completeness.openStep == nil
                ? DeskDossierPage.Check(text: say("desk.check.form_complete"), tone: .success)
                : .init(text: say("desk.check.form_open"), tone: .warning),
            completeness.missingPieces.isEmpty
                ? .init(text: say("desk.check.pieces_complete"), tone: .success)
                : .init(text: say("desk.check.pieces_open"), tone: .warning),
            money,
        ]
        if desk.procedure.appointment != nil { checks.append(appointmentCheck) }
        if desk.procedure.pieces.contains(where: \.needsOriginal) {
            checks.append(
                desk.dossier.facts.contains(.originalsChecked)
                    ? .init(text: say("desk.check.originals_checked"), tone: .success)
                    : .init(text: say("desk.check.originals_open"), tone: .warning))
        }
        return checks
    }

    /// What is still to be paid; nil when nothing is.
    var due: Money? {
        guard payment == nil, let due = desk.dossier.quote?.due, due.minor > 0 else { return nil }
        return due
    }

    /// Forms of the counter, for those whose role it is, while the dossier is open.
    var panels: [HTML] {
        guard desk.dossier.isOpen else { return [] }
        var panels: [HTML] = []
        if appointment.isExpected(at: web.stories.clock.now) {
            panels.append(presence.html)
        }
        if desk.agent.roles.contains(.cashier), let due {
            panels.append(PaymentPanel(due, desk: desk, web: web).html)
        }
        if desk.agent.roles.contains(.supervisor), due != nil {
            panels.append(
                ButtonLink(
                    label: web.say("desk.waiver.title"), href: web.link("\(desk.path)/waiver"), kind: .second
                ).html)
        }
        return panels
    }

    private var presence: PressPanel {
        PressPanel(
            frame: web.frame, title: web.say("desk.attendance.title"), text: web.say("desk.attendance.text"),
            button: web.say("desk.attendance.confirm"), action: web.link("\(desk.path)/attendance"),
            once: OpaqueID.random())
    }

    private var money: DeskDossierPage.Check {
        let say = web.say
        if let payment, payment.means == .waiver {
            return .init(text: say("desk.check.waived"), tone: .success)
        }
        if let payment {
            let values: [String: TemplateValue] = [
                "amount": payment.amount.shown, "receipt": .text(payment.receipt?.description ?? ""),
            ]
            return .init(text: say("desk.check.paid", values), tone: .success)
        }
        guard let due else { return .init(text: say("desk.check.free"), tone: .success) }
        return .init(text: say("desk.check.unpaid", ["amount": due.shown]), tone: .warning)
    }

    private var appointmentCheck: DeskDossierPage.Check {
        if desk.dossier.facts.contains(.appointmentAttended) {
            return .init(text: web.say("desk.check.appointment_attended"), tone: .success)
        }
        guard desk.dossier.facts.contains(.appointmentBooked) else {
            return .init(text: web.say("desk.check.appointment_none"), tone: .warning)
        }
        let when = appointment.text(web)
        let booked = web.say("desk.check.appointment_booked", ["when": .text(when)])
        let announced = isAnnounced ? " · \(web.say("desk.day.presence_confirmed"))" : ""
        return .init(text: booked + announced, tone: .plain)
    }
}

extension Money {
    var shown: TemplateValue { .money(minor: minor, currency: currency.code) }
}
