import Channels
import Scheduler

/// Dates, times and sums as this person reads them, at the wall of the post.
struct Shown: Sendable {
    let words: Words
    let locale: String
    let zone: Zone

    func date(_ date: LocalDate) -> String { words.show(.date(date), in: locale) }
    func date(_ instant: Instant) -> String { date(zone.wall(at: instant).date) }
    func day(_ instant: Instant) -> String { words.show(.day(zone.wall(at: instant).date), in: locale) }
    func time(_ instant: Instant) -> String { words.show(.time(zone.wall(at: instant).time), in: locale) }

    func moment(_ instant: Instant) -> String {
        let wall = zone.wall(at: instant)
        return words.show(.dateTime(wall.date, wall.time, zone: nil), in: locale)
    }

    func money(_ money: Money) -> String {
        words.show(.money(minor: money.minor, currency: money.currency.code), in: locale)
    }
}

extension WebRequest {
    func shown(at zone: Zone) -> Shown { Shown(words: site.words, locale: locale, zone: zone) }

    /// When an appointment begins, by the clock of the place where it is.
    func moment(of place: Appointment) -> String {
        site.words.show(.dateTime(place.wall.date, place.wall.time, zone: nil), in: locale)
    }

    /// The same of one that its person missed; by the post's clock once nobody remembers it any more.
    func moment(of absence: Absence, at post: PostProfile) async throws -> String {
        let place = try await stories.appointments.appointment(absence.id)
        return place.map { moment(of: $0) } ?? shown(at: post.zone).moment(absence.starts)
    }

    func time(of place: Appointment) -> String { site.words.show(.time(place.wall.time), in: locale) }
}
