import Channels
import Hummingbird
import Scheduler

/// For whom no place suits: they wait for one that is given back.
enum WaitlistHandlers {
    private static let root = "/{locale}/d/{dossier}/waitlist"

    static let routes: [Route] = [
        .get(root, .citizen, show),
        .post(root, .citizen, join),
        .post("\(root)/end", .citizen, leave),
    ]

    private static func show(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        if let standing = try await web.stories.appointments.current(of: desk.dossier) {
            return .seeOther(web.link(desk.path(of: standing)))
        }
        let waiting = try await web.stories.appointments.waiting(desk.dossier)
        if let offered = waiting?.entry.appointment {
            return .seeOther(web.link("\(desk.placesPath)/\(offered)"))
        }
        let path = web.link("\(desk.dossierPath)/waitlist")
        return .page(
            WaitlistPage(
                frame: web.frame, position: waiting?.position, join: path, leave: "\(path)/end",
                places: web.link(desk.placesPath), back: web.link(desk.dossierPath)
            ).html)
    }

    private static func join(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        do {
            try await web.stories.appointments.wait(for: desk.dossier)
        } catch DossierRefusal.barred {
            return .seeOther(web.link("\(desk.dossierPath)/absences"))
        }
        return .seeOther(web.link("\(desk.dossierPath)/waitlist"))
    }

    private static func leave(_ web: WebRequest) async throws -> Response {
        let desk = try await AppointmentDesk.load(web)
        try await web.stories.appointments.stopWaiting(desk.dossier, request: web.requestID)
        return .seeOther(web.link(desk.placesPath))
    }
}

/// Where somebody stands on the list, or what it means to go on it.
struct WaitlistPage: Sendable {
    let frame: Frame
    /// Nil: they aren't on the list.
    let position: Int?
    let join: String
    let leave: String
    let places: String
    let back: String

    var html: HTML {
        let say = frame.say
        let title = say(position == nil ? "web.waitlist.title" : "web.waitlist.waiting_title")
        return Layout(
            frame: frame, title: title, back: back,
            content: """
                <h1>\(title)</h1>
                \(position, as: { place in
                    """
                    <p class="lead"><strong>\(say("web.waitlist.position", ["count": .integer(Int64(place))]))\
                    </strong></p><p>\(say("web.waitlist.waiting_text"))</p>
                    """
                })
                \(position == nil ? "<p>\(say("web.waitlist.text"))</p>" as HTML : "")
                \(form)
                """
        ).html
    }

    private var form: HTML {
        let say = frame.say
        let button =
            position == nil
            ? Button(label: say("web.waitlist.join"))
            : Button(label: say("web.waitlist.leave"), kind: .second)
        return PostForm(
            frame: frame, action: position == nil ? join : leave,
            content: """
                <div class="actions">\(button.html)
                <a href="\(places)">\(say("web.waitlist.places"))</a></div>
                """
        ).html
    }
}
