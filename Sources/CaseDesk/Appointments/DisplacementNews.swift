import Channels
import Declared
import PostgresClient
import Scheduler

extension AppointmentNews {
    static let anotherPlace = "appointment.another_place"

    /// Once that the appointment can't be, then each time that another place is kept for the person.
    func displaced(
        _ notice: DisplacementNotice, why words: LocalizedText?, _ dossier: Dossier, _ procedure: Procedure,
        in transaction: PostgresTransaction
    ) async throws {
        let appointment = notice.appointment
        var letter = DossierLetters.Letter(
            template: notice.isFirst ? Word.displaced.template : Self.anotherPlace,
            event: notice.isFirst
                ? event(.displaced, appointment, appointment.revision)
                : "\(Self.anotherPlace)/\(appointment.id)/\(appointment.revision)/\(notice.person.asked + 1)",
            dossier: dossier, procedure: procedure,
            link: NarrowLink(purpose: .appointment, object: appointment.id.value),
            linkExpiry: max(appointment.end, clock.now + .days(90)))
        letter.values["when"] = .dateTime(appointment.wall.date, appointment.wall.time, zone: nil)
        letter.values["offer"] = .choice(notice.place == nil ? "soon" : "yes")
        let why = words?[dossier.locale] ?? ""
        letter.values["why"] = .choice(why.isEmpty ? "unsaid" : "said")
        letter.values["reason"] = .text(why)
        letter.validUntil = letter.linkExpiry
        if let place = notice.place {
            letter.values["new"] = .dateTime(place.wall.date, place.wall.time, zone: nil)
            letter.values["until"] = wall(place.expiry ?? place.start, place)
            letter.there = whereabouts(of: place, dossier)
            if !notice.isFirst { letter.validUntil = place.expiry }
        }
        if notice.isFirst {
            letter.attachments = { _ in
                [.calendar(calendarEvent(appointment, dossier, procedure, .cancel, link: nil))]
            }
        }
        try await letters.post(letter, in: transaction)
    }
}
