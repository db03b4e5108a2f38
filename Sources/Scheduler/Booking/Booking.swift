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
    package let book: AgendaBook
    let keys: Keys
    let redis: RedisClient
    let postgres: PostgresClient
    let journal: Journal
    let writer: JournalWriter
    let logger: Logger
    let recentExtras = RecentExtras()

    /// With agendas that nobody edits.
    package init(
        ministry: Ministry.ID, agendas: Agendas, redis: RedisClient, postgres: PostgresClient, logger: Logger
    ) {
        self.init(
            ministry: ministry, book: AgendaBook(agendas), redis: redis, postgres: postgres, logger: logger)
    }

    package init(
        ministry: Ministry.ID, book: AgendaBook, redis: RedisClient, postgres: PostgresClient, logger: Logger
    ) {
        self.ministry = ministry
        self.book = book
        self.redis = redis
        self.postgres = postgres
        self.logger = logger
        keys = Keys(ministry: ministry)
        journal = Journal(ministry: ministry)
        writer = JournalWriter(journal: journal, postgres: postgres)
    }

    /// Brings the schema `scheduler` up to date.
    package static func migrate(_ postgres: PostgresClient) async throws {
        try await postgres.migrate(
            "scheduler",
            [
                Migration(name: "m0001_scheduler", sql: PackageResources.m0001_scheduler_sql),
                Migration(name: "m0002_absences", sql: PackageResources.m0002_absences_sql),
                Migration(name: "m0003_displacement", sql: PackageResources.m0003_displacement_sql),
                Migration(name: "m0004_agenda_versions", sql: PackageResources.m0004_agenda_versions_sql),
            ])
    }

    /// Those that count now.
    package var agendas: Agendas { book.agendas }

    /// How long a hold lasts.
    package static let lifetime = Duration.minutes(10)

    /// Somebody who gets an appointment of a party.
    package struct Guest: Sendable, Hashable {
        /// What the appointment is for: a dossier's opaque id.
        package let subject: String
        /// A keyed hash of the person; nil overrules the rule of one place per person and service.
        package let identity: String?

        package init(subject: String, identity: String?) {
            self.subject = subject
            self.identity = identity
        }
    }

    /// Takes a place for ten minutes. The same person's earlier hold for the same subject is given up by it; any
    /// other active place of the same service is a reason to refuse. `identity` is a keyed hash, nil to overrule.
    package func hold(
        _ visit: Visit, from start: Instant, for subject: String, identity: String?, request: String,
        at now: Instant? = nil
    ) async throws -> Decision {
        try await hold(
            visit, from: start, for: [Guest(subject: subject, identity: identity)], request: request, at: now
        ).first
    }

    /// The same for people who come together, beside one another or in turn: all get a place, or nobody does.
    package func hold(
        _ visit: Visit, from start: Instant, for guests: [Guest], request: String, at now: Instant? = nil
    ) async throws -> PartyDecision {
        let wish = try wish(visit, party: guests.count)
        var drafts: [Draft] = []
        for (index, guest) in guests.enumerated() {
            let begin = start + wish.delay(of: index)
            guard
                let place = Place(agenda: wish.agenda, group: wish.group.id, start: begin, cells: wish.cells)
            else { return .refused(try await refusal(.closed, wish, near: start, at: now)) }
            drafts.append(
                Draft(
                    id: .random(), service: wish.service.id, pool: visit.pool, channel: visit.channel,
                    subject: guest.subject, identity: guest.identity, place: place))
        }
        let arguments: [RedisArgument] = [
            .bytes(try json(drafts)), .init(Self.lifetime.wholeMilliseconds),
        ]
        let limits = try await limits(wish, from: start, at: now)
        let decision = try await decide(.hold, request, arguments + limits, at: now)
        return try await withAlternatives(decision, wish, near: start, at: now)
    }

    /// Makes a hold an appointment.
    package func confirm(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change([id], .confirm, request: request, at: now).first
    }

    /// Makes the holds of a party appointments: all of them, or none.
    package func confirm(
        _ ids: [Appointment.ID], request: String, at now: Instant? = nil
    ) async throws -> PartyDecision {
        try await change(ids, .confirm, request: request, at: now)
    }

    /// Another place for the same appointment; the old one is released in the same step, or kept when refused.
    /// `units` changes its length with it; `post` moves it to another post that offers the service, `venue` to a tour
    /// or back to the post itself; with a `visit` the new place is where that is, of its pool and channel.
    package func move(
        _ id: Appointment.ID, to start: Instant, post: String? = nil, venue: Venue? = nil, units: Int? = nil,
        as visit: Visit? = nil, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        guard let old = try await appointment(id) else { return .refused(Refusal(.unknown)) }
        let wish = try wish(
            for: old, at: post ?? old.post, venue: visit?.venue ?? venue, units: units, as: visit)
        guard let place = Place(agenda: wish.agenda, group: wish.group.id, start: start, cells: wish.cells)
        else { return .refused(try await refusal(.closed, wish, near: start, at: now)) }
        let arrows = "held=held,booked=booked,displaced=\(Appointment.State.booked.rawValue)"
        let decision = try await decide(
            .move, request,
            [.text(id.value), .bytes(try json(NewPlace(place: place, wish: wish))), .text(arrows)]
                + limits(wish, from: start, at: now), at: now)
        return try await withAlternatives(decision, wish, near: start, at: now).first
    }

    /// Gives a place back; until the appointment begins. It rests for a random time of the service's range, then the
    /// waitlist may have it, then everybody.
    package func cancel(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        guard let old = try await appointment(id) else { return .refused(Refusal(.unknown)) }
        // Nobody waits for a place on a tour: it is everybody's again at once.
        let rest = agendas.byPost[old.post]?.service(old.service)?.service.rest
        let minutes = book.tour(of: old) == nil ? rest ?? 0...0 : 0...0
        let pause = Int64.random(in: Int64(minutes.lowerBound) * 60_000...Int64(minutes.upperBound) * 60_000)
        return try await change(
            [id], .cancel, latest: old.state == .displaced ? nil : .zero,
            resting: old.state == .booked && pause > 0 ? .milliseconds(pause) : nil, request: request, at: now
        ).first
    }

    /// The person came.
    package func attend(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change([id], .attend, request: request, at: now).first
    }

    /// The person didn't come; refused as too early before the service's grace is over.
    package func miss(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        guard let old = try await appointment(id) else { return .refused(Refusal(.unknown)) }
        let grace = agendas.byPost[old.post]?.service(old.service)?.service.grace ?? 0
        return try await change([id], .miss, earliest: .minutes(Int64(grace)), request: request, at: now)
            .first
    }

    /// A miss that wasn't the person's fault.
    package func excuse(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change([id], .excuse, request: request, at: now).first
    }

    /// The post can't receive the person then: the place is released, another one is owed (by `move`). Until a day
    /// after the start: later the cells of its day may be forgotten.
    package func displace(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change([id], .displace, latest: .days(1), request: request, at: now).first
    }

    /// A place has rested, and nobody on the waitlist wants it: everybody may have it.
    package func free(
        _ id: Appointment.ID, request: String, at now: Instant? = nil
    ) async throws -> Decision {
        try await change([id], .free, request: request, at: now).first
    }

    private func change(
        _ ids: [Appointment.ID], _ event: Appointment.Event, earliest: Duration? = nil,
        latest: Duration? = nil, resting: Duration? = nil, request: String, at now: Instant?
    ) async throws -> PartyDecision {
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
                .text(ids.map(\.value).joined(separator: ",")), .text(event.rawValue),
                .text(arrows.joined(separator: ",")), offset(earliest), offset(latest),
                offset(resting),
            ], at: now)
    }

    func limits(
        _ wish: Wish, from start: Instant, at now: Instant?
    ) async throws -> [RedisArgument] {
        let extras = try await extras(for: wish, at: now ?? ServerClock.system.now)
        return [
            .init(Duration.minutes(Int64(wish.service.lead)).wholeMilliseconds),
            .bytes(try json(wish.quotas)),
            .init(Duration.days(Int64(wish.service.horizon)).wholeMilliseconds),
            .init(wish.service.stepCells),
            .bytes(try json(table(extras, wish, from: start))),
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

    func desk(
        post: String, service: String, venue: Venue = .post
    ) throws -> (Agenda, DeskGroup, DeskService) {
        guard let agenda = agendas.byPost[post] else { throw BookingFailure.undeclared(post) }
        switch venue {
        case .post:
            guard let found = agenda.service(service) else {
                throw BookingFailure.undeclared("\(post)/\(service)")
            }
            return (agenda, found.group, found.service)
        case .tour(let id):
            guard let group = agenda.tour(id)?.group,
                let found = group.services.first(where: { $0.id == service })
            else { throw BookingFailure.undeclared("\(post)/\(id)/\(service)") }
            return (agenda, group, found)
        }
    }
}
