import Channels
import Declared
import Hummingbird
import Scheduler

/// Agents come in by email and app; a new one binds the app through a single-use link.
enum DeskEntryHandlers {
    static let routes: [Route] = [
        .get("/desk", .anyone) { web in .seeOther(web.link("/desk")) },
        .get("/{locale}/desk/sign-in", .anyone) { web in .page(DeskSignInPage(frame: web.frame).html) },
        .post("/{locale}/desk/sign-in", .anyone, signIn),
        .get("/{locale}/desk/invitation/{link}", .anyone, invitation),
        .post("/{locale}/desk/invitation/{link}", .anyone, enrol),
        .post("/{locale}/desk/sign-out", .agent, signOut),
    ]

    private static func signIn(_ web: WebRequest) async throws -> Response {
        let email = web.form["email"]
        func again(_ key: String) -> Response {
            .page(
                DeskSignInPage(frame: web.frame, email: email, error: web.say(key)).html,
                status: .unprocessableContent)
        }
        do {
            let agent = try await web.site.agents.signIn(
                email: email, code: web.form["code"], from: web.address)
            return try await enter(web, agent)
        } catch AccessRefusal.tooMany {
            return again("desk.sign_in.too_many")
        } catch is AccessRefusal {
            return again("desk.sign_in.wrong")
        }
    }

    private static func invitation(_ web: WebRequest) async throws -> Response {
        guard let page = try await enrolPage(web) else { return spent(web) }
        return .page(page.html)
    }

    private static func enrol(_ web: WebRequest) async throws -> Response {
        guard var page = try await enrolPage(web), let link = Token(try web.parameter("link")) else {
            return spent(web)
        }
        do {
            return try await enter(web, try await web.site.agents.enrol(link, code: web.form["code"]))
        } catch AccessRefusal.tooMany {
            page.error = web.say("desk.sign_in.too_many")
        } catch AccessRefusal.wrong {
            page.error = web.say("desk.enrol.wrong")
        } catch is AccessRefusal {
            return spent(web)
        }
        return .page(page.html, status: .unprocessableContent)
    }

    private static func enrolPage(_ web: WebRequest) async throws -> EnrolPage? {
        guard let link = Token(try web.parameter("link")),
            let (agent, totp) = try await web.site.agents.invitation(link)
        else { return nil }
        let issuer = web.site.catalogue.ministry.name[web.locale]
        return EnrolPage(
            frame: web.frame, name: agent.name, secret: totp.base32,
            qr: QRPicture(text: totp.address(issuer: issuer, account: agent.email))?.html ?? "",
            action: web.link("/desk/invitation/\(link.text)"))
    }

    private static func spent(_ web: WebRequest) -> Response {
        .page(
            DeskSignInPage(frame: web.frame, error: web.say("desk.enrol.spent")).html, status: .notFound)
    }

    private static func enter(_ web: WebRequest, _ agent: Agent) async throws -> Response {
        if let old = web.cookies[.agent].flatMap({ Token($0) }) { try await web.site.sessions.close(old) }
        let token = try await web.site.sessions.open(.agent(id: agent.id))
        return .seeOther(web.link("/desk"), [SetCookie(name: .agent, value: token.text)])
    }

    private static func signOut(_ web: WebRequest) async throws -> Response {
        if let token = web.cookies[.agent].flatMap({ Token($0) }) { try await web.site.sessions.close(token) }
        return .seeOther(web.link("/desk/sign-in"), [.forget(.agent)])
    }
}
