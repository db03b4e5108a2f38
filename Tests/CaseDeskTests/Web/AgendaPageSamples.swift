import Channels
import Declared
import Scheduler

@testable import CaseDesk

extension PageSamples {
    static func agendaPages(_ locale: String) -> [(name: String, html: HTML)] {
        let frame = frame(locale, .agent(name: "Amina Kalala", role: "supervisor"))
        let difference = TextDifference(from: "a\nb", to: "a\n<c>")
        return [
            ("agenda-editor", editor(frame).html),
            (
                "agenda-effect",
                AgendaEffectPage(
                    frame: frame, post: "Bruxelles", counts: [("Places perdues", "12")],
                    weeks: [.init(cells: ["lundi", "s", "12", "0", "−12"])],
                    days: [.init(cells: ["lundi", "g", "09:00", "fermé"])], moreDays: 3,
                    unfit: [.init(cells: ["lundi 10:00", "s", "15 min"])], difference: difference,
                    remarks: [
                        Finding(file: "agenda.yaml", line: 3, what: "the closure is over", mend: "remove it")
                    ],
                    text: "zone: <x>", base: "b", action: "/x", publication: "/y", noteMissing: true
                ).html
            ),
            (
                "agenda-history",
                AgendaHistoryPage(
                    frame: frame, post: "Bruxelles", back: "/x",
                    rows: [
                        .init(number: 1, href: "/1", when: "hier", who: "Awa", note: "<b>", counts: true),
                        .init(number: 0, href: "/0", when: "", who: "", note: "", counts: false),
                    ]
                ).html
            ),
            (
                "agenda-version",
                AgendaVersionPage(
                    frame: frame, title: "Version 1", said: "hier", counts: false, difference: difference,
                    text: "zone: <x>", back: "/x", export: "/e", action: "/a", base: "b"
                ).html
            ),
        ]
    }

    private static func editor(_ frame: Frame) -> AgendaEditorPage {
        AgendaEditorPage(
            frame: frame, post: "Bruxelles", standing: "v", isFileNewer: true, text: "zone: <x>", base: "b",
            links: .init(action: "/x", history: "/h", export: "/e"),
            forms: AgendaSmallForms(
                groups: ["a", "b"].map {
                    DeskGroup(
                        id: $0, services: [],
                        rules: [OpeningRule(days: .weekly([.monday, .friday]), hours: [])])
                },
                locales: frame.languages, form: nil,
                holidays: AgendaHolidayForm(nil, today: LocalDate(ordinal: 0), form: nil)),
            findings: [Finding(file: "agenda.yaml", line: 1, what: "no zone", mend: "write one")],
            errors: [FieldError(control: "closure-from", text: frame.say("desk.agenda.wrong_date"))],
            conflict: .init(what: "Awa", difference: TextDifference(from: "a", to: "b")),
            done: frame.say("desk.agenda.changed"))
    }
}
