import Channels
import Declared
import PostgresClient
import Scheduler

/// What a change of an appointment tells: the audit log, and the person with a file for their calendar.
struct AppointmentNews: Sendable {
    let letters: DossierLetters
    let words: Words
    let clock: ServerClock
    /// Knows where the tours receive people.
    let book: AgendaBook

    func record(
        _ change: AppointmentChange, _ dossier: Dossier, _ absence: Absence?, in dossiers: Dossiers,
        _ transaction: PostgresTransaction
    ) async throws {
        let appointment = change.appointment
        try await Audit.record(
            AuditEntry(
                performer: change.performer, act: "appointment.\(change.kind.rawValue)",
                object: "dossier/\(dossier.id)",
                detail: [
                    "appointment": appointment.id.value, "revision": String(appointment.revision),
                    "state": appointment.state.rawValue,
                ].merging(change.reason.map { ["reason": $0.text] } ?? [:]) { said, _ in said },
                at: clock.now), in: transaction)
        try await recall(before: appointment, in: transaction)
        try await letters.partners.publish(change, of: dossier, at: clock.now, in: transaction)
        guard let word = Word(change) else { return }
        var letter = letter(word, appointment, dossier, try await dossiers.procedure(of: dossier))
        letter.values["sanction"] = .choice(absence?.sanction?.rawValue ?? "none")
        letter.values["until"] = wall(absence?.sanctionUntil ?? appointment.end, appointment)
        letter.spoken = try await TextingStore.language(of: dossier.person, in: transaction)
        letter.say(why: why(change, dossier))
        try await letters.post(letter, in: transaction)
    }

    private func why(_ change: AppointmentChange, _ dossier: Dossier) -> LocalizedText? {
        letters.catalogue.cancellations(at: dossier.post).first { $0.id == change.reason }?.label
    }

    /// Answers the ids of the reminder's messages. With a deadline it asks for an answer until then.
    func remind(
        _ reminder: Ahead, of appointment: Appointment, answerBy deadline: Instant?, _ dossier: Dossier,
        _ procedure: Procedure, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        var letter = letter(deadline == nil ? .reminder : .answer, appointment, dossier, procedure)
        letter.event += "/\(reminder)"
        letter.values["until"] = wall(deadline ?? appointment.start, appointment)
        letter.validUntil = deadline ?? appointment.start
        try await letters.partners.publish(reminder, of: appointment, dossier, at: clock.now, in: transaction)
        letter.spoken = try await TextingStore.language(of: dossier.person, in: transaction)
        return try await letters.post(letter, in: transaction)
    }

    /// A place was given back, and is kept for them until its expiry.
    func offer(
        _ place: Appointment, _ dossier: Dossier, _ procedure: Procedure, in transaction: PostgresTransaction
    ) async throws {
        let expiry = place.expiry ?? place.start
        var letter = DossierLetters.Letter(
            template: "waitlist.offered", event: "waitlist.offered/\(place.id)", dossier: dossier,
            procedure: procedure, link: NarrowLink(purpose: .appointment, object: place.id.value),
            linkExpiry: place.end)
        letter.values["when"] = .dateTime(place.wall.date, place.wall.time, zone: nil)
        letter.values["until"] = wall(expiry, place)
        letter.validUntil = expiry
        try await letters.partners.publish(offer: place, to: dossier, at: clock.now, in: transaction)
        letter.spoken = try await TextingStore.language(of: dossier.person, in: transaction)
        try await letters.post(letter, in: transaction)
    }

    /// What the clocks of the dossier's post show then.
    func wall(_ instant: Instant, _ dossier: Dossier) -> TemplateValue? {
        letters.catalogue.post(dossier.post).map { post in
            let wall = post.zone.wall(at: instant)
            return .dateTime(wall.date, wall.time, zone: nil)
        }
    }

    /// And those of the place where the appointment is.
    func wall(_ instant: Instant, _ place: Appointment) -> TemplateValue? {
        (try? Zone(place.zone)).map { zone in
            let wall = zone.wall(at: instant)
            return .dateTime(wall.date, wall.time, zone: nil)
        }
    }

    /// What people are told.
    enum Word: String, CaseIterable {
        case confirmed, moved, cancelled, released, missed, displaced, reminder, answer

        var template: String { "appointment.\(rawValue)" }

