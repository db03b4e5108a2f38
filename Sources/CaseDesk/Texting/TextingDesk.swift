import Channels
import Logging
import Scheduler

/// Does what a conversation asks for, by the same doors as the pages. The id of the SMS names the request: the same one
/// again has no second effect.
struct TextingDesk: Sendable {
    let appointments: Appointments
    private var dossiers: Dossiers { appointments.dossiers }
    private var now: Instant { appointments.moment() ?? appointments.clock.now }

    /// The open requests of a person, the oldest first.
    func dossiers(of person: String) async throws -> [Dossier] {
        try await dossiers.all(of: person).filter { $0.isOpen && $0.submittedAt != nil }.reversed()
    }

    func subject(_ dossier: Dossier) async throws -> TextingSubject {
        TextingSubject(
            dossier: dossier.id.text, code: dossier.reference.code, standing: try await standing(of: dossier))
    }

    private func standing(of dossier: Dossier) async throws -> TextingSubject.Standing {
        guard try await dossiers.procedure(of: dossier).appointment != nil else { return .settled }
        let all = try await appointments.booking.appointments(of: dossier.id.text)
        if let place = all.first(where: { $0.state == .booked }) {
            return place.start > now ? .booked(place.id, start: place.start) : .settled
        }
        if let owed = all.first(where: { $0.state == .displaced }) {
            return .displaced(owed.id, isKept: try await appointments.kept(for: owed.id) != nil)
        }
        if all.contains(where: { $0.state == .attended }) { return .settled }
        if let waiting = try await waiting(dossier) { return waiting }
        return all.first { $0.state == .missed }.map { .missed($0.id) } ?? .free
    }

    private func waiting(_ dossier: Dossier) async throws -> TextingSubject.Standing? {
        guard let waiting = try await appointments.waiting(dossier) else { return nil }
        guard let id = waiting.entry.appointment else { return .waiting(place: waiting.position ?? 1) }
        let place = try await appointments.appointment(id)
        guard let place, place.state == .held, let until = place.expiry, until > now else {
            return .waiting(place: 1)
        }
        return .offered(id, start: place.start, until: until)
    }

    func perform(
        _ act: TextingAct, among dossiers: [Dossier], for message: InboundMessage
    ) async throws -> TextingOutcome {
        guard let dossier = dossiers.first(where: { $0.id.text == act.dossier }) else { return .gone }
        let request = message.id
        let performer = Performer.citizen(dossier.person)
        switch act {
        case .look(let aim, let date, _): return try await look(aim, dossier, from: date)
        case .take(let aim, let start): return try await take(aim, start, dossier, request)
        case .takeOffer(_, let id):
            return try await outcome(
                appointments.confirm(id, for: dossier, request: request), dossier)
        case .takeKept(_, let id):
            return try await outcome(appointments.takeKept(id, by: performer), dossier)
        case .declineOffer(_, let id), .cancel(_, let id):
            return try await outcome(
                appointments.cancel(id, by: performer, request: request), dossier)
        case .confirmPresence(_, let id):
            guard let place = try await appointments.appointment(id), place.state == .booked else {
                return .gone
            }
            try await appointments.confirmPresence(at: place, of: dossier, by: performer)
            return .done
        case .wait:
            // Who may not book online for a while may not wait either.
            if let end = try await appointments.barred(dossier, on: .sms) { return .barred(until: end) }
            try await appointments.wait(for: dossier, on: .sms)
            return .waiting(place: try await appointments.waiting(dossier)?.position)
        case .leave:
            try await appointments.stopWaiting(dossier, request: request)
            return .done
        case .appeal: return try await appeal(dossier, message)
        }
    }

    /// The same once more, or against what is decided already, changes nothing; the words stand in the dossier.
    private func appeal(_ dossier: Dossier, _ message: InboundMessage) async throws -> TextingOutcome {
        switch try await appointments.appeal(dossier, message.text, at: now) {
        case .taken, .closed: .done
        case .nothingMissed, .wordsMissing, .tooLong: .gone
        }
    }

    private func look(
        _ aim: TextingAim, _ dossier: Dossier, from date: LocalDate?
    ) async throws -> TextingOutcome {
        if aim.moving == nil, let end = try await appointments.barred(dossier, on: .sms) {
            return .barred(until: end)
        }
        let slots = try await appointments.openings(for: dossier, from: date)
        let (chosen, next) = TextingPlaces.choose(slots, wished: date)
        return .places(
            chosen.map(\.start), first: chosen.first?.wall.date,
            next: next ?? dossiers.today(of: dossier))
    }

    private func take(
        _ aim: TextingAim, _ start: Instant, _ dossier: Dossier, _ request: String
    ) async throws -> TextingOutcome {
        if let moving = aim.moving {
            return try await outcome(
                appointments.move(
                    moving, to: start, on: .sms, by: .citizen(dossier.person), request: request), dossier)
        }
        let held = try await appointments.hold(start, for: dossier, asked: .sms, request: request)
        guard let place = held.appointment else { return try await outcome(held, dossier) }
        return try await outcome(
            appointments.confirm(place.id, for: dossier, request: request), dossier)
    }

    private func outcome(_ decision: Decision, _ dossier: Dossier) async throws -> TextingOutcome {
        guard let refusal = decision.refusal else { return .done }
        switch refusal.reason {
        case .full, .closed, .quotaReached, .tooLate:
            let nearest = refusal.alternatives.prefix(TextingPlaces.count)
            let next = nearest.last.map { $0.wall.date + 1 } ?? dossiers.today(of: dossier)
            return .refused(nearest: nearest.map(\.start), next: next)
        case .barred(let until): return .barred(until: until)
        case .alreadyHolding, .tooEarly, .state, .unknown: return .gone
        }
    }
}

extension TextingAct {
    var dossier: String {
        switch self {
        case .look(let aim, _, _), .take(let aim, _): aim.dossier
        case .takeOffer(let dossier, _), .takeKept(let dossier, _), .declineOffer(let dossier, _),
            .confirmPresence(let dossier, _), .cancel(let dossier, _), .wait(let dossier),
            .leave(let dossier), .appeal(let dossier):
            dossier
        }
    }
}

extension Appointments {
    /// All free starts from a day on up to the service's horizon, as they are given out by SMS.
    func openings(for dossier: Dossier, from date: LocalDate?) async throws -> [Slot] {
        let visits = try await visits(of: dossier, .sms)
        guard let visit = visits.first else { return [] }
        let horizon = booking.agendas.byPost[visit.post]?.service(visit.service)?.service.horizon ?? 0
        let today = dossiers.today(of: dossier)
        let first = max(today, date ?? today)
        return try await booking.slots(
            visits, from: first, days: today + horizon + 1 - first, at: moment())
    }
}
