import Channels
import Declared
import Hummingbird
import Scheduler

/// One dossier's appointment as its pages need it, whether the person came in or holds the appointment's link.
struct AppointmentDesk: Sendable {
    /// Where the pages stand and lead back to.
    enum Door: Sendable {
        case dossier
        case link(Token)
        /// An agent's, who does it on the person's behalf.
        case desk(Asking)

        var isLink: Bool { if case .link = self { true } else { false } }
        var isCitizens: Bool { if case .desk = self { false } else { true } }
    }

    let dossier: Dossier
    let procedure: Procedure
    let profile: AppointmentProfile
    let post: PostProfile
    let door: Door

    init(_ dossier: Dossier, _ procedure: Procedure, through door: Door, web: WebRequest) throws(WebFailure) {
        // An appointment that was taken over from another system stands before its request is handed in.
        let stands = dossier.submittedAt != nil || dossier.appointment != nil || door.isLink
        guard stands, let profile = procedure.appointment,
            let post = web.site.catalogue.post(dossier.post)
        else { throw .notFound }
        self.dossier = dossier
        self.procedure = procedure
        self.profile = profile
        self.post = post
        self.door = door
    }

    /// The dossier in the address, to the person whose it is.
    static func load(_ web: WebRequest) async throws -> AppointmentDesk {
        let draft = try await Draft.load(web)
        return try AppointmentDesk(draft.dossier, draft.procedure, through: .dossier, web: web)
    }

    /// The one in the address, if it is this dossier's; nil for a hold that was lost as well.
    func appointment(_ web: WebRequest) async throws -> Appointment? {
        let id = Appointment.ID(try web.parameter("appointment"))
        let place = try await web.stories.appointments.appointment(id)
        return place?.subject == dossier.id.text ? place : nil
    }

    /// Takes the place that is held.
    func confirm(_ place: Appointment, _ web: WebRequest) async throws -> Response {
        let decision = try await web.stories.appointments.confirm(
            place.id, for: dossier, asked: asked, request: place.id.value)
        guard decision.appointment != nil else {
            return .seeOther(web.link(lapsedPath))
        }
        return .seeOther(web.link(path(of: place)))
    }

    /// Whose share of the places these pages offer.
    var asked: Asking { if case .desk(let asked) = door { asked } else { .web } }

    var dossierPath: String {
        if case .desk = door { "/desk/d/\(dossier.id)" } else { "/d/\(dossier.id)" }
    }
    /// Where another place is chosen for a dossier that has none.
    var placesPath: String {
        if case .desk(let asked) = door {
            "\(dossierPath)/booking/\(asked.channel.rawValue)"
        } else {
            "\(dossierPath)/appointment"
        }
    }

    /// There too, told that the time for the last one is over.
    var lapsedPath: String { "\(placesPath)?refused=lapsed" }
    /// And that the tour that was chosen doesn't receive any more.
    var gonePath: String { "\(placesPath)?refused=gone" }

    func path(of place: Appointment) -> String {
        switch door {
        case .dossier, .desk: "\(placesPath)/\(place.id)"
        case .link(let token): "/a/\(token.text)"
        }
    }

    func start(_ value: String) -> Instant? { Int64(value).map { Instant(milliseconds: $0) } }
    func shown(_ web: WebRequest) -> Shown { web.shown(at: post.zone) }

    /// The free places there, for a dossier without an appointment or for the one that is moved.
    func days(
        _ web: WebRequest, at there: Whereabouts, path: String, back: String
    ) async throws -> DaysPage {
        let appointments = web.stories.appointments
        let today = there.zone.wall(at: web.stories.clock.now).date
        let tour = there.tour?.days(from: today) ?? []
        let from = max(today, web.query("from").flatMap { LocalDate($0) } ?? tour.first ?? today)
        let count = tour.last.map { max(1, $0 - from + 1) } ?? Self.span
        let days = try await appointments.days(
            for: dossier, at: there.venue, from: from, count: count, asked: asked
        ).filter { $0.starts > 0 }
        let chosen = web.query("day").flatMap { LocalDate($0) }
        var slots: [Slot] = []
        if let chosen {
            slots = try await appointments.slots(for: dossier, at: there.venue, on: chosen, asked: asked)
        }
        let times = slots.map { slot in
            (
                hour: slot.wall.time.secondOfDay / 3_600,
                time: DaysPage.Time(value: String(slot.start.milliseconds), label: slot.wall.time.short)
            )
        }
        let shown = shown(web)
        // Who chose a place stays with it; who didn't gets the usual one.
        let name = there.tour?.id ?? post.id.text
        let named = there.tour == nil && web.query("at") == nil ? "" : "&at=\(name)"
        var page = DaysPage(
            frame: web.frame,
            days: days.map { day in
                .init(
                    href: web.link("\(path)?from=\(from)&day=\(day.date)\(named)"),
                    date: shown.date(day.date), places: day.starts, isChosen: day.date == chosen)
            },
            chosen: chosen.map { shown.date($0) }, morning: times.filter { $0.hour < 12 }.map(\.time),
            afternoon: times.filter { $0.hour >= 12 }.map(\.time),
            minutes: profile.minutes(for: dossier.answers), zone: there.city[web.locale],
            action: web.link(path + (named.isEmpty ? "" : "?at=\(name)")),
            earlier: from > today && there.tour == nil
                ? web.link("\(path)?from=\(max(today, from - Self.span))\(named)") : nil,
            later: there.tour == nil ? web.link("\(path)?from=\(from + Self.span)\(named)") : nil,
            back: web.link(back), refusal: Self.refusal(web), aside: try await kept(web))
        page.address = there.tour?.place[web.locale]
        if let wished = web.query("near").flatMap(start) {
            page.nearest = try await appointments.nearest(
                for: dossier, at: there.venue, to: wished, asked: asked
            ).map { time($0, there, web) }
        }
        page.venues = try await venues(web, path: path, chosen: there)
        return page
    }

