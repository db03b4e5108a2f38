package import Declared
package import PostgresClient
package import Scheduler

/// Agendas as supervisors edit them: a text is looked at with its effect, published as a version, and carried out.
package struct AgendaDesk: Sendable {
    private let catalogue: Catalogue
    private let booking: Booking
    private let appointments: Appointments
    private let postgres: PostgresClient
    private let clock: ServerClock

    package init(
        catalogue: Catalogue, booking: Booking, appointments: Appointments, postgres: PostgresClient,
        clock: ServerClock
    ) {
        self.catalogue = catalogue
        self.booking = booking
        self.appointments = appointments
        self.postgres = postgres
        self.clock = clock
    }

    /// What counts at a post, and the file behind it; nil for a post whose agenda no file declares.
    package func current(at post: PostProfile) async throws -> CurrentAgenda? {
        guard let source = booking.book.source(of: post.id.text),
            let standing = try await booking.standing(of: post.id.text)
        else { return nil }
        return CurrentAgenda(source: source, standing: standing)
    }

    /// The versions of a post, the newest first; the file isn't among them.
    package func history(of post: PostProfile) async throws -> [AgendaVersion] {
        try await AgendaVersions(ministry: booking.ministry).all(of: post.id.text, in: postgres)
    }

    /// The text of a version; 0 is the file as it is now.
    package func text(_ number: Int, of current: CurrentAgenda) async throws -> String? {
        if number == 0 { return current.source.file.contents }
        return try await AgendaVersions(ministry: booking.ministry).version(
            number, of: current.source.post, in: postgres)?.text
    }

    /// Reads a text as `guichet check` reads the file.
    package func read(
        _ text: String, for current: CurrentAgenda, at post: PostProfile
    ) -> (agenda: Agenda?, findings: [Finding]) {
        var (agenda, findings) = current.source.read(text, today: today(post))
        if let read = agenda {
            let missing = catalogue.serviceFindings(read, at: post, in: current.source.file.path)
            findings += missing
            if !missing.isEmpty { agenda = nil }
        }
        return (agenda, findings)
    }

    /// What stands in the way of an agenda that holds in itself: the cells of an appointment are counted by its zone.
    package func obstacle(
        to agenda: Agenda, for current: CurrentAgenda, at post: PostProfile
    ) async throws -> Finding? {
        let standing = try await booking.occupying(post: post.id.text, from: today(post)).filter { place in
            agenda.group(place.group) != nil && agenda.zone(of: place.group).name != place.zone
        }
        guard let first = standing.first else { return nil }
        let whose = agenda.tour(first.group).map { "the time zone of the tour '\($0.id)'" } ?? "the time zone"
        return Finding(
            file: current.source.file.path, line: 1,
            what: "\(whose) can't change while \(standing.count) appointments are to come",
            mend: "write zone: \(first.zone)")
    }

    /// What would change if this agenda counted from now on.
    package func effect(of agenda: Agenda, at post: PostProfile) async throws -> AgendaEffect {
        let now = clock.now
        let old =
            booking.agendas.byPost[post.id.text]
            ?? Agenda(post: post.id.text, zone: agenda.zone, groups: [])
        let standing = try await booking.occupying(post: post.id.text, from: today(post))
        return AgendaEffect(from: old, to: agenda, standing: standing, at: now)
    }

    /// Makes a sound text count, with its entry in the audit log, then carries it out; what a crash leaves undone, a
    /// worker finishes. Throws `AgendaConflict` when another text counts than the one with the hash `base`.
    package func publish(
        _ text: String, over current: CurrentAgenda, base: String, note: String, by agent: Agent
    ) async throws -> AgendaVersion {
        let now = clock.now
        let version = try await booking.publish(
            text, over: current.source, base: base, by: agent.id, note: note, at: now
        ) { version, transaction in
            try await Audit.record(
                AuditEntry(
                    performer: .agent(agent.id), act: "agenda.published", object: "post/\(version.post)",
                    detail: ["version": String(version.number), "hash": version.hash], at: now),
                in: transaction)
        }
        try await finish(version)
        return version
    }

    /// Carries out what somebody published and nobody finished; answers how many versions.
    package func finish() async throws -> Int {
        let versions = try await AgendaVersions(ministry: booking.ministry).unfinished(in: postgres)
        for version in versions { try await finish(version) }
        return versions.count
    }

    /// Doing it twice changes nothing: places are what the agenda says, and who has lost one isn't asked again.
    private func finish(_ version: AgendaVersion) async throws {
        try await booking.refreshAgendas(at: clock.now)
        let publication = try await booking.publish(at: appointments.moment())
        try await displace(publication.unfit, by: version)
        try await AgendaVersions(ministry: booking.ministry).finish(
            version, at: clock.now, in: postgres)
    }

    private func today(_ post: PostProfile) -> LocalDate { post.zone.wall(at: clock.now).date }
}

