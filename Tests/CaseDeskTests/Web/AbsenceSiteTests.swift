import Channels
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The pages of a missed appointment` {
    /// Writes a miss down as the series does, without waiting for its day.
    private static func miss(_ dossier: Dossier, in stories: Workspace) async throws -> Appointment {
        let appointments = stories.appointments
        let days = try await appointments.days(for: dossier, count: 20)
        let day = try #require(days.first { $0.starts > 0 })
        let slot = try #require(try await appointments.slots(for: dossier, on: day.date).first)
        let held = try await appointments.hold(slot.start, for: dossier, request: "hold-1")
        let place = try #require(held.appointment)
        _ = try await appointments.confirm(place.id, for: dossier, request: "confirm-1")
        let late = slot.start + .minutes(20)
        let missed = try await stories.booking.miss(
            place.id, request: "system:appointments/miss/1", at: late)
        let gone = try #require(missed.appointment)
        try await appointments.record(
            AppointmentChange(kind: .miss, appointment: gone, performer: .system("appointments")))
        return gone
    }

    @Test func `say what follows, take words once through the link, and let the desk decide`() async throws {
        try await DeskGround.open { desk in
            let stories = desk.stories
            let place = try await Self.miss(desk.dossier, in: stories)
            let link = try #require(
                try await Postman(workspace: stories).newest(holding: "/a/").path("a"))
            let browser = Browser(desk.ground)
            #expect(try await browser.get(link).header("Location") == "\(link)/absence")
            let say = Phrases(words: TestWords.words, locale: "ar")
            let shown = try await browser.get("\(link)/absence").text
            #expect(
                shown.contains(say("absences.state.noted"))
                    && shown.contains(say("absences.sanction.warning")))
            let empty = try await browser.post("words=+", to: "\(link)/absence", from: "\(link)/absence")
            #expect(empty.status == 422)
            let page = "\(link)/absence"
            for sent in try await browser.press("words=Train", to: page, from: page, times: 2) {
                #expect(sent.header("Location") == page)
            }
            let after = try await browser.get("\(link)/absence").text
            #expect(after.contains(say("absences.state.appealed")) && !after.contains("<textarea"))
            #expect(!after.contains("Train"))

            let agent = try await desk.agent([.agent])
            let list = try await desk.get("/fr/desk/absences", agent).text
            #expect(list.contains(desk.dossier.reference.description))
            let path = "/fr/desk/absences/\(place.id)"
            #expect(try await desk.get(path, agent).text.contains("Train"))
            #expect(try await desk.audited("absence.read") == 1)
            #expect(try await desk.post(path, "outcome=excused&reason=", agent).status == 422)
            #expect(try await desk.post(path, "reason=Bien", agent).status == 422)
            let cashier = try await desk.agent([.cashier])
            #expect(try await desk.post(path, "outcome=excused&reason=Bien", cashier).status == 403)
            let elsewhere = try await desk.agent([.agent], post: "elsewhere")
            #expect(try await desk.get(path, elsewhere).status == 404)
            #expect(try await desk.post(path, "outcome=excused&reason=Bien", agent).status == 303)
            #expect(try await desk.get(path, agent).text.contains("Bien"))
            #expect(try await desk.audited("absence.excused") == 1)
            #expect(try await browser.get("\(link)/absence").text.contains(say("absences.state.excused")))
            let told = try await stories.messages.history(subject: desk.dossier.id.text).map(\.template)
            #expect(told.last == "absence.decided")
        }
    }

    @Test(arguments: PageSamples.locales)
    func `have their words in every language`(locale: String) {
        let states = Absence.State.allCases.flatMap {
            ["absences.state.\($0.rawValue)", "absences.desk.state.\($0.rawValue)"]
        }
        let sanctions = Sanction.Name.allCases.flatMap {
            ["absences.sanction.\($0.rawValue)", "absences.desk.sanction.\($0.rawValue)"]
        }
        let outcomes = Absence.Outcome.allCases.flatMap {
            ["absences.desk.outcome.\($0.rawValue)", "absences.desk.outcome_hint.\($0.rawValue)"]
        }
        for key in states + sanctions + outcomes + ["absences.desk.sanction.none"] {
            #expect(TestWords.words.has(key, in: locale), "\(key)")
        }
    }
}
