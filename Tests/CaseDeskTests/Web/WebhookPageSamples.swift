import Channels

@testable import CaseDesk

extension PageSamples {
    static func webhookPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .agent(name: "Amina Kalala", role: "supervisor"))
        let say = frame.say
        let wish = WebhookEndpoint.Wish(
            url: "https://partner.example.org/x?\"<b>", description: "<i>Registre",
            events: ["*", "dossier.submitted"])
        return [
            ("webhooks-none", WebhookListPage(frame: frame, rows: []).html),
            (
                "webhooks",
                WebhookListPage(
                    frame: frame,
                    rows: [
                        .init(
                            href: "/x", host: "partner.example.org", description: "<i>Registre",
                            events: "dossier.*",
                            state: say("webhooks.standing.well"), tone: .success)
                    ]
                ).html
            ),
            (
                "webhook-form",
                WebhookFormPage(
                    frame: frame, title: say("webhooks.form.new"), action: "/x", back: "/b", wish: wish,
                    families: WebhookFormPage.families(say), posts: [.init(value: "a", label: "Bruxelles")],
                    errors: [FieldError(control: "url", text: say("webhooks.target.scheme"))]
                ).html
            ),
            ("webhook", endpoint(frame).html),
            (
                "webhook-delivery",
                WebhookDeliveryPage(
                    frame: frame, back: "/b", action: "/x", type: "dossier.submitted", event: "evt_1",
                    state: (say("webhooks.state.failed"), .danger), created: "hier", next: nil,
                    payload: "{\"type\":\"<b>\"}",
                    tries: [
                        .init(
                            number: 1, when: "hier", outcome: say("webhooks.outcome.temporary"),
                            status: "HTTP 500",
                            duration: "12 ms", answer: "<script>")
                    ], canReplay: true
                ).html
            ),
        ]
    }

    private static func endpoint(_ frame: Frame) -> WebhookPage {
        let say = frame.say
        return WebhookPage(
            frame: frame, path: "/w", host: "partner.example.org", isActive: true,
            standing: (say("webhooks.standing.failing"), .warning),
            since: say("webhooks.since", ["when": .text("hier")]),
            facts: [.init(label: say("webhooks.form.url"), value: "https://partner.example.org")],
            log: WebhookLogPart(
                path: "/w", state: "failed", type: "", from: "2026-11-01", until: "", count: 60,
                rows: [
                    .init(
                        href: "/d", when: "hier", type: "dossier.submitted",
                        state: say("webhooks.state.failed"),
                        tone: .danger, attempts: 10, note: "HTTP 500")
                ], previous: "/p", next: "/n"),
            secrets: [
                ("whsec_x", nil), ("whsec_y", say("webhooks.secret.until", ["when": .text("demain")])),
            ],
            errors: [FieldError(control: "since", text: say("webhooks.replay.wrong_date"))],
            done: say("webhooks.replay.done", ["count": .integer(2)]))
    }
}
