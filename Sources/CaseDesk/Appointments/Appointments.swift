package import Channels
package import Logging
package import PostgresClient
package import Scheduler
package import Vault

/// The appointment of a dossier: a place of the Scheduler's, and what it means for the person and the post.
///
/// Who may ask is the caller's to know: the person of the dossier, the holder of an appointment's link, an agent.
package struct Appointments: Sendable {
    let dossiers: Dossiers
    let booking: Booking
    let postgres: PostgresClient
    let vault: Vault
    let jobs: Jobs
    let clock: ServerClock
    let news: AppointmentNews
    /// Nil in production, where Redis's own clock decides; tests and exercises hand in theirs.
    let moment: @Sendable () -> Instant?
    let logger: Logger

    package init(
        catalogue: Catalogue, dossiers: Dossiers, booking: Booking, postgres: PostgresClient, vault: Vault,
        people: People, links: NarrowLinks, messages: Messages, jobs: Jobs, words: Words, clock: ServerClock,
        site: String, moment: @escaping @Sendable () -> Instant? = { nil },
        logger: Logger = Logger(label: "appointments")
    ) {
        self.dossiers = dossiers
        self.booking = booking
        self.postgres = postgres
        self.vault = vault
        self.jobs = jobs
        self.clock = clock
        self.moment = moment
        self.logger = logger
        news = AppointmentNews(
            letters: DossierLetters(
                catalogue: catalogue, people: people, links: links, messages: messages, site: site),
            words: words, clock: clock, book: booking.book)
    }

    /// The local days from `date` on, each with its free starts; nil: from today.
    package func days(
        for dossier: Dossier, at venue: Venue = .post, from date: LocalDate? = nil, count: Int,
        asked: Asking = .web
    ) async throws -> [DayPlaces] {
        let visits = try await visits(of: dossier, asked).map { $0.at(venue) }
        return try await booking.days(visits, from: date, count: count, at: moment())
    }

    package func slots(
        for dossier: Dossier, at venue: Venue = .post, on date: LocalDate, asked: Asking = .web
    ) async throws -> [Slot] {
        let visits = try await visits(of: dossier, asked).map { $0.at(venue) }
        return try await booking.slots(visits, from: date, days: 1, at: moment())
    }

    /// The free times nearest to a wished one.
    func nearest(
        for dossier: Dossier, at venue: Venue, to start: Instant, asked: Asking
    ) async throws -> [Slot] {
        let visits = try await visits(of: dossier, asked).map { $0.at(venue) }
        return try await booking.nearest(visits, to: start, at: moment())
    }

    /// Takes a place for ten minutes; an earlier hold for the same dossier is given up by it.
    package func hold(
        _ start: Instant, for dossier: Dossier, at venue: Venue = .post, asked: Asking = .web,
        request: String
    ) async throws -> Decision {
        guard dossier.submittedAt != nil, dossier.isOpen else { throw DossierRefusal.notReady([]) }
        let procedure = try await dossiers.procedure(of: dossier)
        let visits = try await visits(of: dossier, asked).map { $0.at(venue) }
        let identity = identity(of: dossier, procedure)
        if let visit = visits.first, let refusal = try await bar(on: visit, for: identity) {
            return .refused(refusal)
        }
        return try await booking.hold(
            visits, from: start, for: dossier.id.text, identity: identity,
            request: AppointmentRequest(asked.performer(for: dossier), "hold", request).text, at: moment())
    }

    /// Makes a hold an appointment: it stands in PostgreSQL, and its message too, before this answers.
    package func confirm(
        _ id: Appointment.ID, for dossier: Dossier, asked: Asking = .web, request: String
    ) async throws -> Decision {
        guard try await appointment(id)?.subject == dossier.id.text else { return .unknown }
        let performer = asked.performer(for: dossier)
        return try await recorded(.confirm, by: performer) {
            try await booking.confirm(
                id, request: AppointmentRequest(performer, "confirm", request).text, at: moment())
        }
    }

    /// Another time for the same appointment, where it is unless told, of the places that whoever moves it is offered;
    /// refused, the old one stays.
    package func move(
        _ id: Appointment.ID, to start: Instant, at venue: Venue? = nil, on channel: Channel = .web,
        by performer: Performer,
        request: String
    ) async throws -> Decision {
        guard let old = try await appointment(id), let dossierID = Dossier.ID(old.subject),
            let dossier = try await dossiers.load(dossierID)
        else { return .unknown }
        let there = venue ?? booking.venue(of: old)
        let visits = try await visits(of: dossier, Asking(channel, by: performer)).map { $0.at(there) }
        return try await recorded(.move, by: performer) {
            try await booking.move(
                id, to: start, as: visits, request: AppointmentRequest(performer, "move", request).text,
                at: moment())
        }
    }

    /// An agent says why, by one of the reasons that are declared: the person reads it in their language.
    package func cancel(
        _ id: Appointment.ID, by performer: Performer, because reason: DeskReason.ID? = nil, request: String
    ) async throws -> Decision {
        let request = AppointmentRequest(performer, "cancel", because: reason, request)
        return try await recorded(.cancel, by: performer, because: reason) {
            try await booking.cancel(id, request: request.text, at: moment())
        }
    }

    /// The person stands at the counter.
    package func attend(
        _ id: Appointment.ID, by performer: Performer, request: String
    ) async throws -> Decision {
        try await recorded(.attend, by: performer) {
            try await booking.attend(
                id, request: AppointmentRequest(performer, "attend", request).text, at: moment())
        }
    }

    package func appointment(_ id: Appointment.ID) async throws -> Appointment? {
        try await booking.appointment(id)
    }

    /// The one that is to come or that another place is owed for, else the one attended; holds aren't appointments yet.
    package func current(of dossier: Dossier) async throws -> Appointment? {
        let all = try await booking.appointments(of: dossier.id.text)
        return all.first { $0.state == .booked || $0.state == .displaced }
            ?? all.first { $0.state == .attended }
    }

    /// Every decision that changed something is recorded before it is told; `record` repairs what a crash left out.
    func recorded(
        _ kind: Change.Kind, by performer: Performer, because reason: DeskReason.ID? = nil,
        _ decide: () async throws -> Decision
    ) async throws -> Decision {
        let decision = try await decide()
        if case .done(let appointment) = decision {
            try await record(
                AppointmentChange(
                    kind: kind, appointment: appointment, performer: performer, reason: reason))
        }
        return decision
    }
}

