import Declared
import Hummingbird

/// One request as a handler sees it: who asks, in which language, for what, with what in hand.
struct WebRequest: Sendable {
    let site: Site
    let route: Route
    let request: Request
    let parameters: Parameters
    let locale: String
    let session: Session?
    let agent: Agent?
    let cookies: CookieJar
    /// Names a browser that hasn't come in yet; given now if it had none.
    let visitor: String
    let form: FormBody
    /// The network address: for limits, which keep only a keyed hash of it.
    let address: String
    let requestID: String

    var say: Phrases { Phrases(words: site.words, locale: locale) }

    var stories: Workspace { site.workspace }

    func parameter(_ name: String) throws(WebFailure) -> String {
        guard let value = parameters.get(name) else { throw .notFound }
        return value
    }

    func query(_ name: String) -> String? {
        request.uri.queryParameters.get(name)
    }

    /// What every form of this page must send back.
    var formToken: String {
        session?.formToken ?? FormToken.made(from: visitor)
    }

    /// The citizen behind this request; the route's audience has made sure of one.
    var person: String {
        get throws(WebFailure) {
            guard case .citizen(let person) = session?.subject else { throw .signedOut }
            return person
        }
    }

    var clerk: Agent {
        get throws(WebFailure) {
            guard let agent else { throw .signedOut }
            return agent
        }
    }

    /// An address in the visitor's language.
    func link(_ path: String) -> String { "/\(locale)\(path)" }
}

extension WebRequest {
    var frame: Frame {
        let profile = site.catalogue.ministry
        let post = site.post
        return Frame(
            say: say, ministry: profile.name[locale], post: post?.name[locale] ?? profile.name[locale],
            languages: site.languages, path: pathBelowLocale, visitor: visitorKind, csrf: formToken,
            emergencyPhone: post?.phone, requestID: requestID)
    }

    /// A language switch stays on a page that was asked for, and leaves one that answers a form.
    private var pathBelowLocale: String {
        guard request.method == .get else { return "" }
        let path = request.uri.path
        guard path.hasPrefix("/\(locale)") else { return "" }
        return String(path.dropFirst(locale.count + 1))
    }

    private var visitorKind: Frame.Visitor {
        if let agent {
            let role = agent.roles.map(\.rawValue).sorted().first
            return .agent(name: agent.name, role: role.map { say("desk.role.\($0)") } ?? "")
        }
        return session == nil ? .nobody : .citizen
    }
}
