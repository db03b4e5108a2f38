package import Logging
package import PostgresClient
package import RedisClient

/// The door to appointments: what is free, and one atomic decision for every change.
///
/// Each verb takes a request id: the same id gets the same answer, so that a lost reply is asked again safely. It
/// takes the time as `at`; nil, as in production, is Redis's own clock. What is confirmed, moved, cancelled,
/// attended or missed stands in PostgreSQL before the verb answers.
package struct Booking: Sendable {
    package let ministry: Ministry.ID
    package let agendas: Agendas
    let keys: Keys
    let redis: RedisClient
    let postgres: PostgresClient
    let journal: Journal
    let logger: Logger

    package init(
        ministry: Ministry.ID, agendas: Agendas, redis: RedisClient, postgres: PostgresClient, logger: Logger
    ) {
        self.ministry = ministry
        self.agendas = agendas
        self.redis = redis
        self.postgres = postgres
        self.logger = logger
        keys = Keys(ministry: ministry)
        journal = Journal(ministry: ministry)
    }

    /// Brings the schema `scheduler` up to date.
    package static func migrate(_ postgres: PostgresClient) async throws {
        try await postgres.migrate(
            "scheduler", [Migration(name: "m0001_scheduler", sql: PackageResources.m0001_scheduler_sql)])
    }

    /// How long a hold lasts.
    package static let lifetime = Duration.minutes(10)

    /// Takes a place for ten minutes. The same person's earlier hold for the same subject is given up by it; any
    /// other active place of the same service is a reason to refuse. `identity` is a keyed hash, nil to overrule.
    package func hold(
        _ visit: Visit, from start: Instant, for subject: String, identity: String?, request: String,
        at now: Instant? = nil
    ) async throws -> Decision {
        let (agenda, group, service) = try desk(post: visit.post, service: visit.service)
        let cells = service.cells(units: visit.units)
        guard let place = Place(agenda: agenda, group: group.id, start: start, cells: cells) else {
            return try await refused(.closed, visit, near: start, at: now)
        }
        let draft = Draft(
            id: .random(), service: service.id, pool: visit.pool, subject: subject, identity: identity,
            place: place)
        let arguments: [RedisArgument] = [
            .bytes(try json(draft)), .init(Self.lifetime.wholeMilliseconds),
        ]
        let decision = try await decide(
            .hold, request, arguments + limits(service), at: now)
        guard case .refused(let refusal) = decision, refusal.reason.asksForAnotherPlace else {
            return decision
        }
        return try await refused(refusal.reason, visit, near: start, at: now)
    }

    /// Makes a hold an appointment.
    package func confirm(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change(id, .confirm, request: request, at: now)
    }

    /// Another place for the same appointment; the old one is released in the same step, or kept when refused.
    /// `units` changes its length with it; `post` moves it to another post that offers the service.
    package func move(
        _ id: Appointment.ID, to start: Instant, post: String? = nil, units: Int? = nil, request: String,
        at now: Instant? = nil
    ) async throws -> Decision {
        guard let old = try await appointment(id) else { return .refused(Refusal(.unknown)) }
        let (agenda, group, service) = try desk(post: post ?? old.post, service: old.service)
        let cells = units.map(service.cells) ?? old.cells
        let wish = Wish(agenda: agenda, group: group, service: service, cells: cells, pool: old.pool)
        guard let place = Place(agenda: agenda, group: group.id, start: start, cells: cells) else {
            return try await refused(.closed, wish, near: start, at: now)
        }
        let arrows = "held=held,booked=booked,displaced=\(Appointment.State.booked.rawValue)"
        let decision = try await decide(
            .move, request, [.text(id.value), .bytes(try json(place)), .text(arrows)] + limits(service),
            at: now)
        guard case .refused(let refusal) = decision, refusal.reason.asksForAnotherPlace else {
            return decision
        }
        return try await refused(refusal.reason, wish, near: start, at: now)
    }

    /// Gives a place back; until the appointment begins.
    package func cancel(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change(id, .cancel, latest: .zero, request: request, at: now)
    }

    /// The person came.
    package func attend(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change(id, .attend, request: request, at: now)
    }

    /// The person didn't come; refused as too early before the service's grace is over.
    package func miss(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        guard let old = try await appointment(id) else { return .refused(Refusal(.unknown)) }
        let grace = agendas.byPost[old.post]?.service(old.service)?.service.grace ?? 0
        return try await change(id, .miss, earliest: .minutes(Int64(grace)), request: request, at: now)
    }

    /// A miss that wasn't the person's fault.
    package func excuse(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change(id, .excuse, request: request, at: now)
    }

    /// The post can't receive the person then: the place is released, another one is owed (by `move`).
    package func displace(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change(id, .displace, request: request, at: now)
    }

    private func change(
        _ id: Appointment.ID, _ event: Appointment.Event, earliest: Duration? = nil, latest: Duration? = nil,
        request: String, at now: Instant?
    ) async throws -> Decision {
        // An arrow that would take a place isn't this verb's: a displaced appointment comes back by `move`.
        let arrows = Appointment.State.allCases.compactMap { from -> String? in
            guard let to = from.next(on: event), from.occupies || !to.occupies else { return nil }
            return "\(from.rawValue)=\(to.rawValue)"
        }
        func offset(_ duration: Duration?) -> RedisArgument {
            duration.map { .init($0.wholeMilliseconds) } ?? .text("")
        }
        return try await decide(
            .change, request,
            [
                .text(id.value), .text(event.rawValue), .text(arrows.joined(separator: ",")),
                offset(earliest), offset(latest),
            ], at: now)
    }

    private func limits(_ service: DeskService) -> [RedisArgument] {
        [
            .init(Duration.minutes(Int64(service.lead)).wholeMilliseconds),
            service.perDay.map { .init($0) } ?? .text(""),
            .init(Duration.days(Int64(service.horizon)).wholeMilliseconds),
            .init(service.stepCells),
        ]
    }
}

extension Booking {
    /// From Redis, else, when long over, from the journal.
    package func appointment(_ id: Appointment.ID) async throws -> Appointment? {
        let stored = try await read(["GET", keys.appointment(id)])
        if let bytes = stored.bytes { return try decoded(Appointment.self, bytes) }
        return try await journal.appointment(id, in: postgres)
    }

    /// What a desk group has that day, by start, in every state but a lapsed hold.
    package func day(post: String, group: String, date: LocalDate) async throws -> [Appointment] {
        try await journal.day(post: post, group: group, date: date, in: postgres)
    }

    func desk(post: String, service: String) throws -> (Agenda, DeskGroup, DeskService) {
        guard let agenda = agendas.byPost[post], let found = agenda.service(service) else {
            throw BookingFailure.undeclared("\(post)/\(service)")
        }
        return (agenda, found.group, found.service)
    }
}
