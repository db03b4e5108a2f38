import Declared
import Hummingbird
import Scheduler

/// Links by which a post's appointments stand in other calendars: made, listed with their last use, revoked.
enum DeskFeedHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/feeds", .agent, list),
        .post("/{locale}/desk/feeds", .agent, create),
        .post("/{locale}/desk/feeds/{feed}/revocation", .agent, revoke),
    ]

    private static func list(_ web: WebRequest) async throws -> Response {
        let agent = try web.clerk
        return .page(try await FeedsPage(at: try web.deskPost(of: agent), for: agent, web).html)
    }

    /// The page that answers is the only one that ever shows the link.
    private static func create(_ web: WebRequest) async throws -> Response {
        let agent = try web.clerk
        let post = try web.deskPost(of: agent)
        let chosen = web.form["what"].split(separator: ":", maxSplits: 1).map(String.init)
        var page = try await FeedsPage(at: post, for: agent, web)
        guard let kind = chosen.first.flatMap(Feed.Kind.init) else {
            page.error = web.say("desk.feeds.missing")
            return .page(page.html, status: .unprocessableContent)
        }
        do {
            let made = try await web.stories.feeds.create(
                kind, service: chosen.count > 1 ? chosen[1] : nil, at: post, locale: web.locale, by: agent)
            page = try await FeedsPage(at: post, for: agent, web)
            page.fresh = "\(web.site.settings.address)/calendars/\(made.secret.text)/guichet.ics"
            return .page(page.html)
        } catch let refusal as FeedRefusal {
            throw WebFailure(refusal)
        }
    }

    private static func revoke(_ web: WebRequest) async throws -> Response {
        let agent = try web.clerk
        let post = try web.deskPost(of: agent)
        do {
            try await web.stories.feeds.revoke(try web.parameter("feed"), at: post.id, by: agent)
        } catch let refusal as FeedRefusal {
            throw WebFailure(refusal)
        }
        return .seeOther(web.link("/desk/feeds?post=\(post.id)"))
    }
}

extension FeedsPage {
    init(at post: PostProfile, for agent: Agent, _ web: WebRequest) async throws {
        let shown = web.shown(at: post.zone)
        func name(_ kind: Feed.Kind, _ service: String?) -> String {
            FeedName(kind, service: service, post, web.stories, locale: web.locale).text
        }
        var rows: [Row] = []
        for feed in try await web.stories.feeds.list(at: post.id, for: agent) {
            rows.append(
                Row(
                    name: name(feed.kind, feed.service),
                    maker: try await web.stories.agents.find(feed.agent)?.name ?? "",
                    made: shown.moment(feed.createdAt),
                    used: feed.lastUsedAt.map(shown.moment) ?? web.say("desk.feeds.never"),
                    revocation: web.link("/desk/feeds/\(feed.id)/revocation?post=\(post.id)")))
        }
        var options: [ChoiceControl.Option] = []
        for kind in Feed.Kind.allCases where Feeds.mayMake(kind, agent) {
            let agenda = web.site.catalogue.agendas.byPost[post.id.text]
            let services: [String?] =
                kind == .service ? agenda?.groups.flatMap(\.services).map(\.id) ?? [] : [nil]
            options += services.map { service in
                ChoiceControl.Option(
                    value: service.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue,
                    label: name(kind, service), hint: web.say("desk.feeds.hint.\(kind.rawValue)"))
            }
        }
        guard !options.isEmpty else { throw WebFailure.forbidden }
        self.init(
            frame: web.frame, action: web.link("/desk/feeds?post=\(post.id)"), rows: rows, options: options)
    }
}
