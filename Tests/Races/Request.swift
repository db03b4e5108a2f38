import Scheduler

/// One request as it stands in a client's log before it is sent.
struct Request: Codable, Sendable {
    enum Verb: String, Codable, Sendable, CaseIterable {
        case hold, confirm, move, cancel, displace, attend, miss, excuse, join
    }

    /// The request id.
    let id: String
    let verb: Verb
    /// The machine's clock in ms.
    let sent: Int64
    var post: String?
    var service: String?
    var units: Int?
    var pool: Pool?
    var channel: Channel?
    /// True: one after the other. False: beside one another.
    var inTurn: Bool?
    var start: Instant?
    var guests: [Guest]?
    var appointments: [Appointment.ID]?

    struct Guest: Codable, Sendable {
        let subject: String
        let identity: String?
    }

    init(_ id: String, _ verb: Verb) {
        self.id = id
        self.verb = verb
        sent = RaceClock.wall
    }
}

/// What came back, as it is written behind it.
struct Answer: Codable, Sendable, Equatable {
    let id: String
    let told: Int64
    var done: [Appointment]?
    var refused: String?
    /// What the reason names: an appointment, a state.
    var detail: String?

    init(_ id: String, _ decision: PartyDecision) {
        self.id = id
        told = RaceClock.wall
        switch decision {
        case .done(let appointments): done = appointments
        case .refused(let refusal): (refused, detail) = refusal.reason.words
        }
    }
}

extension Refusal.Reason {
    /// The reason and what it names.
    var words: (String, String?) {
        switch self {
        case .full: ("full", nil)
        case .closed: ("closed", nil)
        case .quotaReached: ("quotaReached", nil)
        case .alreadyHolding(let id): ("alreadyHolding", id.value)
        case .tooLate: ("tooLate", nil)
        case .tooEarly: ("tooEarly", nil)
        case .barred: ("barred", nil)
        case .state(let state): ("state", state.rawValue)
        case .unknown: ("unknown", nil)
        }
    }
}

extension Request {
    /// Asks through the same door as everybody.
    func ask(_ booking: Booking, at now: Instant) async throws -> Answer {
        switch verb {
        case .hold: Answer(id, try await hold(booking, at: now))
        case .join: Answer(id, try await join(booking, at: now))
        case .confirm:
            Answer(id, try await booking.confirm(appointments ?? [], request: id, at: now))
        case .move:
            Answer(
                id,
                party(
                    try await booking.move(
                        try first, to: start ?? now, post: post, units: units, request: id, at: now)))
        case .cancel: Answer(id, party(try await booking.cancel(try first, request: id, at: now)))
        case .displace: Answer(id, party(try await booking.displace(try first, request: id, at: now)))
        case .attend: Answer(id, party(try await booking.attend(try first, request: id, at: now)))
        case .miss: Answer(id, party(try await booking.miss(try first, request: id, at: now)))
        case .excuse: Answer(id, party(try await booking.excuse(try first, request: id, at: now)))
        }
    }

    private var first: Appointment.ID {
        get throws {
            guard let id = appointments?.first else { throw RaceFailure("\(self.id) names no appointment") }
            return id
        }
    }

    private var visit: Visit {
        Visit(
            post: post ?? "", service: service ?? "", units: units ?? 1, pool: pool ?? .public,
            channel: channel ?? .web, party: guests?.count ?? 1, seating: inTurn == true ? .inTurn : .beside)
    }

    private func hold(_ booking: Booking, at now: Instant) async throws -> PartyDecision {
        let guests = (guests ?? []).map { Booking.Guest(subject: $0.subject, identity: $0.identity) }
        return try await booking.hold(visit, from: start ?? now, for: guests, request: id, at: now)
    }

    private func join(_ booking: Booking, at now: Instant) async throws -> PartyDecision {
        guard let guest = guests?.first else { throw RaceFailure("\(id) names nobody") }
        try await Waitlist(booking).join(
            WaitlistWish(visit, for: guest.subject, identity: guest.identity), at: now)
        return .done([])
    }

    private func party(_ decision: Decision) -> PartyDecision {
        switch decision {
        case .done(let appointment): .done([appointment])
        case .refused(let refusal): .refused(refusal)
        }
    }
}
