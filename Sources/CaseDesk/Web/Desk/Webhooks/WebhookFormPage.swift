import Channels
import Declared

/// What was typed into the form of an endpoint.
struct WebhookForm: Sendable {
    private let form: FormBody

    init(_ form: FormBody) {
        self.form = form
    }

    /// An agent of one post writes down endpoints of that post alone.
    func wish(for agent: Agent) -> WebhookEndpoint.Wish {
        let single = form["events"].split { $0.isWhitespace || $0 == "," }.map(String.init)
        var events: [String] = []
        for filter in form.all("family") + single where !events.contains(filter) { events.append(filter) }
        return WebhookEndpoint.Wish(
            url: form["url"], description: form["description"], contact: form["contact"],
            locale: form["locale"], events: events, posts: agent.post.map { [$0] } ?? form.all("posts"),
            rate: Int(form["rate"]) ?? 0)
    }
}

/// An endpoint is written down or changed.
struct WebhookFormPage: Sendable {
    let frame: Frame
    let title: String
    let action: String
    let back: String
    let wish: WebhookEndpoint.Wish
    /// `*`, and one for each family of types with the types that it holds.
    let families: [ChoiceControl.Option]
    /// Empty for an agent of one post.
    let posts: [ChoiceControl.Option]
    var errors: [FieldError] = []

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: title, width: .desk, failed: !errors.isEmpty, back: back,
            content: """
                \(ErrorSummary(say: say, errors: errors).html)
                <h1>\(title)</h1>
                <div class="narrow-form">\(PostForm(frame: frame, action: action, content: form).html)</div>
                """
        ).html
    }

    private var form: HTML {
        let say = frame.say
        let known = Set(families.map(\.value))
        return """
            \(TextControl(
                id: "url", label: say("webhooks.form.url"), value: wish.url, kind: .line(type: "url"),
                hint: say("webhooks.form.url_hint"), error: errors.text(for: "url"), inputMode: "url",
                leftToRight: true).html)
            \(TextControl(
                id: "description", label: say("webhooks.form.description"), value: wish.description,
                hint: say("webhooks.form.description_hint"), error: errors.text(for: "description"),
                optional: say("web.step.optional")).html)
            \(ChoiceControl(
                id: "family", legend: say("webhooks.form.family"), options: families, kind: .checkbox,
                chosen: Set(wish.events), error: errors.text(for: "family")).html)
            \(TextControl(
                id: "events", label: say("webhooks.form.events"),
                value: wish.events.filter { !known.contains($0) }.joined(separator: "\n"), kind: .area,
                hint: say("webhooks.form.events_hint"), error: errors.text(for: "events"),
                optional: say("web.step.optional"), leftToRight: true).html)
            \(posts.isEmpty ? "" : ChoiceControl(
                id: "posts", legend: say("webhooks.form.posts"), options: posts, kind: .checkbox,
                chosen: Set(wish.posts), hint: say("webhooks.form.posts_hint"),
                optional: say("web.step.optional")).html)
            \(TextControl(
                id: "rate", label: say("webhooks.form.rate"), value: wish.rate == 0 ? "" : String(wish.rate),
                hint: say("webhooks.form.rate_hint"), error: errors.text(for: "rate"), inputMode: "numeric").html)
            \(TextControl(
                id: "contact", label: say("webhooks.form.contact"), value: wish.contact,
                kind: .line(type: "email"), hint: say("webhooks.form.contact_hint"),
                error: errors.text(for: "contact"), optional: say("web.step.optional"), inputMode: "email",
                leftToRight: true).html)
            \(SelectControl(
                id: "locale", label: say("webhooks.form.locale"),
                options: frame.languages.map { .init(value: $0.code, label: $0.name) }, chosen: wish.locale).html)
            <div class="actions">\(Button(label: say("webhooks.form.save")).html)</div>
            """
    }
}

extension WebhookFormPage {
    init(_ wish: WebhookEndpoint.Wish, of id: WebhookEndpoint.ID?, for agent: Agent, _ web: WebRequest) {
        let path = id.map { "/desk/webhooks/\($0)" }
        let say = web.say
        self.init(
            frame: web.frame, title: say(id == nil ? "webhooks.form.new" : "webhooks.form.edit"),
            action: web.link(path.map { "\($0)/edit" } ?? "/desk/webhooks"),
            back: web.link(path ?? "/desk/webhooks"), wish: wish, families: Self.families(say),
            posts: agent.post == nil
                ? web.site.catalogue.posts.map { .init(value: $0.id.text, label: $0.name[web.locale]) } : [])
    }

    static func families(_ say: Phrases) -> [ChoiceControl.Option] {
        var types: [String: [String]] = [:]
        for type in PartnerEvents.types { types[String(type.prefix { $0 != "." }), default: []].append(type) }
        return [.init(value: "*", label: say("webhooks.family.all"))]
            + types.keys.sorted().map { family in
                .init(
                    value: "\(family).*", label: say("webhooks.family.\(family)"),
                    hint: types[family]?.joined(separator: ", "))
            }
    }
}
