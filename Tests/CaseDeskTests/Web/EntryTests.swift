import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `Coming in` {
    @Test(arguments: [("fr", "marie%40example.org"), ("ar", "0470123456"), ("fr", "%2B243812345678")])
    func `takes a contact, then its code, and leads on to the form`(locale: String, contact: String)
        async throws
    {
        try await SiteGround.open { ground in
            let procedure = try #require(ground.catalogue.procedures.first)
            let browser = Browser(ground)
            let start = "/\(locale)/procedures/\(procedure.id)/start"
            let sent = try await browser.post("contact=\(contact)", to: start)
            #expect(sent.status == 303 && sent.header("Location") == "/\(locale)/code")
            let code = try #require(
                try await Postman(workspace: ground.site.workspace).newest().code)
            let entered = try await browser.post("code=\(code)", to: "/\(locale)/code")
            #expect(entered.header("Location") == "/\(locale)/procedures/\(procedure.id)/begin")
            #expect(browser.cookies["__Host-access"] == nil)
            let begun = try await browser.get("/\(locale)/procedures/\(procedure.id)/begin")
            let form = try #require(begun.header("Location"))
            #expect(form.hasPrefix("/\(locale)/d/") && form.hasSuffix("/form"))
            // Whoever is inside isn't asked again.
            #expect(try await browser.get(start).header("Location")?.hasSuffix("/begin") == true)
            let walk = Walk(
                procedure: procedure, ground: ground,
                id: try #require(Dossier.ID(form.split(separator: "/")[2])),
                path: String(form.dropLast("/form".count)),
                cookie: "__Host-citizen=\(try #require(browser.cookies["__Host-citizen"]))")
            try await walk.handsIn()
            let done = try await browser.get("\(walk.path)/done")
            let proof = try #require(done.text.firstMatch(of: #/href="([^"]+\/documents\/[^"]+)"/#)).output.1
            let file = try await browser.get(String(proof))
            #expect(file.status == 200 && file.body.starts(with: Array("%PDF-".utf8)))
        }
    }

    @Test(arguments: ["", "marie", "marie%40", "12", "%2B3222134980"])
    func `keeps what was typed when nothing could reach it`(contact: String) async throws {
        try await SiteGround.open { ground in
            let answer = try await Browser(ground).post("contact=\(contact)", to: "/fr/sign-in")
            #expect(answer.status == 422)
            #expect(answer.text.contains("summary-of-errors"))
            let rows = try await ground.site.workspace.postgres.query("SELECT 1 FROM channels.messages")
            #expect(rows.isEmpty)
        }
    }

    @Test func `answers a known and a new contact alike`() async throws {
        try await SiteGround.open { ground in
            var answers: [String] = []
            for _ in 0..<2 {
                let browser = Browser(ground)
                let sent = try await browser.post("contact=marie%40example.org", to: "/fr/sign-in")
                let page = try await browser.get("/fr/code")
                let token = try #require(page.text.firstMatch(of: #/name="_token" value="([^"]+)"/#)).output.1
                answers.append("\(sent.status) \(page.text.replacing(token, with: ""))")
            }
            #expect(answers[0] == answers[1])
        }
    }

    @Test func `tells how many tries are left, and takes no code after the fifth`() async throws {
        try await SiteGround.open { ground in
            let browser = Browser(ground)
            _ = try await browser.post("contact=marie%40example.org", to: "/fr/sign-in")
            let message = try await Postman(workspace: ground.site.workspace).newest(holding: "/enter/")
            let code = try #require(message.code)
            let wrong = code == "000000" ? "111111" : "000000"
            let say = Phrases(words: ground.site.words, locale: "fr")
            for left in stride(from: 4, through: 0, by: -1) {
                let answer = try await browser.post("code=\(wrong)", to: "/fr/code")
                #expect(answer.status == 422)
                #expect(answer.text.contains(say("web.code.wrong", ["tries": .integer(Int64(left))])))
            }
            let late = try await browser.post("code=\(code)", to: "/fr/code")
            #expect(late.status == 422 && late.text.contains(say("web.code.spent")))
            #expect(browser.cookies["__Host-citizen"] == nil)
        }
    }

    @Test func `sends another code to the same contact when asked`() async throws {
        try await SiteGround.open { ground in
            let browser = Browser(ground)
            let postman = Postman(workspace: ground.site.workspace)
            _ = try await browser.post("contact=marie%40example.org", to: "/fr/sign-in")
            let first = try #require(try await postman.newest(holding: "/enter/").path("enter"))
            let again = try await browser.post("", to: "/fr/code/again", from: "/fr/code")
            #expect(again.header("Location") == "/fr/code?sent=again")
            let second = try await postman.newest(holding: "/enter/")
            #expect(second.path("enter") != first && second.to == "marie@example.org")
            let code = try #require(second.code)
            let entered = try await browser.post("code=\(code)", to: "/fr/code")
            #expect(entered.header("Location") == "/fr/requests")
        }
    }

    @Test func `lets a link be looked at without effect, and pressed once`() async throws {
        try await SiteGround.open { ground in
            _ = try await Browser(ground).post("contact=marie%40example.org", to: "/fr/sign-in")
            let message = try await Postman(workspace: ground.site.workspace).newest(holding: "/enter/")
            let link = try #require(message.path("enter"))
            for _ in 0..<3 {
                let scanner = Browser(ground)
                #expect(try await scanner.get(link).status == 200)
                #expect(scanner.cookies["__Host-citizen"] == nil)
            }
            let browser = Browser(ground)
            let entered = try await browser.post("", to: link)
            #expect(entered.status == 303 && browser.cookies["__Host-citizen"] != nil)
            let thief = Browser(ground)
            let second = try await thief.post("", to: link)
            #expect(second.status == 422 && thief.cookies["__Host-citizen"] == nil)
        }
    }

    @Test func `leads back to the page that was asked for, in the language of the moment`() async throws {
        try await SiteGround.open { ground in
            let browser = Browser(ground)
            let asked = try await browser.get("/fr/d/\(Dossier.ID())/pieces")
            #expect(asked.header("Location") == "/fr/sign-in")
            _ = try await browser.post("contact=marie%40example.org", to: "/ar/sign-in")
            let code = try #require(
                try await Postman(workspace: ground.site.workspace).newest(holding: "/enter/").code)
            let entered = try await browser.post("code=\(code)", to: "/ar/code")
            #expect(entered.header("Location")?.hasPrefix("/ar/d/") == true)
            #expect(entered.header("Location")?.hasSuffix("/pieces") == true)
        }
    }

    @Test func `ends where the person leaves`() async throws {
        try await SiteGround.open { ground in
            let token = try await ground.site.sessions.open(.citizen(person: "somebody"))
            let browser = Browser(ground, holding: ["__Host-citizen": token.text])
            #expect(try await browser.get("/fr/requests").status == 200)
            _ = try await browser.post("", to: "/fr/sign-out", from: "/fr/requests")
            #expect(try await ground.site.sessions.find(token) == nil)
            #expect(try await browser.get("/fr/requests").status == 303)
        }
    }
}

