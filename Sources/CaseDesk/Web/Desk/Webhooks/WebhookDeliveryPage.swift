import Channels
import Scheduler

/// One event for one endpoint: what was sent, and every try.
struct WebhookDeliveryPage: Sendable {
    struct Try: Sendable {
        let number: Int
        let when: String
        let outcome: String
        let status: String
        let duration: String
        let answer: String
    }

    let frame: Frame
    let back: String
    let action: String
    let type: String
    let event: String
    let state: (text: String, tone: Tone)
    let created: String
    let next: String?
    let payload: String?
    let tries: [Try]
    let canReplay: Bool

    var html: HTML {
        let say = frame.say
        return Layout(
            frame: frame, title: "\(say("webhooks.delivery.title")) · \(type)", width: .desk, back: back,
            content: """
                <h1>\(say("webhooks.delivery.title")) · <bdi dir="ltr">\(type)</bdi></h1>
                <p>\(Tag(tone: state.tone, text: state.text).html) \(next ?? "")</p>
                \(SummaryList(
                    say: say,
                    rows: [
                        .init(label: say("webhooks.delivery.created"), value: "\(created)"),
                        .init(label: "webhook-id", value: "<code><bdi dir=\"ltr\">\(event)</bdi></code>"),
                    ]).html)
                \(canReplay ? replay : "")
                \(tries.isEmpty ? "<p>\(say("webhooks.delivery.no_try"))</p>" : table)
                <h2>\(say("webhooks.delivery.payload"))</h2>
                <pre class="sheet" dir="ltr" tabindex="0" role="region" aria-label="\(say("webhooks.delivery.payload"))">\
                \(payload ?? say("webhooks.delivery.erased"))</pre>
                """
        ).html
    }

    private var replay: HTML {
        PostForm(
            frame: frame, action: action,
            content: Button(label: frame.say("webhooks.delivery.replay"), kind: .second).html
        ).html
    }

    private var table: HTML {
        let say = frame.say
        return Table(
            caption: say("webhooks.delivery.tries", ["count": .integer(Int64(tries.count))]),
            columns: ["number", "when", "outcome", "status", "duration", "answer"].map {
                .init(title: say("webhooks.delivery.column.\($0)"), isAmount: $0 == "duration")
            },
            rows: tries.map { one in
                [
                    "\(one.number)", "\(one.when)", "\(one.outcome)",
                    "<bdi dir=\"ltr\" lang=\"en\">\(one.status)</bdi>", "<bdi>\(one.duration)</bdi>",
                    "<bdi>\(one.answer)</bdi>",
                ]
            }
        ).html
    }
}

extension WebhookDeliveryPage {
    init(
        _ delivery: WebhookDelivery, of endpoint: WebhookEndpoint, for agent: Agent, _ web: WebRequest
    ) async throws {
        let shown = web.shown(at: try web.deskPost(of: agent).zone)
        let say = web.say
        let webhooks = web.webhookDesk.webhooks
        let path = web.link("/desk/webhooks/\(endpoint.id)")
        self.init(
            frame: web.frame, back: path, action: "\(path)/deliveries/\(delivery.id)", type: delivery.type,
            event: delivery.event,
            state: (say("webhooks.state.\(delivery.state.rawValue)"), delivery.state.tone),
            created: shown.moment(delivery.createdAt),
            next: delivery.nextTryAt.map { say("webhooks.delivery.next", ["when": .text(shown.moment($0))]) },
            payload: try await webhooks.payload(of: delivery),
            tries: try await webhooks.attempts(of: delivery).map { attempt in
                Try(
                    number: attempt.number, when: shown.moment(attempt.startedAt),
                    outcome: say("webhooks.outcome.\(attempt.outcome?.rawValue ?? "underway")"),
                    status: attempt.code ?? attempt.status.map { "HTTP \($0)" } ?? "",
                    duration: attempt.duration.map { "\($0.wholeMilliseconds) ms" } ?? "",
                    answer: attempt.excerpt ?? "")
            },
            canReplay: delivery.state != .waiting && endpoint.isActive)
    }
}