extension Appointments {
    func visit(of dossier: Dossier) async throws -> Visit {
        try visit(of: dossier, try await dossiers.procedure(of: dossier), .web)
    }

    func visit(of dossier: Dossier, _ procedure: Procedure, _ asked: Asking) throws -> Visit {
        guard let profile = procedure.appointment else { throw DossierRefusal.notOffered }
        let units = profile.perField.flatMap { dossier.answers.integer($0) } ?? 1
        return Visit(
            post: dossier.post.text, service: profile.service, units: max(1, units),
            pool: pool(of: dossier, profile, asked), channel: asked.channel)
    }

    /// Agents have a share of their own; so have those by SMS, where the agenda keeps counters for them.
    private func pool(of dossier: Dossier, _ profile: AppointmentProfile, _ asked: Asking) -> Pool {
        guard asked.agent == nil else { return .agents }
        let group = booking.agendas.byPost[dossier.post.text]?.service(profile.service)?.group
        let isKept = group?.reserved.contains { $0.pool == .sms } ?? false
        return isKept && (asked.channel == .sms || asked.channel == .phone) ? .sms : .public
    }

    /// Who comes, by the answers that say so; else the contact that was given. The Scheduler sees a keyed hash.
    func identity(of dossier: Dossier, _ procedure: Procedure) -> String {
        let text = IdentityKey.text(for: dossier.answers, of: procedure) ?? "person/\(dossier.person)"
        return Base64URL.encode(vault.blindIndex(text, purpose: "appointment-identity"))
    }
}

extension Decision {
    static let unknown = Decision.refused(Refusal(reason: .unknown, alternatives: []))
}
