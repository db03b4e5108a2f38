package import Channels
package import Hummingbird
package import Logging
import Scheduler

/// The web site of a ministry: its table of routes over the stories behind them.
package struct Site: Sendable {
    package struct Settings: Sendable {
        /// As people type it: "https://consulat.example.org".
        package let address: String
        /// Proxies whose `X-Forwarded-For` is believed.
        package let trustedProxies: Set<String>
        /// Without one, no SMS is taken in.
        let inboundSecret: InboundSecret?
        /// The gateways that may call us, by what each proves itself with.
        let callbacks: SMSCallbacks
        /// Messages end in the development outbox, and anybody who reaches the site may read them there.
        package let showsOutbox: Bool
        /// Where partners' servers may stand.
        let webhooks: WebhookPolicy

        package init(
            address: String, trustedProxies: Set<String> = [], inboundSecret: InboundSecret? = nil,
            callbacks: SMSCallbacks = SMSCallbacks(), showsOutbox: Bool = false,
            webhooks: WebhookPolicy = WebhookPolicy()
        ) {
            self.address = address
            self.trustedProxies = trustedProxies
            self.inboundSecret = inboundSecret
            self.callbacks = callbacks
            self.showsOutbox = showsOutbox
            self.webhooks = webhooks
        }

        var isHTTPS: Bool { address.hasPrefix("https://") }
    }

    package struct Probes: Sendable {
        package let ready: @Sendable () async -> [(name: String, isUp: Bool)]
        package let metrics: @Sendable () async -> String

        package init(
            ready: @escaping @Sendable () async -> [(name: String, isUp: Bool)],
            metrics: @escaping @Sendable () async -> String
        ) {
            self.ready = ready
            self.metrics = metrics
        }
    }

    let settings: Settings
    let workspace: Workspace
    let probes: Probes
    let logger: Logger

    package init(settings: Settings, workspace: Workspace, probes: Probes, logger: Logger) {
        self.settings = settings
        self.workspace = workspace
        self.probes = probes
        self.logger = logger
    }

    var words: Words { workspace.words }
    var catalogue: Catalogue { workspace.catalogue }
    var sessions: Sessions { workspace.sessions }
    var agents: Agents { workspace.agents }
    var limits: RateLimits { workspace.limits }

    var languages: [Frame.Language] {
        catalogue.locales.map { .init(code: $0, name: words.locale($0).name) }
    }

    var standardLocale: String { catalogue.locales.first ?? Words.base }

    /// The post that this site speaks for.
    var post: PostProfile? { catalogue.posts.first }

    /// The country whose phone numbers need no prefix here.
    var region: String? { post?.country }

    package func router() -> Router<SiteContext> {
        let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SiteGuard(site: self))
        for route in CaseDeskRoutes.all {
            router.on(RouterPath(route.pattern), method: route.method) { request, context in
                try await answer(route, request, context)
            }
        }
        return router
    }

    private func answer(_ route: Route, _ request: Request, _ context: SiteContext) async throws -> Response {
        var request = request
        let locale = try locale(of: context)
        let cookies = CookieJar(header: request.headers[.cookie])
        let (session, agent) = try await holder(of: cookies, for: route)
        let visitor = cookies[.visitor] ?? Token().text
        let form = try await BodyReader(route: route).read(&request)
        let web = WebRequest(
            site: self, route: route, request: request, parameters: context.parameters,
            locale: locale ?? browserLocale(request), session: session, agent: agent, cookies: cookies,
            visitor: visitor, form: form,
            address: context.address(of: request, trusting: settings.trustedProxies),
            requestID: context.requestID)
        try FormGuard(site: self).check(web)
        var response = try await route.answer(web)
        if cookies[.visitor] == nil, route.audience == .anyone, response.status == .ok {
            response.set(SetCookie(name: .visitor, value: visitor))
        }
        return response
    }

    /// The language in the address; an unknown one is an unknown page.
    private func locale(of context: SiteContext) throws(WebFailure) -> String? {
        guard let named = context.parameters.get("locale") else { return nil }
        guard catalogue.locales.contains(named) else { throw .notFound }
        return named
    }

    func browserLocale(_ request: Request) -> String {
        AcceptLanguage.best(
            request.headers[.acceptLanguage], of: catalogue.locales, otherwise: standardLocale)
    }

    /// Citizens and agents never share a cookie: a route's audience says which one counts. An agent's rights are
    /// asked for anew each time, so that they end at once.
    private func holder(of cookies: CookieJar, for route: Route) async throws -> (Session?, Agent?) {
        let name: CookieName = route.audience == .agent ? .agent : .citizen
        guard route.audience != .machine, let token = cookies[name].flatMap({ Token($0) }) else {
            if route.audience == .citizen || route.audience == .agent { throw WebFailure.signedOut }
            return (nil, nil)
        }
        let session = try await sessions.find(token)
        switch (route.audience, session?.subject) {
        case (.agent, .agent(let id)):
            guard let agent = try await agents.find(id) else { throw WebFailure.signedOut }
            return (session, agent)
        case (.citizen, .citizen), (.anyone, _): return (session, nil)
        default: throw WebFailure.signedOut
        }
    }
}
