import Channels
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The door of the desk` {
    @Test func `lets an agent in by invitation, then by app, and nobody without`() async throws {
        try await SiteGround.open { ground in
            let link = try await ground.site.agents.invite(
                email: try #require(EmailAddress("awa@consulat.cd")), name: "Awa", roles: [.agent],
                post: "bruxelles", by: .system("test"))
            let invitation = "/fr/desk/invitation/\(link.text)"
            let totp = try #require(try await ground.site.agents.invitation(link)).totp
            let page = try await ground.get(invitation)
            #expect(page.status == 200 && page.text.contains(totp.base32) && page.text.contains("<svg"))

            let form = try await ground.form(at: invitation)
            let code = totp.code(at: ServerClock.system.now.milliseconds / 30_000)
            let entered = try await ground.post(
                invitation, "_token=\(form.token)&code=\(code)", [("Cookie", form.cookie)])
            #expect(entered.status == 303 && entered.header("Location") == "/fr/desk")
            #expect(entered.header("Set-Cookie")?.hasPrefix("__Host-agent=") == true)
            #expect(try await ground.get(invitation).status == 404)
        }
    }

    @Test func `answers a wrong code as it answers an unknown address`() async throws {
        try await SiteGround.open { ground in
            let form = try await ground.form(at: "/fr/desk/sign-in")
            let answer = try await ground.post(
                "/fr/desk/sign-in", "_token=\(form.token)&email=nobody%40x.org&code=123456",
                [("Cookie", form.cookie)])
            #expect(answer.status == 422)
            #expect(answer.text.contains(TestWords.words.text("desk.sign_in.wrong", in: "fr")))
        }
    }
}

@Suite struct `A posted form` {
    static let path = "/fr/desk/sign-in"

    @Test func `that wasn't shown to this browser changes nothing`() async throws {
        try await SiteGround.open { ground in
            let form = try await ground.form(at: Self.path)
            let body = "_token=\(form.token)&email=a&code=1"
            #expect(try await ground.post(Self.path, body).status == 403)
            #expect(
                try await ground.post(Self.path, "email=a&code=1", [("Cookie", form.cookie)]).status == 403)
            let other = try await ground.form(at: Self.path)
            #expect(try await ground.post(Self.path, body, [("Cookie", other.cookie)]).status == 403)
            #expect(try await ground.post(Self.path, body, [("Cookie", form.cookie)]).status == 422)
        }
    }

    @Test(arguments: ["cross-site", "same-site"])
    func `that another site sends changes nothing`(place: String) async throws {
        try await SiteGround.open { ground in
            let form = try await ground.form(at: Self.path)
            let answer = try await ground.post(
                Self.path, "_token=\(form.token)", [("Cookie", form.cookie), ("Sec-Fetch-Site", place)])
            #expect(answer.status == 403)
            let origin = try await ground.post(
                Self.path, "_token=\(form.token)",
                [("Cookie", form.cookie), ("Origin", "https://evil.example")])
            #expect(origin.status == 403)
        }
    }

    @Test func `larger than any of ours is refused`() async throws {
        try await SiteGround.open { ground in
            let flood = "a=" + String(repeating: "x", count: FormBody.byteLimit)
            let answer = try await ground.post(Self.path, flood)
            #expect(answer.status == 413)
        }
    }
}
