import Channels
import Hummingbird
import Scheduler

/// Partners' endpoints on the desk: written down, changed, tried out, stopped and taken up again.
enum WebhookHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/webhooks", .agent, list),
        .post("/{locale}/desk/webhooks", .agent, create),
        .get("/{locale}/desk/webhooks/new", .agent, new),
        .get("/{locale}/desk/webhooks/{endpoint}", .agent, show),
        .get("/{locale}/desk/webhooks/{endpoint}/edit", .agent, edit),
        .post("/{locale}/desk/webhooks/{endpoint}/edit", .agent, change),
        .post("/{locale}/desk/webhooks/{endpoint}/secret", .agent, reveal),
        .post("/{locale}/desk/webhooks/{endpoint}/rotation", .agent, rotate),
        .post("/{locale}/desk/webhooks/{endpoint}/test", .agent, test),
        .post("/{locale}/desk/webhooks/{endpoint}/state", .agent, settle),
        .post("/{locale}/desk/webhooks/{endpoint}/replay", .agent, replay),
        .get("/{locale}/desk/webhooks/{endpoint}/deliveries/{delivery}", .agent, delivery),
        .post("/{locale}/desk/webhooks/{endpoint}/deliveries/{delivery}", .agent, replayOne),
    ]

    private static func list(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: WebhookDesk.roles)
        let endpoints = try await web.webhookDesk.visible(to: agent)
        try await web.note("webhooks.listed", of: "ministry", by: agent)
        return .page(WebhookListPage(frame: web.frame, rows: endpoints.map { .init($0, web) }).html)
    }

    private static func new(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: WebhookDesk.roles)
        let wish = WebhookEndpoint.Wish(url: "", contact: "", locale: web.locale, events: ["*"])
        return .page(WebhookFormPage(wish, of: nil, for: agent, web).html)
    }

    private static func create(_ web: WebRequest) async throws -> Response {
        let agent = try web.agent(withAnyOf: WebhookDesk.roles)
        let wish = WebhookForm(web.form).wish(for: agent)
        do {
            let id = try await web.webhookDesk.create(wish, by: agent)
            return .seeOther(web.link("/desk/webhooks/\(id)"))
        } catch let refusal as WebhookRefusal {
            return refused(wish, of: nil, agent, refusal, web)
        }
    }

    private static func edit(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        try await web.note("webhook.read", of: "webhook/\(endpoint.id)", by: agent)
        return .page(WebhookFormPage(endpoint.wish, of: endpoint.id, for: agent, web).html)
    }

    private static func change(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        let wish = WebhookForm(web.form).wish(for: agent)
        do {
            try await web.webhookDesk.edit(endpoint.id, wish, by: agent)
            return back(to: endpoint, web)
        } catch let refusal as WebhookRefusal {
            return refused(wish, of: endpoint.id, agent, refusal, web)
        }
    }

    private static func show(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        try await web.note("webhook.read", of: "webhook/\(endpoint.id)", by: agent)
        return .page(try await WebhookPage(endpoint, for: agent, web).html)
    }

    /// Shown on the page that answers, and noted: whoever knows it can speak in our name to this partner.
    private static func reveal(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        try await web.note("webhook.secret.viewed", of: "webhook/\(endpoint.id)", by: agent)
        var page = try await WebhookPage(endpoint, for: agent, web)
        let shown = web.shown(at: try web.deskPost(of: agent).zone)
        page.secrets = try await web.webhookDesk.webhooks.secrets(of: endpoint.id).map { secret, end in
            (secret.text, end.map { web.say("webhooks.secret.until", ["when": .text(shown.moment($0))]) })
        }
        return .page(page.html)
    }

    private static func rotate(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        guard let hours = Int64(web.form["overlap"]), WebhookPage.overlaps.contains(hours) else {
            throw WebFailure.malformed
        }
        try await web.webhookDesk.rotate(endpoint.id, overlap: .hours(hours), by: agent)
        return back(to: endpoint, web)
    }

    private static func test(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        guard endpoint.isActive else { return back(to: endpoint, web) }
        let delivery = try await web.webhookDesk.test(endpoint.id, by: agent)
        return .seeOther(web.link("/desk/webhooks/\(endpoint.id)/deliveries/\(delivery)"))
    }

    private static func settle(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        switch web.form["state"] {
        case "active": try await web.webhookDesk.enable(endpoint.id, by: agent)
        case "disabled": try await web.webhookDesk.disable(endpoint.id, by: agent)
        default: throw WebFailure.malformed
        }
        return back(to: endpoint, web)
    }

    private static func replay(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        var page = try await WebhookPage(endpoint, for: agent, web)
        guard let date = LocalDate(web.form["since"]) else {
            page.errors = [FieldError(control: "since", text: web.say("webhooks.replay.wrong_date"))]
            return .page(page.html, status: .unprocessableContent)
        }
        let zone = try web.deskPost(of: agent).zone
        let count = try await web.webhookDesk.replay(endpoint.id, since: zone.start(of: date), by: agent)
        page = try await WebhookPage(endpoint, for: agent, web)
        page.done = web.say("webhooks.replay.done", ["count": .integer(Int64(count))])
        return .page(page.html)
    }

    private static func delivery(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        let delivery = try await find(web, of: endpoint)
        try await web.note(
            "webhook.delivery.read", of: "webhook/\(endpoint.id)", by: agent, ["delivery": delivery.id.value])
        return .page(try await WebhookDeliveryPage(delivery, of: endpoint, for: agent, web).html)
    }

    private static func replayOne(_ web: WebRequest) async throws -> Response {
        let (endpoint, agent) = try await find(web)
        let delivery = try await find(web, of: endpoint)
        try await web.webhookDesk.replay(delivery, by: agent)
        return .seeOther(web.link("/desk/webhooks/\(endpoint.id)/deliveries/\(delivery.id)"))
    }

    private static func find(_ web: WebRequest) async throws -> (WebhookEndpoint, Agent) {
        let agent = try web.agent(withAnyOf: WebhookDesk.roles)
        let id = WebhookEndpoint.ID(try web.parameter("endpoint"))
        guard let endpoint = try await web.webhookDesk.find(id, for: agent) else { throw WebFailure.notFound }
        return (endpoint, agent)
    }

    private static func find(_ web: WebRequest, of endpoint: WebhookEndpoint) async throws -> WebhookDelivery
    {
        let id = WebhookDelivery.ID(try web.parameter("delivery"))
        guard let delivery = try await web.webhookDesk.webhooks.delivery(id), delivery.endpoint == endpoint.id
        else { throw WebFailure.notFound }
        return delivery
    }

    private static func back(to endpoint: WebhookEndpoint, _ web: WebRequest) -> Response {
        .seeOther(web.link("/desk/webhooks/\(endpoint.id)"))
    }

    private static func refused(
        _ wish: WebhookEndpoint.Wish, of id: WebhookEndpoint.ID?, _ agent: Agent, _ refusal: WebhookRefusal,
        _ web: WebRequest
    ) -> Response {
        var page = WebhookFormPage(wish, of: id, for: agent, web)
        page.errors = [refusal.error(web.say)]
        return .page(page.html, status: .unprocessableContent)
    }
}

extension WebRequest {
    var webhookDesk: WebhookDesk { WebhookDesk(stories, policy: site.settings.webhooks) }
}

extension WebhookRefusal {
    func error(_ say: Phrases) -> FieldError {
        switch self {
        case .target(let refusal):
            FieldError(control: "url", text: say("webhooks.target.\(refusal.code)"))
        case .noEvents: FieldError(control: "family", text: say("webhooks.refusal.no_events"))
        case .unknownFilter(let text):
            FieldError(
                control: "events", text: say("webhooks.refusal.unknown_filter", ["filter": .text(text)]))
        case .rate: FieldError(control: "rate", text: say("webhooks.refusal.rate"))
        case .contact: FieldError(control: "contact", text: say("webhooks.refusal.contact"))
        case .tooLong: FieldError(control: "description", text: say("webhooks.refusal.too_long"))
        case .unknown, .disabled: FieldError(control: "url", text: say("webhooks.refusal.unknown"))
        }
    }
}
