import Channels
import Declared
import PostgresClient
import Scheduler

/// What a feed tells: when, for which procedure, by which reference. No name and no contact leaves the house.
struct FeedContent {
    private let feed: Feed
    private let post: PostProfile
    private let workspace: Workspace
    private let organizer: EmailAddress

    init(_ feed: Feed, in workspace: Workspace) throws {
        guard let post = workspace.catalogue.post(feed.post),
            let organizer = EmailAddress(workspace.catalogue.ministry.sender.email)
        else { throw FeedRefusal.unknown }
        self.feed = feed
        self.post = post
        self.workspace = workspace
        self.organizer = organizer
    }

    var bytes: [UInt8] {
        get async throws {
            let days = feed.days(around: post.zone.wall(at: workspace.clock.now).date)
            let standing = try await workspace.booking.standing(
                at: post.id.text, from: days.lowerBound, through: days.upperBound
            ).filter { feed.service == nil || $0.appointment.service == feed.service }
            return CalendarFeed(
                id: feed.id, name: FeedName(feed, post, workspace).text, language: feed.locale,
                organizer: organizer, zone: post.zone, from: post.zone.start(of: days.lowerBound),
                to: post.zone.start(of: days.upperBound + 1), content: try await content(standing)
            ).file
        }
    }

    private func content(_ standing: [Booking.Standing]) async throws -> CalendarFeed.Content {
        if feed.kind == .busy { return .busy(Self.merged(standing.map(\.appointment))) }
        let titles = try await titles(of: standing.map(\.appointment))
        return .events(
            standing.map { line in
                let place = line.appointment
                return CalendarEvent(
                    id: place.id.value, sequence: place.revision, change: .request,
                    title: titles[place.subject] ?? place.service,
                    place: (workspace.booking.book.tour(of: place)?.place ?? post.name)[feed.locale],
                    start: place.start, end: place.end, zone: place.zone, language: feed.locale,
                    changed: line.changed)
            })
    }

    /// "Légalisation · K7M2-9QXF-3", by dossier.
    private func titles(of appointments: [Appointment]) async throws -> [String: String] {
        let rows = try await workspace.postgres.query(
            """
            SELECT id, reference, procedure FROM casedesk.dossiers
            WHERE id = ANY(\(Array(Set(appointments.map(\.subject)))))
            """)
        var titles: [String: String] = [:]
        for row in rows {
            let reference = Reference(try row.decode("reference", as: String.self))?.description ?? ""
            let procedure = Procedure.ID(try row.decode("procedure", as: String.self))
                .flatMap { workspace.catalogue.procedure($0) }
            titles[try row.decode("id")] = [procedure?.title[feed.locale], reference]
                .compactMap(\.self).joined(separator: " · ")
        }
        return titles
    }

    /// Appointments that touch or overlap become one span. They come by start.
    static func merged(_ appointments: [Appointment]) -> [ClosedRange<Instant>] {
        var spans: [ClosedRange<Instant>] = []
        for place in appointments where place.state.occupies {
            if let last = spans.last, place.start <= last.upperBound {
                spans[spans.count - 1] = last.lowerBound...max(last.upperBound, place.end)
            } else {
                spans.append(place.start...place.end)
            }
        }
        return spans
    }
}

/// What a calendar is called, in the list on the desk and in the subscriber's own.
struct FeedName {
    let text: String

    init(_ feed: Feed, _ post: PostProfile, _ workspace: Workspace) {
        self.init(feed.kind, service: feed.service, post, workspace, locale: feed.locale)
    }

    init(
        _ kind: Feed.Kind, service: String?, _ post: PostProfile, _ workspace: Workspace, locale: String
    ) {
        let procedures = workspace.catalogue.procedures(at: post).filter {
            $0.appointment?.service == service
        }
        let titles = procedures.map { $0.title[locale] }
        text = workspace.words.text(
            "desk.feeds.name.\(kind.rawValue)", in: locale,
            [
                "post": .text(post.city[locale]),
                "service": .text(titles.isEmpty ? service ?? "" : titles.joined(separator: ", ")),
            ])
    }
}
