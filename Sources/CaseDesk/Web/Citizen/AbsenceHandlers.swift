import Channels
import Hummingbird
import Scheduler

/// What a person reads of appointments they missed, and how they say why: on the dossier's pages, and through the
/// link in the message without coming in. Only a form says something.
enum AbsenceHandlers {
    static let routes: [Route] =
        [.get("/{locale}/d/{dossier}/absences", .citizen, all)]
        + one(
            "/{locale}/d/{dossier}/appointment/{appointment}", .citizen, AppointmentChangeHandlers.ofDossier)
        + one("/{locale}/a/{link}", .anyone, AppointmentChangeHandlers.behindLink)

    private typealias Find = @Sendable (WebRequest) async throws -> AppointmentChangeHandlers.Standing?

    private static func one(
        _ root: String, _ audience: Route.Audience, _ find: @escaping Find
    ) -> [Route] {
        [
            .get("\(root)/absence", audience) { web in
                guard let (desk, place) = try await find(web) else { return web.spentLink }
                return try await show(desk, place, web)
            },
            .post("\(root)/absence", audience) { web in
                guard let (desk, place) = try await find(web) else { return web.spentLink }
                return try await appeal(desk, place, web)
            },
        ]
    }

    private static func show(
        _ desk: AppointmentDesk, _ place: Appointment, _ web: WebRequest
    ) async throws -> Response {
        guard let absence = try await absence(of: place, desk, web) else { throw WebFailure.notFound }
        return .page(page(desk, place, absence, web).html)
    }

    private static func appeal(
        _ desk: AppointmentDesk, _ place: Appointment, _ web: WebRequest
    ) async throws -> Response {
        guard let absence = try await absence(of: place, desk, web) else { throw WebFailure.notFound }
        let words = web.form["words"]
        switch try await web.stories.appointments.appeal(place.id, of: desk.dossier, words) {
        case .taken, .closed: return .seeOther(web.link("\(desk.path(of: place))/absence"))
        case .nothingMissed: throw WebFailure.notFound
        case .wordsMissing, .tooLong:
            var page = page(desk, place, absence, web)
            page.error = web.say(words.isEmpty ? "absences.words_missing" : "absences.words_too_long")
            page.typed = words
            return .page(page.html, status: .unprocessableContent)
        }
    }

    private static func all(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        let shown = desk.shown(web)
        let standing = try await web.stories.appointments.standing(of: desk.dossier)
        var misses: [AbsencesPage.Miss] = []
        for absence in try await web.stories.appointments.absences(of: desk.dossier) {
            misses.append(
                .init(
                    when: try await web.moment(of: absence, at: desk.post),
                    state: web.say("absences.state.\(absence.state.rawValue)"),
                    href: web.link("\(desk.placesPath)/\(absence.id)/absence")))
        }
        return .page(
            AbsencesPage(
                frame: web.frame, standing: words(for: standing, shown, web),
                isBarred: standing.barredUntil != nil,
                misses: misses, phone: desk.post.phone, places: web.link(desk.placesPath),
                back: web.link(desk.dossierPath)
            ).html)
    }

    private static func words(
        for standing: AbsenceRules.Standing, _ shown: Shown, _ web: WebRequest
    ) -> String {
        if let end = standing.barredUntil {
            return web.say("absences.barred", ["date": .text(shown.date(end))])
        }
        return web.say(standing.mustConfirmAgain ? "absences.confirm_again" : "absences.clear")
    }

    private static func absence(
        of place: Appointment, _ desk: AppointmentDesk, _ web: WebRequest
    ) async throws -> Absence? {
        let absence = try await web.stories.appointments.absence(place.id)
        return absence?.dossier == desk.dossier.id ? absence : nil
    }

    private static func page(
        _ desk: AppointmentDesk, _ place: Appointment, _ absence: Absence, _ web: WebRequest
    ) -> AbsencePage {
        let shown = desk.shown(web)
        let sanction = absence.state == .noted || absence.state == .upheld ? absence.sanction : nil
        return AbsencePage(
            frame: web.frame, when: web.moment(of: place),
            state: web.say("absences.state.\(absence.state.rawValue)"),
            sanction: sanction.map { name in
                web.say(
                    "absences.sanction.\(name.rawValue)",
                    ["date": .text(shown.date(absence.sanctionUntil ?? absence.starts))])
            },
            appeal: absence.canBeAppealed ? web.link("\(desk.path(of: place))/absence") : nil,
            places: web.link(desk.placesPath))
    }
}