@Suite struct `A link to a request` {
    @Test(arguments: PageSamples.locales)
    func `says only which one it is, and sends a code to the contact behind it`(locale: String) async throws {
        try await SiteGround.open { ground in
            let workspace = ground.site.workspace
            let email = try #require(EmailAddress("marie@example.org"))
            let person = try await workspace.people.person(
                reachedBy: .email(email), locale: locale, in: workspace.postgres)
            let procedure = try #require(ground.catalogue.procedures.first)
            let post = try #require(ground.site.post)
            let dossier = try await workspace.dossiers.start(
                procedure.id, at: post.id, for: person, locale: locale)
            let link = try await workspace.links.create(
                NarrowLink(purpose: .dossier, object: dossier.id.text), until: workspace.clock.now + .days(1),
                in: workspace.postgres)
            let browser = Browser(ground)
            let path = "/\(locale)/l/\(link.text)"
            let door = try await browser.get(path)
            #expect(door.status == 200 && !door.text.contains("marie"))
            #expect(try await workspace.postgres.query("SELECT 1 FROM channels.messages").isEmpty)
            let sent = try await browser.post("", to: "\(path)/code", from: path)
            #expect(sent.header("Location") == "/\(locale)/code")
            let message = try await Postman(workspace: workspace).newest(holding: "/enter/")
            #expect(message.to == "marie@example.org")
            let entered = try await browser.post("code=\(try #require(message.code))", to: "/\(locale)/code")
            #expect(entered.header("Location") == "/\(locale)/d/\(dossier.id)")
            #expect(try await browser.get(path).header("Location") == "/\(locale)/d/\(dossier.id)")
        }
    }

    @Test func `that nobody made asks for a new code like one that is over`() async throws {
        try await SiteGround.open { ground in
            let workspace = ground.site.workspace
            let over = try await workspace.links.create(
                NarrowLink(purpose: .dossier, object: Dossier.ID().text), until: workspace.clock.now,
                in: workspace.postgres)
            let answers = [
                try await Browser(ground).get("/fr/l/\(over.text)"),
                try await Browser(ground).get("/fr/l/\(Token().text)"),
            ]
            #expect(answers.map(\.status) == [422, 422])
            #expect(answers[0].text.count == answers[1].text.count)
        }
    }
}