    /// With its day, to be chosen.
    func time(_ slot: Slot, _ there: Whereabouts, _ web: WebRequest) -> DaysPage.Time {
        DaysPage.Time(
            value: String(slot.start.milliseconds), label: web.shown(at: there.zone).moment(slot.start))
    }

    /// Said to whom places are kept for, and never why.
    private func kept(_ web: WebRequest) async throws -> HTML {
        guard door.isCitizens, try await web.stories.priorities.current(of: dossier) != nil else { return "" }
        return Notice(tone: .plain, title: web.say("behalf.kept")).html
    }

    private static let span = 21

    /// What the page before was answered, in words.
    private static func refusal(_ web: WebRequest) -> String? {
        refusal(web.query("refused"), say: web.say)
    }

    static func refusal(_ word: String?, say: Phrases) -> String? {
        switch word {
        case "lapsed": say("web.held.lapsed")
        case "already": say("web.places.already")
        case "final": say("web.refusal.appointment")
        case "gone": say("tours.gone")
        case nil: nil
        default: say("web.places.taken")
        }
    }
}

extension AppointmentDesk {
    func heldPage(_ place: Appointment, web: WebRequest) -> HeldPage {
        let there = whereabouts(of: place, web)
        let shown = web.shown(at: there.zone)
        let path = web.link(placesPath)
        return HeldPage(
            frame: web.frame, when: shown.moment(place.start), place: there.address[web.locale],
            until: shown.time(place.expiry ?? place.start), clock: there.clock(web.say),
            bring: profile.bring.map { $0[web.locale] },
            confirm: "\(web.link(self.path(of: place)))/confirmation", other: path)
    }

    func bookedPage(_ place: Appointment, web: WebRequest) async throws -> BookedPage {
        let path = web.link(path(of: place))
        let asks = try await web.stories.appointments.asksForPresence(at: place)
        let code = web.stories.appointments.arrivalText(place)
        let there = whereabouts(of: place, web)
        var page = BookedPage(
            frame: web.frame, reference: dossier.reference.description,
            when: web.moment(of: place), place: there.address[web.locale],
            clock: there.clock(web.say),
            bring: profile.bring.map { $0[web.locale] },
            arrival: QRPicture(text: code)?.html ?? "",
            calendar: "\(path)/calendar.ics", move: "\(path)/move", cancel: "\(path)/cancellation",
            dossier: web.link(dossierPath), presence: asks ? .open("\(path)/presence") : .confirmed
        )
        if case .link = door { page.dossier = nil }
        return page
    }

    func cancelPage(_ place: Appointment, web: WebRequest) -> ConfirmPage {
        let path = web.link(path(of: place))
        return ConfirmPage(
            frame: web.frame, title: web.say("web.booked.cancel_title"),
            text: web.say("web.booked.cancel_text", ["when": .text(web.moment(of: place))]),
            button: web.say("web.booked.cancel_button"), action: "\(path)/cancellation", back: path)
    }

    /// For those who came by the link, the way on leads through the door.
    func cancelledPage(_ web: WebRequest) -> OutcomePage {
        OutcomePage(
            frame: web.frame, title: web.say("web.booked.cancelled_title"),
            text: web.say("web.booked.cancelled_text"),
            way: (web.say("web.booked.again"), web.link(placesPath)))
    }

    func overPage(_ web: WebRequest) -> OutcomePage {
        OutcomePage(
            frame: web.frame, title: web.say("web.booked.over_title"), text: web.say("web.booked.over_text"),
            way: (web.say("web.home.follow_link"), web.link(dossierPath)))
    }
}

extension LocalTime {
    /// "09:05": the same on every page, beside the fuller forms of each language.
    var short: String { String(description.prefix(5)) }
}

extension Refusal.Reason {
    /// How a refusal travels in an address.
    var word: String {
        switch self {
        case .alreadyHolding: "already"
        case .state, .tooLate: "final"
        default: "taken"
        }
    }
}
