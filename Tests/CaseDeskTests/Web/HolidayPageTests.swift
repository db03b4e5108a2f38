import Channels
import Foundation
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

/// The repository's ministry, open every day, with a feast that is estimated for one of them.
private struct FeastRepository {
    let edited: EditedRepository

    init(on date: LocalDate) throws {
        edited = try EditedRepository("ministries/cd/posts/bruxelles/agenda.yaml") { _ in
            """
            zone: Europe/Brussels
            holidays: [lune]
            groups:
              guichets:
                services:
                  legalisation: { base: 5, per_unit: 3, horizon: 60 }
                hours:
                  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
                    from: "09:00"
                    to: "16:00"
                    counters: 2

            """
        }
        try """
        days:
          - id: feast
            on: \(date)
            name: { fr: Fête, ar: عيد, ln: Feti, en: Feast, sw: Sikukuu }
            source: estimation
            checked: 2026-11-21
          - id: far
            on: \(date + 400)
            name: { fr: Lointaine, ar: بعيد, ln: Mosika, en: Far, sw: Mbali }
            source: estimation
            checked: 2026-11-21
        """.write(
            toFile: "\(edited.root)/ministries/cd/holidays/lune.yaml", atomically: true, encoding: .utf8)
    }
}

@Suite struct `An estimated feast on the desk` {
    /// The moon was seen a day later than reckoned; somebody has a place then.
    @Test func `is confirmed by a small form, and its people find another day`() async throws {
        let date = LocalDate.today + 20
        let repository = try FeastRepository(on: date)
        defer { repository.edited.remove() }
        try await DeskGround.open(root: repository.edited.root) { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let stories = desk.stories
            let slots = try await stories.appointments.slots(for: desk.dossier, on: date + 1)
            let start = try #require(slots.first).start
            let hold = try #require(
                try await stories.appointments.hold(start, for: desk.dossier, request: "h").appointment)
            _ = try await stories.appointments.confirm(hold.id, for: desk.dossier, request: "c")
            let page = try await desk.get("/fr/desk/agenda", pages.cookie).text
            #expect(page.contains("<option value=\"feast\"") && !page.contains("<option value=\"far\""))

            let file = try await pages.text
            for wrong in [
                ["holiday-name": "far away", "holiday-day": "0"],
                ["holiday-name": "feast", "holiday-day": "4"],
            ] {
                let refused = try await pages.press("holiday", text: file, wrong)
                #expect(refused.status == 422 && refused.text.contains("href=\"#holiday-"))
                #expect(try typed(in: refused) == file)
            }
            let edited = try await pages.press(
                "holiday", text: file, ["holiday-name": "feast", "holiday-day": "1"])
            let text = try typed(in: edited)
            #expect(edited.status == 200 && !edited.text.contains("<option value=\"feast\""))
            #expect(text.contains("  - { holiday: feast, on: \(date + 1) }"))

            let effect = try await pages.press("preview", text: text)
            #expect(effect.text.contains(TestWords.words.text("desk.agenda.unfit_text", in: "fr")))
            let published = try await pages.publish(text, base: try await pages.base)
            #expect(published.header("Location") == "/fr/desk/agenda/versions/1")
            let run = try #require(
                try await stories.appointments.displacement.runs(of: pages.post.id.text).first)
            try await stories.appointments.passDisplacements()
            try await stories.appointments.displace(hold.id, in: run.id)
            let kept = try #require(try await stories.appointments.kept(for: hold.id))
            #expect(kept.date == date || kept.date == date + 2)
            #expect(try await stories.appointments.slots(for: desk.dossier, on: date + 1).isEmpty)
            #expect(try await !stories.appointments.slots(for: desk.dossier, on: date).isEmpty)
        }
    }

    @Test func `is no more asked about once the post says that it doesn't close for it`() async throws {
        let repository = try FeastRepository(on: LocalDate.today + 20)
        defer { repository.edited.remove() }
        try await DeskGround.open(root: repository.edited.root) { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let edited = try await pages.press(
                "holiday", text: try await pages.text, ["holiday-name": "feast", "holiday-day": "none"])
            #expect(try typed(in: edited).contains("{ holiday: feast, applies: false }"))
            #expect(!edited.text.contains(TestWords.words.text("holidays.title", in: "fr")))
            let effect = try await pages.press("preview", text: try typed(in: edited))
            #expect(effect.text.contains(TestWords.words.text("desk.agenda.no_effect", in: "fr")))
        }
    }
}
