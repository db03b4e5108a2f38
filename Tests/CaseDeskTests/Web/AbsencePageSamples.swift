import Channels

@testable import CaseDesk

extension PageSamples {
    static func absencePages(_ locale: String) -> [(name: String, html: HTML)] {
        let out = frame(locale)
        let say = out.say
        let desk = frame(locale, .agent(name: "Amina Kalala", role: "agent"))
        return [
            (
                "absence",
                AbsencePage(
                    frame: out, when: "lundi 30 novembre 2026 à 10:05", state: say("absences.state.noted"),
                    sanction: say("absences.sanction.warning"), appeal: "/x", places: "/p",
                    error: say("absences.words_missing")
                ).html
            ),
            (
                "absences",
                AbsencesPage(
                    frame: out, standing: say("absences.confirm_again"), isBarred: true,
                    misses: [
                        .init(
                            when: "lundi 30 novembre 2026", state: say("absences.state.appealed"), href: "/m")
                    ],
                    phone: "+32 2 555 01 00", places: "/p", back: "/b"
                ).html
            ),
            (
                "desk-absences",
                DeskAbsencesPage(
                    frame: desk,
                    rows: [
                        .init(
                            when: "lundi 30 novembre 2026", reference: "K7M2-9QXF", href: "/x",
                            sanction: say("absences.desk.sanction.none"),
                            state: say("absences.desk.state.appealed"), tone: .warning)
                    ],
                    rates: ShowRatesPanel(
                        say: say,
                        rates: [.init(service: "Légalisation", hour: "09:00", observed: 240, share: 88)],
                        bounds: [
                            .init(service: "Légalisation", hour: "09:00", counters: 7, most: 7, risk: "0.0")
                        ])
                ).html
            ),
            (
                "desk-absence",
                DeskAbsencePage(
                    frame: desk, reference: "K7M2-9QXF", dossier: "/d", person: "KABEYA Marie",
                    when: "lundi 30 novembre 2026", sanction: say("absences.desk.sanction.warning"),
                    state: say("absences.desk.state.appealed"), words: "Train <supprimé>", reason: nil,
                    action: "/x", back: "/b", outcomeError: say("absences.desk.outcome_missing"),
                    reasonError: say("absences.desk.reason_missing")
                ).html
            ),
        ]
    }
}
