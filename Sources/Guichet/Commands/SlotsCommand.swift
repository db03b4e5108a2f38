import ArgumentParser
import CaseDesk
import Scheduler

struct SlotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots", abstract: "The places of a service at a post.")

    private struct Answer: Encodable {
        struct Place: Encodable {
            let start: String
            let end: String
            let places: Int
        }
        let slots: [Place]
    }

    private typealias Told = (answer: Answer, risks: [OverbookingRisk])

    @OptionGroup var options: SettingsOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The post's id.")
    var post: String

    @Option(help: "A service of its agenda.")
    var service: String

    @Option(help: "First day, as 2026-11-21; today unless told.")
    var from: String?

    @Option(help: "How many days.")
    var days = 14

    @Option(help: "public, sms, agents, urgent or vulnerable.")
    var pool = "public"

    func run() async throws {
        guard let pool = Pool(rawValue: pool) else { throw ValidationError("'\(pool)' is no pool.") }
        let date = try from.map { text in
            guard let date = LocalDate(text) else { throw ValidationError("'\(text)' is no date.") }
            return date
        }
        let (answer, risks) = try await House.open(options) { house -> Told in
            let booking = house.workspace.booking
            guard let zone = house.workspace.catalogue.posts.first(where: { $0.id.text == post })?.zone else {
                throw ValidationError("'\(post)' is no post of this ministry.")
            }
            let slots = try await booking.slots(
                Visit(post: post, service: service, pool: pool),
                from: date ?? zone.wall(at: ServerClock.system.now).date, days: days)
            let rates = try await booking.showRates(at: post)
            let risks = booking.agendas.byPost[post].map { rates.risks(in: $0) } ?? []
            let answer = Answer(
                slots: slots.map {
                    .init(
                        start: zone.wall(at: $0.start).description, end: zone.wall(at: $0.end).description,
                        places: $0.places)
                })
            return (answer, risks)
        }
        try output.print(answer) {
            (answer.slots.map { "\($0.start)  \($0.places) free" }
                + risks.filter { $0.service == service }.map(line)).joined(separator: "\n")
        }
    }

    /// How far the hour may be overbooked, and how likely more come than there are counters.
    private func line(_ risk: OverbookingRisk) -> String {
        let tenths = Int((risk.chance * 10).rounded())
        return "\(risk.service) at \(risk.hour):00: up to \(risk.appointments) at \(risk.counters) counters, "
            + "\(tenths / 10).\(tenths % 10) % that more come"
    }
}
