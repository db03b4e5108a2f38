import Channels
import PostgresClient
import Scheduler

/// What partners' servers are told of a dossier, in the transaction of what happened: opaque ids, codes and times;
/// nothing about the person. docs/webhooks.md shows each.
struct PartnerEvents: Sendable {
    let webhooks: Webhooks

    /// One event, told once under this name.
    func publish(
        _ type: String, named name: String, _ dossier: Dossier, at instant: Instant,
        _ more: [String: WebhookValue] = [:], in transaction: PostgresTransaction
    ) async throws {
        let data: [String: WebhookValue] = [
            "dossier": .text(dossier.id.text), "reference": .text(dossier.reference.description),
            "post": .text(dossier.post.text), "procedure": .text(dossier.pin.procedure.text),
            "state": .text(dossier.state.text),
        ]
        try await webhooks.publish(
            WebhookEvent(
                name: name, type: type, post: dossier.post.text, scope: dossier.scope, at: instant,
                data: data.merging(more) { _, special in special }), in: transaction)
    }

    /// Every type there is, for the desk's list and for partners.
    static let types = [
        "dossier.submitted", "dossier.state_changed", "dossier.approved", "dossier.rejected",
        "correction.requested", "correction.closed", "payment.received", "payment.waived",
        "appointment.confirmed", "appointment.moved", "appointment.cancelled", "appointment.attended",
        "appointment.missed", "appointment.excused", "appointment.displaced", "appointment.reminder",
        "waitlist.offer", "document.issued", "document.revoked",
    ]
}

extension DossierLetters {
    var partners: PartnerEvents { PartnerEvents(webhooks: messages.webhooks) }
}

// What each sort of change is called.
extension PartnerEvents {
    /// A move along an arrow: that it was made, and what people are told of it.
    func publish(_ change: DossierChange, in transaction: PostgresTransaction) async throws {
        guard let action = change.action else { return }
        let event = change.event
        var more: [String: WebhookValue] = ["action": .text(action.id.text)]
        more["reason"] = event.reason.map { .text($0.text) }
        for type in types(of: change, action) {
            var data = more
            if type == "dossier.state_changed" { data["from"] = .text(event.from.text) }
            try await publish(
                type, named: "\(change.name)/\(type)", change.dossier, at: event.at, data, in: transaction)
        }
    }

    private func types(of change: DossierChange, _ action: Flow.Action) -> [String] {
        var types = action.notify.filter(Self.types.contains)
        if action.effects.contains(.submit) { types.append("dossier.submitted") }
        if action.effects.contains(.requestCorrection) { types.append("correction.requested") }
        if change.event.from != change.event.to { types.append("dossier.state_changed") }
        return Array(Set(types)).sorted()
    }

    func publish(_ payment: Payment, of dossier: Dossier, in transaction: PostgresTransaction) async throws {
        let type = payment.means == .waiver ? "payment.waived" : "payment.received"
        var facts: [String: WebhookValue] = [
            "id": .text(payment.id), "means": .text(payment.means.rawValue),
            "amount_minor": .integer(payment.amount.minor), "currency": .text(payment.amount.currency.code),
        ]
        facts["receipt"] = payment.receipt.map { .text($0.description) }
        try await publish(
            type, named: "\(type)/\(payment.id)", dossier, at: payment.at, ["payment": .object(facts)],
            in: transaction)
    }

    func publish(
        _ change: AppointmentChange, of dossier: Dossier, at now: Instant, in transaction: PostgresTransaction
    ) async throws {
        guard let type = Self.type(of: change.kind) else { return }
        let appointment = change.appointment
        try await publish(
            type, named: "\(type)/\(appointment.id)/\(appointment.revision)", dossier, at: now,
            ["appointment": Self.facts(of: appointment)], in: transaction)
    }

    func publish(
        _ reminder: Ahead, of appointment: Appointment, _ dossier: Dossier, at now: Instant,
        in transaction: PostgresTransaction
    ) async throws {
        try await publish(
            "appointment.reminder",
            named: "appointment.reminder/\(appointment.id)/\(appointment.revision)/\(reminder)", dossier,
            at: now,
            ["appointment": Self.facts(of: appointment)], in: transaction)
    }

    /// A place is kept for who waits, until its hold lapses.
    func publish(
        offer place: Appointment, to dossier: Dossier, at now: Instant, in transaction: PostgresTransaction
    ) async throws {
        try await publish(
            "waitlist.offer", named: "waitlist.offer/\(place.id)", dossier, at: now,
            [
                "appointment": Self.facts(of: place),
                "until": .instant(place.expiry ?? place.start),
            ], in: transaction)
    }

    private static func type(of kind: Change.Kind) -> String? {
        switch kind {
        case .confirm: "appointment.confirmed"
        case .move: "appointment.moved"
        case .cancel: "appointment.cancelled"
        case .attend: "appointment.attended"
        case .miss: "appointment.missed"
        case .displace: "appointment.displaced"
        case .excuse: "appointment.excused"
        case .hold, .expire, .rest, .free: nil
        }
    }

    private static func facts(of appointment: Appointment) -> WebhookValue {
        .object([
            "id": .text(appointment.id.value), "service": .text(appointment.service),
            "start": .instant(appointment.start), "end": .instant(appointment.end),
            "zone": .text(appointment.zone), "revision": .integer(Int64(appointment.revision)),
        ])
    }
}
