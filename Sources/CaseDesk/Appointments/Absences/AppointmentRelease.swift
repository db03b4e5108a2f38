import Channels
package import Scheduler

// Where a service says so, a place goes back whose person was asked whether they come and didn't answer.
extension Appointments {
    /// The kind of job that gives such a place back; its payload is "<appointment> <revision>".
    package static let releaseKind = "appointment.release"

    /// The handler of `releaseKind`.
    package func release(_ job: Job) async throws {
        let parts = job.payload.split(separator: " ")
        guard parts.count == 2, let revision = Int(parts[1]) else {
            throw JobFailure.permanent("not the name of an appointment's time")
        }
        _ = try await release(Appointment.ID(String(parts[0])), revision: revision)
    }

    /// Only if it is still booked as it was and to come, if its person was asked and the question reached them, and
    /// if they didn't answer. The place rests, then the waitlist may have it. Answers whether it went back.
    package func release(_ id: Appointment.ID, revision: Int) async throws -> Bool {
        guard let place = try await appointment(id), place.state == .booked, place.revision == revision,
            try await releaseTime(of: place) != nil, try await !isAnswered(place),
            try await wasAsked(place)
        else { return false }
        let request = AppointmentRequest(.unconfirmed, "cancel", "\(id)/\(revision)")
        let decision = try await recorded(.cancel, by: .unconfirmed) {
            try await booking.cancel(id, request: request.text, at: moment())
        }
        return decision.appointment?.state == .cancelled
    }

    /// When the answer must be there; nil when none is needed, it came, or it is too late to ask.
    func answerIsDue(for place: Appointment) async throws -> Instant? {
        guard let deadline = try await releaseTime(of: place), deadline > (moment() ?? clock.now),
            try await !isAnswered(place)
        else { return nil }
        return deadline
    }

    func releaseJob(for place: Appointment) async throws -> NewJob? {
        guard let due = try await releaseTime(of: place), due > (moment() ?? clock.now) else {
            return nil
        }
        let payload = "\(place.id) \(place.revision)"
        return NewJob(
            kind: Self.releaseKind, payload: payload, key: "\(Self.releaseKind)/\(payload)", due: due)
    }

    /// Whether its page asks the person if they come.
    package func asksForPresence(at place: Appointment) async throws -> Bool {
        guard try await presence(at: place) != nil else { return true }
        let lastDays = Ahead.twoDays.instant(before: place) <= (moment() ?? clock.now)
        return lastDays ? try await !isAnswered(place) : false
    }

    /// By the service's rule, or by the person's own standing; never for people who can't come like others.
    private func releaseTime(of place: Appointment) async throws -> Instant? {
        guard try await !isSheltered(place, in: postgres) else { return nil }
        if let release = booking.agendas.absences(of: place).release { return release.instant(before: place) }
        return try await mustConfirmAgain(place) ? Ahead.oneDay.instant(before: place) : nil
    }

    /// From whoever must say it again, only a yes of the last two days counts.
    private func isAnswered(_ place: Appointment) async throws -> Bool {
        guard let answer = try await presence(at: place) else { return false }
        return try await !mustConfirmAgain(place) || answer >= Ahead.twoDays.instant(before: place)
    }

    private func mustConfirmAgain(_ place: Appointment) async throws -> Bool {
        try await standing(of: place.identity, at: place.post).mustConfirmAgain
    }

    private func wasAsked(_ place: Appointment) async throws -> Bool {
        try await news.letters.messages.outcomes(of: place.subject, about: place.id.value).contains {
            $0.template == AppointmentNews.Word.answer.template && $0.reachedSomebody
        }
    }
}

extension Performer {
    /// Nobody said that they will come.
    static let unconfirmed = Performer.system("unconfirmed")
}
