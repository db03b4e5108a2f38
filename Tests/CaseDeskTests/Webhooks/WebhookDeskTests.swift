import Channels
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The desk of partners' servers` {
    private static let form =
        "description=Registre&family=dossier.*&rate=10&contact=a%40example.net&locale=fr"

    @Test func `takes one down, changes it, stops it and takes it up again, each noted`() async throws {
        try await DeskGround.open { desk in
            let clerk = try await desk.agent([.supervisor])
            #expect(try await desk.get("/fr/desk/webhooks", clerk).text.contains(desk.say("webhooks.empty")))
            #expect(try await desk.get("/fr/desk/webhooks/new", clerk).status == 200)
            let made = try await desk.post(
                "/fr/desk/webhooks", "url=https%3A%2F%2Fpartner.example.org%2Fhook&\(Self.form)", clerk)
            #expect(made.status == 303)
            let path = try #require(made.header("Location"))
            let page = try await desk.get(path, clerk)
            #expect(page.status == 200 && page.text.contains("partner.example.org"))
            #expect(!page.text.contains("whsec_"))
            let webhooks = desk.stories.messages.webhooks
            let endpoint = try #require(try await webhooks.endpoints().first)
            // A supervisor of one post hears of that post alone.
            #expect(endpoint.wish.posts == ["bruxelles"] && endpoint.wish.events == ["dossier.*"])

            #expect(try await desk.post("\(path)/secret", "", clerk).text.contains("whsec_"))
            #expect(try await desk.post("\(path)/rotation", "overlap=24", clerk).status == 303)
            #expect(try await desk.post("\(path)/rotation", "overlap=1000", clerk).status == 400)
            #expect(try await webhooks.secrets(of: endpoint.id).count == 2)
            let tested = try await desk.post("\(path)/test", "", clerk)
            let delivery = try #require(tested.header("Location"))
            #expect(try await desk.get(delivery, clerk).text.contains("webhook.test"))
            #expect(try await desk.post("\(path)/state", "state=disabled", clerk).status == 303)
            #expect(try await desk.get(path, clerk).text.contains(desk.say("webhooks.reason.by_hand")))
            #expect(try await desk.post("\(path)/test", "", clerk).header("Location") == path)
            #expect(try await desk.post("\(path)/state", "state=active", clerk).status == 303)
            #expect(try await desk.post(delivery, "", clerk).status == 303)
            #expect(try await desk.post("\(path)/replay", "since=", clerk).status == 422)
            #expect(try await desk.post("\(path)/replay", "since=2020-01-01", clerk).status == 200)
            #expect(
                try await desk.post(
                    "\(path)/edit", "url=https%3A%2F%2Fpartner.example.org%3A8443&\(Self.form)", clerk
                )
                .status == 303)
            let acts = try await desk.stories.postgres.query(
                "SELECT DISTINCT act FROM casedesk.audit WHERE object = \("webhook/\(endpoint.id)") ORDER BY act"
            )
            #expect(
                try acts.map { try $0.decode("act", as: String.self) } == [
                    "webhook.created", "webhook.delivery.read", "webhook.disabled", "webhook.edited",
                    "webhook.enabled", "webhook.read", "webhook.replayed", "webhook.rotated",
                    "webhook.secret.viewed", "webhook.tested",
                ])
        }
    }

    @Test(arguments: [
        ("url=https%3A%2F%2F10.0.0.1&\(form)", "url"),
        ("url=http%3A%2F%2Fpartner.example.org&\(form)", "url"),
        ("url=https%3A%2F%2Flocalhost&\(form)", "url"),
        ("url=https%3A%2F%2Fpartner.example.org&rate=10&locale=fr", "family"),
        ("url=https%3A%2F%2Fpartner.example.org&family=*&events=Bad.&rate=10&locale=fr", "events"),
        ("url=https%3A%2F%2Fpartner.example.org&family=*&rate=x&locale=fr", "rate"),
    ])
    func `says what to mend, and loses nothing`(_ fields: String, _ control: String) async throws {
        try await DeskGround.open { desk in
            let clerk = try await desk.agent([.supervisor, .administrator], post: nil)
            let answer = try await desk.post("/fr/desk/webhooks", fields, clerk)
            #expect(answer.status == 422)
            #expect(answer.text.contains("href=\"#\(control)\""))
            #expect(try await desk.stories.messages.webhooks.endpoints().isEmpty)
        }
    }

    @Test func `is nobody else's`() async throws {
        try await DeskGround.open { desk in
            let central = try await desk.agent([.supervisor, .administrator], post: nil)
            let made = try await desk.post(
                "/fr/desk/webhooks", "url=https%3A%2F%2Fpartner.example.org&\(Self.form)", central)
            let path = try #require(made.header("Location"))
            for roles: Set<Role> in [[.agent], [.cashier]] {
                let clerk = try await desk.agent(roles)
                #expect(try await desk.get("/fr/desk/webhooks", clerk).status == 403)
                #expect(try await desk.get(path, clerk).status == 403)
                #expect(try await desk.post("\(path)/secret", "", clerk).status == 403)
            }
            // It hears of all posts: not a matter of one.
            let supervisor = try await desk.agent([.supervisor])
            #expect(try await desk.get(path, supervisor).status == 404)
            #expect(try await desk.get("\(path)/deliveries/x", central).status == 404)
            #expect(try await desk.get("/fr/desk/webhooks/x", central).status == 404)
        }
    }

    @Test func `tells on its first page that a server is stopped`() async throws {
        try await DeskGround.open { desk in
            let clerk = try await desk.agent([.supervisor])
            _ = try await desk.post(
                "/fr/desk/webhooks", "url=https%3A%2F%2Fpartner.example.org&\(Self.form)", clerk)
            #expect(try await !desk.get("/fr/desk", clerk).text.contains(desk.say("webhooks.alarm")))
            let webhooks = desk.stories.messages.webhooks
            let id = try #require(try await webhooks.endpoints().first).id
            let stopped = try await desk.stories.postgres.transaction {
                try await webhooks.disable(id, .failing, in: $0)
            }
            #expect(stopped)
            #expect(try await desk.get("/fr/desk", clerk).text.contains(desk.say("webhooks.alarm")))
        }
    }
}
