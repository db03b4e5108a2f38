import Channels
import Declared
import Scheduler

/// One endpoint: how it stands, what can be done with it, and its delivery log.
struct WebhookPage: Sendable {
    static let overlaps: [Int64] = [0, 24, 168]

    let frame: Frame
    let path: String
    let host: String
    let isActive: Bool
    let standing: (text: String, tone: Tone)
    /// Since when it is disabled or failing, in words.
    let since: String?
    let facts: [SummaryList.Row]
    let log: WebhookLogPart
    /// Shown after somebody asked for them: each with until when it signs.
    var secrets: [(text: String, until: String?)] = []
    var errors: [FieldError] = []
    var done: String?

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: "\(say("webhooks.one")) · \(host)", width: .desk, failed: !errors.isEmpty,
            back: frame.link("/desk/webhooks"),
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(say("webhooks.one")) · <bdi dir="ltr">\(host)</bdi></h1>
                \(done, as: { Notice(tone: .success, title: $0).html })
                <p>\(Tag(tone: standing.tone, text: standing.text).html) \(since ?? "")</p>
                \(SummaryList(say: say, rows: facts).html)
                \(secretsMarkup)
                <div class="actions">
                \(ButtonLink(label: say("webhooks.form.edit"), href: "\(path)/edit", kind: .second).html)
                \(isActive ? press("test", say("webhooks.test")) : "")
                \(press("secret", say("webhooks.secret.show")))
                \(isActive ? press("state", say("webhooks.disable"), ("state", "disabled"), .danger)
                    : press("state", say("webhooks.enable"), ("state", "active"), .primary))
                </div>
                \(log.html(frame))
                <h2>\(say("webhooks.replay.title"))</h2>
                <div class="narrow-form">\(PostForm(frame: frame, action: "\(path)/replay", content: replay).html)</div>
                <h2>\(say("webhooks.rotation.title"))</h2>
                <div class="narrow-form">\(PostForm(frame: frame, action: "\(path)/rotation", content: rotation).html)</div>
                """
        ).html
    }

    private func press(
        _ act: String, _ label: String, _ field: (String, String)? = nil, _ kind: Button.Kind = .second
    ) -> HTML {
        PostForm(
            frame: frame, action: "\(path)/\(act)",
            content: Button(label: label, kind: kind, name: field?.0, value: field?.1).html
        ).html
    }

    private var secretsMarkup: HTML {
        guard !secrets.isEmpty else { return "" }
        let lines = secrets.map { secret -> HTML in
            "<li><code><bdi dir=\"ltr\">\(secret.text)</bdi></code> \(secret.until ?? "")</li>"
        }
        return Notice(
            tone: .warning, title: frame.say("webhooks.secret.title"),
            content: "<p>\(frame.say("webhooks.secret.text"))</p><ul>\(lines)</ul>"
        ).html
    }

    private var replay: HTML {
        let say = frame.say
        return """
            <p>\(say("webhooks.replay.text"))</p>
            \(TextControl(
                id: "since", label: say("webhooks.replay.since"), kind: .line(type: "date"),
                error: errors.text(for: "since")).html)
            <div class="actions">\(Button(label: say("webhooks.replay.button"), kind: .second).html)</div>
            """
    }

    private var rotation: HTML {
        let say = frame.say
        return """
            <p>\(say("webhooks.rotation.text"))</p>
            \(SelectControl(
                id: "overlap", label: say("webhooks.rotation.overlap"),
                options: Self.overlaps.map { hours in
                    .init(value: String(hours), label: say("webhooks.rotation.hours_\(hours)"))
                }, chosen: "24").html)
            <div class="actions">\(Button(label: say("webhooks.rotation.button"), kind: .second).html)</div>
            """
    }
}

extension WebhookPage {
    init(_ endpoint: WebhookEndpoint, for agent: Agent, _ web: WebRequest) async throws {
        let zone = try web.deskPost(of: agent).zone
        let shown = web.shown(at: zone)
        let path = web.link("/desk/webhooks/\(endpoint.id)")
        var since = endpoint.health.failingSince
        if case .disabled(_, let instant) = endpoint.state { since = instant }
        self.init(
            frame: web.frame, path: path, host: endpoint.host, isActive: endpoint.isActive,
            standing: endpoint.standing(web.say),
            since: since.map { web.say("webhooks.since", ["when": .text(shown.moment($0))]) },
            facts: Self.facts(endpoint.wish, web),
            log: try await WebhookLogPart(of: endpoint, path: path, zone: zone, web))
    }

    private static func facts(_ wish: WebhookEndpoint.Wish, _ web: WebRequest) -> [SummaryList.Row] {
        let posts = wish.posts.map { id in
            PostProfile.ID(id).flatMap(web.site.catalogue.post)?.name[web.locale] ?? id
        }
        let none = web.say("webhooks.none")
        return [
            .init(label: web.say("webhooks.form.url"), value: "<bdi dir=\"ltr\">\(wish.url)</bdi>"),
            .init(
                label: web.say("webhooks.form.description"),
                value: "<bdi>\(wish.description.isEmpty ? none : wish.description)</bdi>"),
            .init(
                label: web.say("webhooks.column.events"),
                value: "<bdi dir=\"ltr\">\(wish.events.joined(separator: ", "))</bdi>"),
            .init(
                label: web.say("webhooks.form.posts"),
                value: "\(posts.isEmpty ? web.say("webhooks.all_posts") : posts.joined(separator: ", "))"),
            .init(label: web.say("webhooks.form.rate"), value: "\(wish.rate)"),
            .init(
                label: web.say("webhooks.form.contact"),
                value: "<bdi dir=\"ltr\">\(wish.contact.isEmpty ? none : wish.contact)</bdi>"),
        ]
    }
}
