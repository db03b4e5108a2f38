import Channels
import Declared
import HTTPTypes
import PostgresClient
import RedisClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The site` {
    @Test func `sends a visitor to the language that the browser asks for`() async throws {
        try await SiteGround.open { ground in
            let answer = try await ground.get("/", [("Accept-Language", "ar-MA,fr;q=0.5")])
            #expect(answer.status == 303)
            #expect(answer.header("Location") == "/ar")
        }
    }

    @Test func `says "try again" when a server behind it is away, not that something broke`() {
        let away: [any Error] = [
            PostgresFailure.unreachable(""), PostgresFailure.unknown(""), RedisFailure.unreachable(""),
            RedisFailure.unknown(""), BookingFailure.unavailable(""),
        ]
        for error in away { #expect(WebFailure(error) == .unavailable, "\(error)") }
    }

    @Test func `shows every procedure of the post in every language`() async throws {
        try await SiteGround.open { ground in
            for locale in ground.catalogue.locales {
                let home = try await ground.get("/\(locale)")
                #expect(home.status == 200)
                for procedure in ground.catalogue.procedures {
                    #expect(home.text.contains("/\(locale)/procedures/\(procedure.id)"))
                    let page = try await ground.get("/\(locale)/procedures/\(procedure.id)")
                    #expect(page.status == 200)
                    #expect(page.text.contains("<html lang=\"\(locale)\""))
                }
            }
        }
    }

    @Test func `locks down what a browser may do with every answer`() async throws {
        try await SiteGround.open { ground in
            for path in ["/fr", "/nowhere/at/all", "/fr/procedures/none", "/healthz", Asset.styles.path] {
                let answer = try await ground.get(path)
                #expect(
                    answer.header("Content-Security-Policy")?.contains("default-src 'none'") == true,
                    "\(path)")
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("Referrer-Policy") == "no-referrer")
                #expect(answer.header("Strict-Transport-Security")?.hasPrefix("max-age=31536000") == true)
                #expect(answer.header("X-Request-Id")?.count == 26)
            }
        }
    }

    @Test func `gives files that never change a year in the cache, and pages none`() async throws {
        try await SiteGround.open { ground in
            let home = try await ground.get("/fr")
            #expect(home.header("Cache-Control") == "no-store")
            for asset in Asset.all {
                let answer = try await ground.get(asset.path)
                #expect(answer.header("Cache-Control")?.contains("immutable") == true)
                #expect(answer.body == asset.bytes)
            }
        }
    }

    @Test func `answers an unknown page in the person's language`() async throws {
        try await SiteGround.open { ground in
            let page = try await ground.get("/ar/procedures/none")
            #expect(page.status == 404)
            #expect(page.text.contains("dir=\"rtl\""))
            #expect(page.text.contains(TestWords.words.text("web.failure.not_found.title", in: "ar")))
            #expect(try await ground.get("/xx").status == 404)
        }
    }

    @Test func `gives only cookies that no other host can set or read`() async throws {
        try await SiteGround.open { ground in
            let cookie = try #require(try await ground.get("/fr").header("Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-"))
            for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                #expect(cookie.contains(part))
            }
            #expect(!cookie.contains("Domain"))
        }
    }

    @Test func `tells a probe what is down`() async throws {
        try await SiteGround.open { ground in
            #expect(try await ground.get("/healthz").status == 200)
            let ready = try await ground.get("/readyz")
            #expect(ready.status == 503)
            #expect(ready.text == "redis up\npostgres down\n")
        }
    }

    @Test func `doesn't know a document that it never issued`() async throws {
        try await SiteGround.open { ground in
            let page = try await ground.get("/ar/v/0123456789abcdefghjkmnpqrs")
            #expect(page.status == 404)
            #expect(page.text.contains(TestWords.words.text("web.verify.unknown", in: "ar")))
            for _ in 0..<9 { _ = try await ground.get("/ar/v/0") }
            #expect(try await ground.get("/ar/v/0").status == 429)
        }
    }

    @Test func `lists each of its routes once`() {
        let lines = CaseDeskRoutes.all.map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(Set(lines).count == lines.count)
    }
}

@Suite struct `A document's number` {
    @Test func `can be guessed at ten times a minute, and above that nothing is told`() async throws {
        try await SiteGround.open { ground in
            for _ in 0..<10 {
                let unknown = try await ground.get("/fr/v/\(VerificationCode.random().value)")
                #expect(unknown.status == 404)
            }
            let limited = try await ground.get("/fr/v/\(VerificationCode.random().value)")
            #expect(limited.status == 429 && limited.header("Retry-After") != nil)
        }
    }

    @Test func `shows what was delivered, and when and why it was revoked`() async throws {
        try await DeskGround.open { desk in
            let stories = desk.stories
            let issued = try await stories.papers.outputs(
                of: desk.dossier, desk.procedure, in: stories.postgres)
            let document = try #require(issued.first)
            let number = try await stories.documents.number(of: document)
            let output = try #require(desk.procedure.outputs.first)
            let valid = try await desk.ground.get("/fr/v/\(number.value)")
            #expect(valid.status == 200 && valid.text.contains("…\(number.lastFour)"))
            #expect(valid.text.contains(TestWords.words.text("web.verify.valid", in: "fr")))
            let fields = output.publicFields
            #expect(!fields.isEmpty)
            for locale in PageSamples.locales {
                let page = try await desk.ground.get("/\(locale)/v/\(number.value)").text
                let labels = page.matches(of: #/<dt>([^<]*)<\/dt>/#).map { String($0.output.1) }
                let digest = TestWords.words.text("web.verify.digest", in: locale)
                #expect(
                    labels.suffix(fields.count + 1)
                        == fields.map { HTML(text: $0.label[locale]).string } + [digest])
            }
            let agent = try await desk.agent([.agent])
            let own = try await desk.get("/ar/desk/d/\(desk.dossier.id)", agent)
            #expect(own.text.contains("\u{2066}…\(number.lastFour)\u{2069}"))
            let reason = try #require(try desk.action(with: .revokeOutputs).reasons.first)
            try await stories.documents.revoke(
                document.id, reason: reason.text, at: stories.clock.now, in: stories.postgres)
            let revoked = try await desk.ground.get("/ar/v/\(number.value)")
            for key in ["web.verify.revoked", "web.verify.revoked_on"] {
                #expect(revoked.text.contains(TestWords.words.text(key, in: "ar")), "\(key)")
            }
            let label = try #require(desk.procedure.flow.reason(reason)?.label["ar"])
            #expect(revoked.text.contains(label) && revoked.text.contains(output.title["ar"]))
        }
    }
}

@Suite struct `An address to go on to` {
    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil", "/a b", "", "javascript:1", "/\u{e9}",
    ])
    func `never leads out of the site`(path: String) {
        #expect(SafePath.checked(path) == nil)
        #expect(SafePath.decoded(SafePath.encoded(path)) == nil)
    }

    @Test func `is kept through a cookie`() {
        #expect(SafePath.decoded(SafePath.encoded("/fr/requests")) == "/fr/requests")
    }
}
