import Channels
import Hummingbird

/// Coming in: a contact, a code or a link, then on to where the person was going.
enum EntryHandlers {
    static let routes: [Route] = [
        .get("/{locale}/procedures/{procedure}/start", .anyone, start),
        .post("/{locale}/procedures/{procedure}/start", .anyone, sendForProcedure),
        .get("/{locale}/sign-in", .anyone) { web in .page(ContactPage(web, action: "/sign-in").html) },
        .post("/{locale}/sign-in", .anyone, sendForSignIn),
        .get("/{locale}/code", .anyone, showCode),
        .post("/{locale}/code", .anyone, redeemCode),
        .post("/{locale}/code/again", .anyone, sendAgain),
        .get("/{locale}/enter/{link}", .anyone, land),
        .post("/{locale}/enter/{link}", .anyone, redeemLink),
        .post("/{locale}/sign-out", .citizen, signOut),
    ]

    private static func start(_ web: WebRequest) async throws -> Response {
        let path = "/procedures/\(try web.procedure.id)"
        guard web.session == nil else { return .seeOther(web.link("\(path)/begin")) }
        return .page(ContactPage(web, action: "\(path)/start", back: path).html)
    }

    private static func sendForProcedure(_ web: WebRequest) async throws -> Response {
        let path = "/procedures/\(try web.procedure.id)"
        return try await send(
            web, to: "\(path)/begin", from: ContactPage(web, action: "\(path)/start", back: path))
    }

    private static func sendForSignIn(_ web: WebRequest) async throws -> Response {
        let next = SafePath.decoded(web.cookies[.next]).flatMap(SafePath.belowLocale)
        return try await send(web, to: next ?? "/requests", from: ContactPage(web, action: "/sign-in"))
    }

    /// The same page follows whether the contact was known or not.
    private static func send(
        _ web: WebRequest, to destination: String, from page: ContactPage
    ) async throws -> Response {
        let typed = web.form["contact"]
        func again(_ key: String) -> Response {
            var page = page
            page.typed = typed
            page.error = web.say(key)
            return .page(page.html, status: .unprocessableContent)
        }
        guard !typed.isEmpty else { return again("web.contact.missing") }
        guard let contact = Contact(typed: typed, region: web.site.region) else {
            return again("web.contact.wrong")
        }
        do {
            let handle = try await web.stories.access.request(
                contact, locale: web.locale, destination: destination, from: web.address)
            return web.toCode(handle, destination: destination)
        } catch AccessRefusal.tooMany {
            return again("web.contact.too_many")
        }
    }

    private static func showCode(_ web: WebRequest) async throws -> Response {
        guard web.cookies[.access] != nil else { return .seeOther(web.link("/sign-in")) }
        return .page(CodePage(frame: web.frame, wasResent: web.query("sent") == "again").html)
    }

    private static func redeemCode(_ web: WebRequest) async throws -> Response {
        guard let handle = web.cookies[.access].flatMap({ Token($0) }) else {
            return .seeOther(web.link("/sign-in"))
        }
        func again(_ text: String) -> Response {
            .page(CodePage(frame: web.frame, error: text).html, status: .unprocessableContent)
        }
        guard !web.form["code"].isEmpty else { return again(web.say("web.code.missing")) }
        do {
            return try await enter(
                web, try await web.stories.access.redeem(code: web.form["code"], with: handle))
        } catch AccessRefusal.wrong(let tries) {
            return again(web.say("web.code.wrong", ["tries": .integer(Int64(tries))]))
        } catch is AccessRefusal {
            return again(web.say("web.code.spent"))
        }
    }

    private static func sendAgain(_ web: WebRequest) async throws -> Response {
        guard let old = web.cookies[.access].flatMap({ Token($0) }) else {
            return .seeOther(web.link("/sign-in"))
        }
        do {
            let handle = try await web.stories.access.requestAgain(with: old, from: web.address)
            return .seeOther(web.link("/code?sent=again"), [.access(handle)])
        } catch AccessRefusal.tooMany {
            return .page(
                CodePage(frame: web.frame, error: web.say("web.contact.too_many")).html,
                status: .unprocessableContent)
        } catch is AccessRefusal {
            return .seeOther(web.link("/sign-in"))
        }
    }

    private static func land(_ web: WebRequest) async throws -> Response {
        let link = try web.parameter("link")
        return .page(
            EnterPage(
                frame: web.frame, action: web.link("/enter/\(link)"), title: web.say("web.enter.title"),
                text: web.say("web.enter.text"), button: web.say("web.enter.button")
            ).html)
    }

    private static func redeemLink(_ web: WebRequest) async throws -> Response {
        do {
            guard let link = Token(try web.parameter("link")) else { throw AccessRefusal.spent }
            return try await enter(web, try await web.stories.access.redeem(link: link))
        } catch is AccessRefusal {
            return web.spentLink
        }
    }

    /// A fresh session at every entry, whatever the browser held before.
    private static func enter(_ web: WebRequest, _ admission: Access.Admission) async throws -> Response {
        if let old = web.cookies[.citizen].flatMap({ Token($0) }) { try await web.site.sessions.close(old) }
        let token = try await web.site.sessions.open(.citizen(person: admission.person))
        let path = SafePath.checked("/\(web.locale)\(admission.destination)") ?? web.link("/requests")
        return .seeOther(
            path, [SetCookie(name: .citizen, value: token.text), .forget(.access), .forget(.next)])
    }

    private static func signOut(_ web: WebRequest) async throws -> Response {
        if let token = web.cookies[.citizen].flatMap({ Token($0) }) {
            try await web.site.sessions.close(token)
        }
        return .seeOther(web.link(""), [.forget(.citizen)])
    }
}

extension WebRequest {
    /// On to the page that asks for the code. Whoever corrects the contact there still gets where they were going.
    func toCode(_ handle: Token, destination: String) -> Response {
        let next = SetCookie(name: .next, value: SafePath.encoded(link(destination)), lifetime: 1_800)
        return .seeOther(link("/code"), [.access(handle), next])
    }

    /// One answer for a used, an expired and an unknown link: ask for another.
    var spentLink: Response {
        var page = ContactPage(self, action: "/sign-in")
        page.error = say("web.enter.spent")
        return .page(page.html, status: .unprocessableContent)
    }
}

extension SetCookie {
    /// A little longer than the code that it goes with.
    fileprivate static func access(_ handle: Token) -> SetCookie {
        SetCookie(name: .access, value: handle.text, lifetime: 900)
    }
}

extension ContactPage {
    init(_ web: WebRequest, action: String, back: String = "") {
        self.init(frame: web.frame, action: web.link(action), back: web.link(back))
    }
}