extension AgendaDesk {
    /// Of those that were found not to fit, the fewest lose their place: who had booked is told, and offered another
    /// one, by a run for each desk group; what was only held or rested ends at once.
    private func displace(_ ids: [Appointment.ID], by version: AgendaVersion) async throws {
        let now = clock.now
        let going = try await mustGo(ids).filter { $0.post == version.post && $0.start > now }
        for appointment in going {
            let request = AppointmentRequest(
                .agent(version.author), "agenda", "\(version.post)/\(version.number)/\(appointment.id)"
            ).text
            switch appointment.state {
            case .held:
                _ = try await booking.cancel(appointment.id, request: request, at: appointments.moment())
            case .resting:
                _ = try await booking.free(appointment.id, request: request, at: appointments.moment())
            default: continue
            }
        }
        let booked = Dictionary(grouping: going.filter { $0.state == .booked }, by: \.group)
        for (group, places) in booked { try await declare(places, in: group, by: version) }
    }

    /// Declared again, after a crash, it is the same run.
    private func declare(
        _ places: [Appointment], in group: String, by version: AgendaVersion
    ) async throws {
        guard let start = places.map(\.start).min(), let end = places.map(\.end).max() else { return }
        try await appointments.declare(
            "agenda.\(version.post).\(version.number).\(group)",
            DisplacementCause(
                post: version.post, group: group, from: start, to: end, reason: .agenda,
                unfit: places.map(\.id)),
            by: .agent(version.author))
    }

    private func mustGo(_ ids: [Appointment.ID]) async throws -> [Appointment] {
        var byDay: [String: [Appointment]] = [:]
        for id in ids {
            guard let appointment = try await booking.appointment(id), appointment.state.occupies else {
                continue
            }
            let day = "\(appointment.post)/\(appointment.group):\(appointment.date)"
            byDay[day, default: []].append(appointment)
        }
        return byDay.sorted { $0.key < $1.key }.flatMap { _, all -> [Appointment] in
            guard let first = all.first, let agenda = booking.agendas.byPost[first.post] else { return [] }
            return AgendaFit.unfit(all, of: first.group, on: first.date, by: agenda)
        }
    }
}

/// What counts at a post, and what could.
package struct CurrentAgenda: Sendable {
    package let source: AgendaSource
    package let standing: AgendaStanding

    package var text: String { source.text(standing) }
    /// What an edit begins from; another one in its place is a conflict.
    package var hash: String { AgendaVersion.hash(of: text) }
}

extension Catalogue {
    /// Where the services of an agenda aren't what the procedures of the post say.
    func serviceFindings(_ agenda: Agenda, at post: PostProfile, in path: String) -> [Finding] {
        procedures(at: post).compactMap { procedure -> Finding? in
            guard let appointment = procedure.appointment else { return nil }
            guard let service = agenda.service(appointment.service)?.service else {
                return Finding(
                    file: path, line: 1, what: "the service '\(appointment.service)' isn't there any more",
                    mend: "keep it: people take appointments for it at this post")
            }
            guard service.base != appointment.minutes || service.perUnit != appointment.minutesPerUnit else {
                return nil
            }
            return Finding(
                file: path, line: 1,
                what: "the service '\(appointment.service)' should last \(appointment.minutes) minutes and "
                    + "\(appointment.minutesPerUnit) more for each document or person",
                mend: "write base: \(appointment.minutes) and per_unit: \(appointment.minutesPerUnit)")
        }
    }
}