        init?(_ change: AppointmentChange) {
            switch change.kind {
            case .confirm: self = .confirmed
            case .move: self = .moved
            case .cancel: self = change.performer == .unconfirmed ? .released : .cancelled
            case .miss where change.performer == .unreached: return nil
            case .miss: self = .missed
            // A run tells its people itself, with the place that it keeps for them.
            case .displace where change.performer == Appointments.displacer: return nil
            case .displace: self = .displaced
            case .hold, .expire, .attend, .excuse, .rest, .free: return nil
            }
        }
    }

    private func letter(
        _ word: Word, _ appointment: Appointment, _ dossier: Dossier, _ procedure: Procedure
    ) -> DossierLetters.Letter {
        var letter = DossierLetters.Letter(
            template: word.template, event: event(word, appointment, appointment.revision),
            dossier: dossier, procedure: procedure, link: link(word, appointment, dossier),
            linkExpiry: expiry(word, appointment))
        letter.values["when"] = .dateTime(appointment.wall.date, appointment.wall.time, zone: nil)
        letter.there = whereabouts(of: appointment, dossier)
        switch word {
        case .confirmed, .moved:
            letter.attachments = { address in
                [.calendar(calendarEvent(appointment, dossier, procedure, .request, link: address))]
            }
            letter.validUntil = appointment.end
        case .cancelled, .released, .displaced:
            letter.values["offer"] = .choice("none")
            letter.values["why"] = .choice("unsaid")
            letter.attachments = { _ in
                [.calendar(calendarEvent(appointment, dossier, procedure, .cancel, link: nil))]
            }
            letter.validUntil = appointment.end
        case .missed, .reminder, .answer: break
        }
        return letter
    }

    func calendarEvent(
        _ appointment: Appointment, _ dossier: Dossier, _ procedure: Procedure,
        _ change: CalendarEvent.Change, link: String?, changed: Instant? = nil
    ) -> CalendarEvent {
        let post = letters.catalogue.post(dossier.post)
        let title = words.text(
            "appointments.calendar.title", in: dossier.locale,
            ["procedure": .text(procedure.title[dossier.locale])])
        let tour = book.tour(of: appointment)?.place[dossier.locale]
        let here = [post?.name[dossier.locale], post?.address[dossier.locale]].compactMap(\.self)
        return CalendarEvent(
            id: appointment.id.value, sequence: appointment.revision, change: change, title: title,
            place: tour ?? here.joined(separator: ", "), start: appointment.start, end: appointment.end,
            zone: appointment.zone, link: link, language: dossier.locale,
            note: words.text(
                "appointments.calendar.note", in: dossier.locale,
                ["reference": .text(dossier.reference.description)]),
            changed: changed ?? clock.now)
    }

    /// Whoever has a place may see, move and cancel it; whoever has none any more chooses another on the dossier.
    private func link(_ word: Word, _ appointment: Appointment, _ dossier: Dossier) -> NarrowLink {
        switch word {
        case .confirmed, .moved, .displaced, .reminder, .answer, .missed:
            NarrowLink(purpose: .appointment, object: appointment.id.value)
        case .cancelled, .released: NarrowLink(purpose: .dossier, object: dossier.id.text)
        }
    }

    private func expiry(_ word: Word, _ appointment: Appointment) -> Instant {
        switch word {
        case .confirmed, .moved, .reminder, .answer: appointment.end
        case .displaced: max(appointment.end, clock.now + .days(30))
        case .cancelled, .released, .missed: clock.now + .days(90)
        }
    }

    func event(_ word: Word, _ appointment: Appointment, _ revision: Int) -> String {
        "\(word.template)/\(appointment.id)/\(revision)"
    }

    /// What isn't sent yet of the times before: nobody needs it any more.
    private func recall(before appointment: Appointment, in transaction: PostgresTransaction) async throws {
        let reminders = letters.catalogue.agendas.absences(of: appointment).reminders
        let events = (1..<max(2, appointment.revision)).flatMap { revision in
            [Word.confirmed, .moved, .displaced].map { event($0, appointment, revision) }
                + [Word.reminder, .answer].flatMap { word in
                    reminders.map { "\(event(word, appointment, revision))/\($0)" }
                }
        }
        try await letters.messages.recall(events: events, in: transaction)
    }
}

extension DossierLetters.Letter {
    /// In the language that the person is told in.
    fileprivate mutating func say(why words: LocalizedText?) {
        guard let words else { return }
        values["why"] = .choice("said")
        values["reason"] = .text(words[locale])
    }
}
