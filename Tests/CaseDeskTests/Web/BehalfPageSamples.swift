import Channels

@testable import CaseDesk

extension PageSamples {
    static func behalfPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .agent(name: "Amina Kalala", role: "agent"))
        let say = frame.say
        let panel = BehalfPanel(
            frame: frame, when: "lundi 30 novembre 2026 à 10:05",
            ways: [(say("behalf.move"), "/m"), (say("behalf.cancel.title"), "/c")],
            priority: .init(name: say("behalf.priority.urgent"), href: "/p"))
        return [
            (
                "behalf-panel",
                Layout(
                    frame: frame, title: "K7M2-9QXF", width: .desk,
                    content: "<h1>K7M2-9QXF</h1><h2>\(say("desk.dossier.acts"))</h2>\(panel.html)"
                ).html
            ),
            ("behalf-places", places(frame).html),
            (
                "behalf-held",
                HeldPage(
                    frame: frame, when: "lundi 2 décembre 2026 à 09:10", place: "Rue Marie de Bourgogne 30",
                    until: "10:15", clock: "Heures de Bruxelles", bring: ["L’original"], confirm: "/c",
                    other: "/o",
                    words: "behalf.held", width: .desk
                ).html
            ),
            (
                "behalf-cancel",
                BehalfCancelPage(
                    frame: frame, reference: "K7M2-9QXF", when: "lundi 30 novembre 2026 à 10:05",
                    reasons: [.init(value: "a", label: "vous l’avez demandé")], action: "/x", back: "/b",
                    error: say("behalf.cancel.reason_missing")
                ).html
            ),
            ("behalf-priority", priority(frame, nil).html),
            (
                "behalf-priority-refused",
                priority(
                    frame,
                    .init(word: "urgent", reason: "a", note: "<b>", refusal: .tooLong)
                ).html
            ),
        ]
    }

    private static func places(_ frame: Frame) -> DaysPage {
        var page = DaysPage(
            frame: frame,
            days: [.init(href: "?day=1", date: "lundi 1 décembre", places: 3, isChosen: true)],
            chosen: "lundi 1 décembre 2026", morning: [.init(value: "1", label: "09:00")], afternoon: [],
            minutes: 8, zone: "Bruxelles", action: "/x", earlier: nil, later: "/l", back: "/b",
            refusal: frame.say("web.places.already"))
        page.title = frame.say("behalf.book")
        page.width = .desk
        page.hidden = "<input type=\"hidden\" name=\"once\" value=\"0123456789\">"
        page.aside =
            "<p>\(frame.say("behalf.standing", ["when": .text("lundi"), "post": .text("Bruxelles")]))</p>"
        return page
    }

    private static func priority(_ frame: Frame, _ refused: PriorityPage.Refused?) -> PriorityPage {
        PriorityPage(
            frame: frame, reference: "K7M2-9QXF", current: frame.say("behalf.priority.vulnerable"),
            choices: ["urgent", "vulnerable", PriorityPage.takenBack].map { word in
                .init(
                    word: word, title: frame.say("behalf.priority.give.\(word)"),
                    button: frame.say("behalf.priority.button.\(word)"),
                    reasons: [.init(value: "a", label: "Grand âge")])
            },
            history: [
                .init(
                    when: "hier", what: frame.say("behalf.priority.past.vulnerable"), who: "Awa",
                    details: ["Grand âge"])
            ], action: "/x", back: "/b", once: "0123456789", refused: refused)
    }
}
