import Channels

/// The partners' endpoints.
struct WebhookListPage: Sendable {
    struct Row: Sendable {
        let href: String
        let host: String
        let description: String
        let events: String
        let state: String
        let tone: Tone
    }

    let frame: Frame
    let rows: [Row]

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: say("webhooks.title"), width: .desk,
            content: """
                <h1>\(say("webhooks.title"))</h1>
                <p>\(say("webhooks.lead"))</p>
                <p class="actions">\(ButtonLink(
                    label: say("webhooks.form.new"), href: frame.link("/desk/webhooks/new")).html)</p>
                \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("webhooks.empty"))</p></div>" : table)
                """
        ).html
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("webhooks.caption", ["count": .integer(Int64(rows.count))]),
            columns: ["host", "description", "events", "state"].map {
                .init(title: say("webhooks.column.\($0)"))
            },
            rows: rows.map { row in
                [
                    "<a href=\"\(row.href)\" data-row><bdi dir=\"ltr\">\(row.host)</bdi></a>",
                    "<bdi>\(row.description)</bdi>", "<bdi dir=\"ltr\">\(row.events)</bdi>",
                    Tag(tone: row.tone, text: row.state).html,
                ]
            }
        ).html
    }
}

extension WebhookListPage.Row {
    init(_ endpoint: WebhookEndpoint, _ web: WebRequest) {
        let (state, tone) = endpoint.standing(web.say)
        self.init(
            href: web.link("/desk/webhooks/\(endpoint.id)"), host: endpoint.host,
            description: endpoint.wish.description, events: endpoint.wish.events.joined(separator: ", "),
            state: state, tone: tone)
    }
}

extension WebhookEndpoint {
    /// How it stands, in words.
    func standing(_ say: Phrases) -> (text: String, tone: Tone) {
        switch state {
        case .disabled(let reason, _): (say("webhooks.reason.\(reason.rawValue)"), .danger)
        case .active where health.failures > 0: (say("webhooks.standing.failing"), .warning)
        case .active where health.isSlow: (say("webhooks.standing.slow"), .warning)
        case .active: (say("webhooks.standing.well"), .success)
        }
    }
}

/// On the desk's first page, for those who answer for endpoints: the way to them, and which are disabled.
struct WebhookAlarm: Sendable {
    let frame: Frame
    let disabled: [String]

    /// Nil for everybody else; a look that can't be had hides no page.
    init?(for agent: Agent, _ web: WebRequest) async {
        guard !agent.roles.isDisjoint(with: WebhookDesk.roles) else { return nil }
        frame = web.frame
        let endpoints = (try? await web.webhookDesk.visible(to: agent)) ?? []
        disabled = endpoints.filter { endpoint in
            guard case .disabled(let reason, _) = endpoint.state else { return false }
            return reason != .byHand
        }.map(\.host)
    }

    var html: HTML {
        let say = frame.say
        let way: HTML = "<p><a href=\"\(frame.link("/desk/webhooks"))\">\(say("webhooks.title"))</a></p>"
        guard !disabled.isEmpty else { return way }
        return Notice(
            tone: .warning, title: say("webhooks.alarm"),
            content: """
                <ul>\(disabled.map { host -> HTML in "<li><bdi dir=\"ltr\">\(host)</bdi></li>" })</ul>
                \(way)
                """
        ).html
    }
}
