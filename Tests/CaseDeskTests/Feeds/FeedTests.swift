import Channels
import Foundation
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `A feed` {
    /// One booked appointment, by a person whose contact must not leave the house.
    private static func open(_ body: @Sendable (SiteGround, Dossier, Agent) async throws -> Void) async throws
    {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie.secret@example.org", on: ground)
            try await citizen.walk.handsIn()
            _ = try await citizen.walk.books()
            try await body(ground, try await citizen.dossier, try await agent(ground, [.supervisor]))
        }
    }

    private static func agent(_ ground: SiteGround, _ roles: Set<Role>) async throws -> Agent {
        let agents = ground.site.workspace.agents
        let link = try await agents.invite(
            email: #require(EmailAddress("\(OpaqueID.random())@consulat.cd")), name: "Awa", roles: roles,
            post: ground.catalogue.posts.first?.id.text, by: .system("test"))
        return try #require(try await agents.invitation(link)).agent
    }

    private static func path(_ secret: Token) -> String { "/calendars/\(secret.text)/guichet.ics" }

    @Test(arguments: Feed.Kind.allCases)
    func `tells when and what by reference, and no name`(kind: Feed.Kind) async throws {
        try await Self.open { ground, dossier, agent in
            let post = try #require(ground.catalogue.posts.first)
            let service = try #require(
                ground.catalogue.agendas.byPost[post.id.text]?.groups.first?.services.first)
            let made = try await ground.site.workspace.feeds.create(
                kind, service: kind == .service ? service.id : nil, at: post, locale: "fr", by: agent)
            let answer = try await ground.get(Self.path(made.secret))
            #expect(answer.status == 200 && answer.header("Content-Type") == "text/calendar; charset=utf-8")
            let text = answer.text.replacing("\r\n ", with: "")
            let place = try #require(try await ground.site.workspace.appointments.current(of: dossier))
            let inWindow = place.date - post.zone.wall(at: ServerClock.system.now).date <= 7
            let isTold = kind == .busy ? "FREEBUSY;FBTYPE=BUSY:" : dossier.reference.description
            #expect(text.contains(isTold) == (kind != .agent || inWindow))
            for secret in ["marie", "example.org@", "Kabeya", dossier.person, dossier.id.text] {
                #expect(!text.contains(secret))
            }
            let read = try python(Self.reader, answer.body)
            #expect(read.contains("ok"), "\(read)")
        }
    }

    private static let reader = """
        import sys
        sys.path.insert(0, "\(TestWords.root)/Tests/Stories")
        import calendar_files
        print("ok", calendar_files.agreed(open(sys.argv[1], "rb").read())["method"])
        """

    @Test func `is given again only when something changed`() async throws {
        try await Self.open { ground, dossier, agent in
            let stories = ground.site.workspace
            let post = try #require(ground.catalogue.posts.first)
            let made = try await stories.feeds.create(.post, at: post, locale: "fr", by: agent)
            let first = try await ground.get(Self.path(made.secret))
            let tag = try #require(first.header("ETag"))
            let date = try #require(first.header("Last-Modified"))
            for condition in [
                ("If-None-Match", tag), ("If-None-Match", "W/\(tag)"), ("If-Modified-Since", date),
            ] {
                let again = try await ground.get(Self.path(made.secret), [condition])
                #expect(again.status == 304 && again.body.isEmpty && again.header("ETag") == tag)
            }
            let place = try #require(try await stories.appointments.current(of: dossier))
            _ = try await stories.appointments.cancel(place.id, by: .agent(agent.id), request: "x")
            for condition in [("If-None-Match", tag), ("If-Modified-Since", date)] {
                let later = try await ground.get(Self.path(made.secret), [condition])
                #expect(later.status == 200 && later.header("ETag") != tag)
                #expect(later.header("Last-Modified") != date)
                #expect(!later.text.contains(dossier.reference.description))
            }
        }
    }

    @Test func `answers every wrong secret alike, and soon not at all`() async throws {
        try await Self.open { ground, _, agent in
            let stories = ground.site.workspace
            let post = try #require(ground.catalogue.posts.first)
            let made = try await stories.feeds.create(.post, at: post, locale: "fr", by: agent)
            try await stories.feeds.revoke(made.feed.id, at: post.id, by: agent)
            var answers: Set<String> = []
            for secret in [made.secret.text, Token().text, "x", "..%2f..", String(repeating: "A", count: 43)]
            {
                let answer = try await ground.get("/calendars/\(secret)/guichet.ics")
                #expect(answer.status == 404)
                answers.insert(answer.text.replacing(#/[0-9a-z]{26}/#, with: ""))
            }
            #expect(answers.count == 1)
            let good = try await stories.feeds.create(.post, at: post, locale: "fr", by: agent)
            var statuses: [Int] = []
            for _ in 0..<20 {
                statuses.append(try await ground.get("/calendars/\(Token().text)/guichet.ics").status)
            }
            #expect(statuses.contains(429))
            let waiting = try await ground.get(Self.path(good.secret))
            #expect(waiting.status == 429 && waiting.header("Retry-After") != nil)
        }
    }

    @Test func `of an agent ends with the agent's rights, and may be made for nobody else`() async throws {
        try await Self.open { ground, _, _ in
            let stories = ground.site.workspace
            let post = try #require(ground.catalogue.posts.first)
            let clerk = try await Self.agent(ground, [.agent])
            for kind in [Feed.Kind.post, .busy] {
                await #expect(throws: FeedRefusal.notAllowed) {
                    _ = try await stories.feeds.create(kind, at: post, locale: "fr", by: clerk)
                }
            }
            let supervisor = try await Self.agent(ground, [.supervisor])
            await #expect(throws: FeedRefusal.notAllowed) {
                _ = try await stories.feeds.create(
                    .service, service: "nothing", at: post, locale: "fr", by: supervisor)
            }
            let own = try await stories.feeds.create(.agent, at: post, locale: "fr", by: clerk)
            #expect(try await ground.get(Self.path(own.secret)).status == 200)
            try await stories.postgres.query(
                "UPDATE casedesk.agents SET disabled_at = \(stories.clock.now) WHERE id = \(clerk.id)")
            #expect(try await ground.get(Self.path(own.secret)).status == 404)
        }
    }

    @Test func `is made, listed with its last use and revoked on the desk`() async throws {
        try await DeskGround.open { desk in
            let supervisor = try await desk.agent([.supervisor])
            let made = try await desk.post("/fr/desk/feeds", "what=post", supervisor)
            let link = try #require(made.text.firstMatch(of: #/\/calendars\/([^\/]+)\/guichet\.ics/#)).output
            #expect(made.status == 200)
            let secret = String(link.1)
            let page = try await desk.get("/fr/desk/feeds", supervisor).text
            #expect(
                !page.contains(secret)
                    && page.contains(desk.ground.site.words.text("desk.feeds.never", in: "fr", [:])))
            let stored = try await desk.stories.postgres.query(
                "SELECT count(*) AS n FROM casedesk.feeds WHERE feeds::text LIKE \("%\(secret)%")")
            #expect(try stored.first?.decode("n", as: Int.self) == 0)

            #expect(try await desk.ground.get("/calendars/\(secret)/guichet.ics").status == 200)
            let used = try await desk.get("/fr/desk/feeds", supervisor).text
            #expect(!used.contains(desk.ground.site.words.text("desk.feeds.never", in: "fr", [:])))
            let clerk = try await desk.agent([.agent])
            let action = try #require(used.firstMatch(of: #/action="(\/fr\/desk\/feeds\/[^"]+)"/#)).output.1
            let way = String(action).replacing("&amp;", with: "&")
            #expect(try await desk.post(way, "", clerk).status == 404)
            #expect(try await desk.post(way, "", supervisor).status == 303)
            #expect(try await desk.ground.get("/calendars/\(secret)/guichet.ics").status == 404)
            for act in ["feed.created", "feed.revoked"] {
                let rows = try await desk.stories.postgres.query(
                    "SELECT id FROM casedesk.audit WHERE act = \(act)")
                #expect(rows.count == 1, "\(act)")
            }
            #expect(try await desk.post("/fr/desk/feeds", "what=nothing", supervisor).status == 422)
        }
    }
}
