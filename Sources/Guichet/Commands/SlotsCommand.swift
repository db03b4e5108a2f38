import ArgumentParser
import CaseDesk
import Scheduler

struct SlotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots",
        abstract: "The places of a service at a post or on a tour, or the first one at each.")

    private struct Place: Encodable {
        /// Only where it isn't the one that was asked for.
        var post: String?
        /// Nil: at the post itself.
        var tour: String?
        let start: String
        let end: String
        let places: Int
    }

    private struct Day: Encodable {
        let date: String
        let starts: Int
        let first: String?
    }

    private struct Answer: Encodable {
        var slots: [Place]?
        var days: [Day]?
        /// The first free place of each post and tour, the earliest first.
        var first: [Place]?
    }

    private typealias Told = (answer: Answer, risks: [OverbookingRisk])

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The post's id; without one, the first place at each post that offers the service.")
    var post: String?

    @Option(help: "A service of its agenda.")
    var service: String

    @Option(help: "First day, as 2026-11-21; today unless told.")
    var from: String?

    @Option(help: "How many days.")
    var days = 14

    @Option(help: "public, sms, agents, urgent or vulnerable.")
    var pool = "public"

    @Option(help: "One of the post's tours: its places, by the clock of its city.")
    var tour: String?

    @Flag(help: "Each day with the number of its starts, instead of the places.")
    var byDay = false

    func run() async throws {
        guard let pool = Pool(rawValue: pool) else { throw ValidationError("'\(pool)' is no pool.") }
        let date = try from.map { text in
            guard let date = LocalDate(text) else { throw ValidationError("'\(text)' is no date.") }
            return date
        }
        let (answer, risks) = try await House.open(options) { house -> Told in
            try await house.workspace.booking.refreshAgendas()
            guard let post else {
                guard tour == nil else { throw ValidationError("--tour needs the --post whose tour it is.") }
                return (try await first(pool, house), [])
            }
            let answer = try await places(at: post, pool, from: date, house)
            guard tour == nil else { return (answer, []) }
            return (answer, try await overbooking(at: post, house))
        }
        try output.print(answer) { text(answer, risks) }
    }

    private func overbooking(at post: String, _ house: House) async throws -> [OverbookingRisk] {
        let booking = house.workspace.booking
        guard let agenda = booking.agendas.byPost[post],
            agenda.service(service)?.service.absences.overbooking != nil
        else { return [] }
        return try await booking.showRates(at: post).risks(in: agenda).filter { $0.service == service }
    }

    private func first(_ pool: Pool, _ house: House) async throws -> Answer {
        let booking = house.workspace.booking
        let visits = booking.posts(offering: service).flatMap { post in
            booking.visits(service, at: post, pool: pool)
        }
        let found = try await booking.first(of: visits, days: days)
        return Answer(
            first: found.compactMap { place in
                guard let agenda = booking.agendas.byPost[place.post] else { return nil }
                guard case .tour(let tour) = place.venue else {
                    return Self.place(place.slot, at: place.post, agenda.zone)
                }
                return Self.place(place.slot, at: place.post, tour: tour, agenda.zone(of: tour))
            })
    }

    private func places(
        at post: String, _ pool: Pool, from date: LocalDate?, _ house: House
    ) async throws -> Answer {
        let booking = house.workspace.booking
        guard let agenda = booking.agendas.byPost[post] else {
            throw ValidationError("'\(post)' is no post of this ministry with an agenda.")
        }
        if let tour, agenda.tour(tour) == nil {
            let known = agenda.tours.map(\.id).joined(separator: ", ")
            throw ValidationError(
                "'\(tour)' is no tour of \(post); it has: \(known.isEmpty ? "none" : known).")
        }
        let zone = tour.map(agenda.zone(of:)) ?? agenda.zone
        let visit = Visit(
            post: post, service: service, pool: pool, venue: tour.map { .tour($0) } ?? .post)
        if byDay {
            let found = try await booking.days(visit, from: date, count: days)
            return Answer(
                days: found.map {
                    Day(
                        date: $0.date.description, starts: $0.starts,
                        first: $0.first.map { zone.wall(at: $0.start).description })
                })
        }
        let today = zone.wall(at: ServerClock.system.now).date
        let slots = try await booking.slots(visit, from: date ?? today, days: days)
        return Answer(slots: slots.map { Self.place($0, at: nil, zone) })
    }

    private static func place(
        _ slot: Slot, at post: String?, tour: String? = nil, _ zone: Zone
    ) -> Place {
        Place(
            post: post, tour: tour, start: zone.wall(at: slot.start).description,
            end: zone.wall(at: slot.end).description, places: slot.places)
    }

    private func text(_ answer: Answer, _ risks: [OverbookingRisk]) -> String {
        let places = ((answer.slots ?? []) + (answer.first ?? [])).map { place in
            ([place.post, place.tour, place.start].compactMap(\.self) + ["\(place.places) free"]).joined(
                separator: "  ")
        }
        let days = (answer.days ?? []).map { "\($0.date)  \($0.starts) starts" }
        return (places + days + risks.map(line)).joined(separator: "\n")
    }

    /// How far the hour may be overbooked, and how likely more come than there are counters.
    private func line(_ risk: OverbookingRisk) -> String {
        let tenths = Int((risk.chance * 10).rounded())
        return "\(risk.service) at \(risk.hour):00: up to \(risk.appointments) at \(risk.counters) counters, "
            + "\(tenths / 10).\(tenths % 10) % that more come"
    }
}
