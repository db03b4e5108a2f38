import Channels
import Declared
import Hummingbird
import Scheduler

/// Who comes today: the post's agenda of a day, and check-in by the QR or the reference that a person shows.
enum DeskArrivalHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/arrival", .agent, ask),
        .post("/{locale}/desk/arrival", .agent, arrive),
        .get("/{locale}/desk/day", .agent, day),
    ]

    private static func ask(_ web: WebRequest) async throws -> Response {
        _ = try web.agent(withAnyOf: Role.caseWork)
        return .page(ArrivalPage(frame: web.frame, once: OpaqueID.random()).html)
    }

    private static func arrive(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let typed = web.form["code"]
        func again(_ error: String) -> Response {
            .page(
                ArrivalPage(frame: web.frame, typed: typed, error: error, once: OpaqueID.random()).html,
                status: .unprocessableContent)
        }
        guard !typed.isEmpty else { return again(web.say("desk.arrival.missing")) }
        guard let arrival = try await DeskArrival.find(typed, for: agent, web) else {
            return again(web.say("desk.arrival.unknown"))
        }
        let desk = arrival.desk
        guard arrival.isToday(web) else {
            let when = TemplateValue.text(web.moment(of: arrival.place))
            return again(web.say("desk.arrival.other_day", ["when": when]))
        }
        if let key = try await arrival.checkIn(web, request: web.once) { return again(web.say(key)) }
        return .page(
            ArrivalPage(
                frame: web.frame,
                arrived: (
                    person: desk.dossier.holder(in: desk.procedure), when: web.time(of: arrival.place),
                    href: web.link(desk.path)
                ), once: OpaqueID.random()
            ).html)
    }

    private static func day(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: Role.caseWork)
        let post = try web.deskPost(of: agent)
        let today = post.zone.wall(at: web.stories.clock.now).date
        let date = web.query("date").flatMap { LocalDate($0) } ?? today
        try await web.note("day.viewed", of: "post/\(post.id)", by: agent, ["date": date.description])
        var page = try await DayPage(date, at: post, web: web)
        if agent.roles.contains(.supervisor) {
            page.agenda = web.link("/desk/agenda") + (agent.post == nil ? "?post=\(post.id)" : "")
        }
        return .page(page.html)
    }
}

/// Somebody with an appointment who has come.
struct DeskArrival: Sendable {
    let place: Appointment
    let desk: DeskDossier

    /// Nil for an unknown code and for another post's alike.
    static func find(_ typed: String, for agent: Agent, _ web: WebRequest) async throws -> DeskArrival? {
        guard let place = try await web.stories.appointments.arrival(typed),
            let id = Dossier.ID(place.subject), let dossier = try await web.stories.dossiers.load(id),
            agent.sees(dossier.post), let post = web.site.catalogue.post(dossier.post)
        else { return nil }
        let procedure = try await web.stories.dossiers.procedure(of: dossier)
        return DeskArrival(
            place: place,
            desk: DeskDossier(dossier: dossier, procedure: procedure, post: post, agent: agent))
    }

    func isToday(_ web: WebRequest) -> Bool {
        place.isToday(at: web.stories.clock.now)
    }

    /// Nil when it is noted, also when somebody noted it before; else the key of the words that say why not.
    func checkIn(_ web: WebRequest, request: String) async throws -> String? {
        if place.state == .attended { return nil }
        guard isToday(web) else { return "desk.arrival.unknown" }
        let decision = try await web.stories.appointments.attend(
            place.id, by: .agent(desk.agent.id), request: request)
        switch decision {
        case .done: return nil
        case .refused(let refusal):
            if case .state(.attended) = refusal.reason { return nil }
            return "desk.arrival.not_expected"
        }
    }
}

extension DayPage {
    init(_ date: LocalDate, at post: PostProfile, web: WebRequest) async throws {
        let shown = web.shown(at: post.zone)
        let agenda = web.stories.booking.agendas.byPost[post.id.text]
        var places: [Appointment] = []
        var occupancies: [DayOccupancy] = []
        for group in agenda?.allGroups ?? [] {
            let day = try await web.stories.booking.day(post: post.id.text, group: group.id, date: date)
            places += day
            let intervals = try await web.stories.booking.intervals(
                post: post.id.text, group: group.id, date: date, held: day.filter { $0.state == .held })
            let tour = agenda?.tour(group.id)
            // A tour is away on a few days only: no table says every day that it is closed.
            if tour != nil, intervals.isEmpty { continue }
            occupancies.append(
                DayOccupancy(
                    group: [group.id, tour?.city[web.locale]].compactMap(\.self).joined(separator: " · "),
                    intervals: intervals, shown: tour.map { web.shown(at: $0.zone) } ?? shown))
        }
        var rows: [Row] = []
        for place in places.sorted(by: { $0.start < $1.start }) {
            rows.append(try await Row(place, web: web))
        }
        func address(_ date: LocalDate) -> String { web.link("/desk/day?date=\(date)&post=\(post.id)") }
        self.init(
            frame: web.frame, date: shown.date(date), before: address(date - 1), after: address(date + 1),
            zone: post.city[web.locale], rows: rows, groups: occupancies)
    }
}

extension DayPage.Row {
    fileprivate init(_ place: Appointment, web: WebRequest) async throws {
        let dossier: Dossier?
        if let id = Dossier.ID(place.subject) {
            dossier = try await web.stories.dossiers.load(id)
        } else {
            dossier = nil
        }
        var procedure: Procedure?
        if let dossier { procedure = try await web.stories.dossiers.procedure(of: dossier) }
        var state = web.say("desk.day.\(place.state.rawValue)")
        if place.state == .booked, try await web.stories.appointments.presence(at: place) != nil {
            state = web.say("desk.day.presence_confirmed")
        }
        self.init(
            time: web.time(of: place), reference: dossier?.reference.description ?? "",
            href: dossier.map { web.link("/desk/d/\($0.id)") },
            procedure: procedure?.title[web.locale] ?? "",
            person: procedure.flatMap { dossier?.holder(in: $0) } ?? "", state: state, tone: place.state.tone,
            service: place.service,
            length: web.say(
                "desk.agenda.minutes",
                ["count": .integer((place.end - place.start).wholeMilliseconds / 60_000)]),
            city: web.stories.booking.book.tour(of: place)?.city[web.locale])
    }
}

extension Appointment.State {
    fileprivate var tone: Tone {
        switch self {
        case .attended: .success
        case .missed, .displaced: .warning
        case .held, .booked, .excused, .cancelled, .lapsed, .resting, .freed: .plain
        }
    }
}
