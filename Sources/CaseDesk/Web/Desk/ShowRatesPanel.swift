import Channels
import Declared
import Scheduler

/// How surely people come, per service and hour, and what overbooking makes of it where a service declares it.
struct ShowRatesPanel: Sendable {
    struct Rate: Sendable {
        let service: String
        let hour: String
        let observed: Int
        /// In percent; nil while too few were observed.
        let share: Int?
    }

    struct Bound: Sendable {
        let service: String
        let hour: String
        let counters: Int
        /// Appointments that may stand at that many counters.
        let most: Int
        /// That more come than there are counters, in percent.
        let risk: String
    }

    let say: Phrases
    let rates: [Rate]
    let bounds: [Bound]

    var html: HTML {
        guard !rates.isEmpty else { return "" }
        return """
            <h2>\(say("absences.rates.title"))</h2>
            \(table.html)
            \(bounds.isEmpty ? "<p>\(say("absences.rates.off"))</p>" as HTML : overbooking.html)
            """
    }

    private var table: Table {
        Table(
            caption: say("absences.rates.caption"),
            columns: ["service", "hour", "observed", "share"].map {
                .init(title: say("absences.rates.\($0)"), isAmount: $0 == "observed" || $0 == "share")
            },
            rows: rates.map { rate in
                [
                    "\(rate.service)", Isolated(rate.hour).html, "\(rate.observed)",
                    "\(rate.share.map { "\($0) %" } ?? say("absences.rates.too_few"))",
                ]
            })
    }

    private var overbooking: Table {
        Table(
            caption: say("absences.rates.overbooking"),
            columns: ["service", "hour", "counters", "most", "risk"].map {
                .init(title: say("absences.rates.\($0)"), isAmount: $0 != "service" && $0 != "hour")
            },
            rows: bounds.map { bound in
                [
                    "\(bound.service)", Isolated(bound.hour).html, "\(bound.counters)", "\(bound.most)",
                    "\(bound.risk) %",
                ]
            })
    }
}

extension ShowRatesPanel {
    /// Shown from so many on, where no service says how many it wants for overbooking.
    private static let enough = 50

    init(of post: PostProfile, _ web: WebRequest) async throws {
        let appointments = web.stories.booking
        let known = try await appointments.showRates(at: post.id.text, now: web.stories.clock.now)
        let procedures = web.site.catalogue.procedures(at: post)
        func title(_ service: String) -> String {
            procedures.first { $0.appointment?.service == service }?.title[web.locale] ?? service
        }
        self.init(
            say: web.say,
            rates: known.all.map { rate in
                Rate(
                    service: title(rate.service), hour: Self.hour(rate.hour), observed: rate.observations,
                    share: rate.observations < Self.enough ? nil : Int((rate.rate * 100).rounded()))
            },
            bounds: appointments.agendas.byPost[post.id.text].map { known.risks(in: $0) }?.map {
                Bound(
                    service: title($0.service), hour: Self.hour($0.hour), counters: $0.counters,
                    most: $0.appointments, risk: Self.tenths($0.chance))
            } ?? [])
    }

    private static func hour(_ hour: Int) -> String { hour < 10 ? "0\(hour):00" : "\(hour):00" }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
