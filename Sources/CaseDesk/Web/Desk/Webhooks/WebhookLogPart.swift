import Channels
import Scheduler

/// The deliveries of an endpoint, filtered by what stands in the address.
struct WebhookLogPart: Sendable {
    struct Row: Sendable {
        let href: String
        let when: String
        let type: String
        let state: String
        let tone: Tone
        let attempts: Int
        let note: String
    }

    static let length = 50

    let path: String
    let state: String
    let type: String
    let from: String
    let until: String
    let count: Int
    let rows: [Row]
    var previous: String?
    var next: String?

    func html(_ frame: Frame) -> HTML {
        let say = frame.say
        return """
            <h2 id="log">\(say("webhooks.log.title"))</h2>
            \(filters(say))
            \(rows.isEmpty ? "<div class=\"card empty\"><p>\(say("webhooks.log.empty"))</p></div>" : table(say))
            <p class="actions">\(previous, as: { "<a href=\"\($0)\">\(say("webhooks.log.newer"))</a>" })
            \(next, as: { "<a href=\"\($0)\">\(say("webhooks.log.older"))</a>" })</p>
            """
    }

    private func filters(_ say: Phrases) -> HTML {
        let states = WebhookDelivery.State.allCases.map { state -> HTML in
            option(
                state.rawValue, say("webhooks.state.\(state.rawValue)"),
                isChosen: state.rawValue == self.state)
        }
        let types = (PartnerEvents.types + [Webhooks.testType]).map { option($0, $0, isChosen: $0 == type) }
        return """
            <form method="get" action="\(path)" class="filters">
            <div><label for="state">\(say("webhooks.log.state"))</label>
            <select id="state" name="state">\(option("", say("webhooks.log.all"), isChosen: false))\(states)</select></div>
            <div><label for="type">\(say("webhooks.log.type"))</label>
            <select id="type" name="type">\(option("", say("webhooks.log.all"), isChosen: false))\(types)</select></div>
            <div><label for="from">\(say("webhooks.log.from"))</label>
            <input type="date" id="from" name="from" value="\(from)"></div>
            <div><label for="until">\(say("webhooks.log.until"))</label>
            <input type="date" id="until" name="until" value="\(until)"></div>
            \(Button(label: say("webhooks.log.filter"), kind: .second).html)
            </form>
            """
    }

    private func option(_ value: String, _ label: String, isChosen: Bool) -> HTML {
        "<option value=\"\(value)\"\(attribute: "selected", when: isChosen)>\(label)</option>"
    }

    private func table(_ say: Phrases) -> HTML {
        Table(
            caption: say("webhooks.log.caption", ["count": .integer(Int64(count))]),
            columns: ["when", "type", "state", "attempts", "note"].map {
                .init(title: say("webhooks.log.column.\($0)"), isAmount: $0 == "attempts")
            },
            rows: rows.map { row in
                [
                    "<a href=\"\(row.href)\" data-row>\(row.when)</a>", "<bdi dir=\"ltr\">\(row.type)</bdi>",
                    Tag(tone: row.tone, text: row.state).html, "\(row.attempts)",
                    "<bdi dir=\"ltr\" lang=\"en\">\(row.note)</bdi>",
                ]
            }
        ).html
    }
}

extension WebhookLogPart {
    init(of endpoint: WebhookEndpoint, path: String, zone: Zone, _ web: WebRequest) async throws {
        let (from, until) = (LocalDate(web.query("from") ?? ""), LocalDate(web.query("until") ?? ""))
        let state = web.query("state").flatMap(WebhookDelivery.State.init)
        let types = PartnerEvents.types + [Webhooks.testType]
        let type = web.query("type").flatMap { types.contains($0) ? $0 : nil }
        let skipped = max(0, web.query("skip").flatMap { Int($0) } ?? 0)
        let filter = WebhookLogFilter(
            endpoint: endpoint.id, state: state, type: type, since: from.map { zone.start(of: $0) },
            until: until.map { zone.start(of: $0 + 1) })
        let webhooks = web.webhookDesk.webhooks
        let count = try await webhooks.count(filter)
        let deliveries = try await webhooks.deliveries(filter, skipping: skipped, limit: Self.length)
        let shown = web.shown(at: zone)
        self.init(
            path: path, state: state?.rawValue ?? "", type: type ?? "", from: from.map { "\($0)" } ?? "",
            until: until.map { "\($0)" } ?? "", count: count,
            rows: deliveries.map { delivery in
                Row(
                    href: "\(path)/deliveries/\(delivery.id)", when: shown.moment(delivery.createdAt),
                    type: delivery.type, state: web.say("webhooks.state.\(delivery.state.rawValue)"),
                    tone: delivery.state.tone, attempts: delivery.attempts, note: delivery.reason ?? "")
            })
        func page(_ skip: Int) -> String {
            "\(path)?state=\(self.state)&type=\(self.type)&from=\(self.from)&until=\(self.until)&skip=\(skip)#log"
        }
        if skipped > 0 { previous = page(max(0, skipped - Self.length)) }
        if skipped + rows.count < count { next = page(skipped + Self.length) }
    }
}

extension WebhookDelivery.State {
    var tone: Tone {
        switch self {
        case .waiting: .plain
        case .delivered: .success
        case .failed: .danger
        case .withheld: .warning
        }
    }
}
