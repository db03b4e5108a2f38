import Channels
import Foundation
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `A tour on the site` {
    /// Off by hours and days from the post: every page must say it by the clock of the Azores.
    @Test func `is chosen beside the post, and every page and message says where and when`() async throws {
        let date = LocalDate.today + 10
        let repository = try TourRepository(on: date)
        defer { repository.remove() }
        try await SiteGround.open(root: repository.root) { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let places = "\(citizen.walk.path)/appointment"
            let page = try await citizen.browser.get(places).text
            #expect(page.contains("Ponta Delgada") && page.contains("?at=azores"))
            let tour = try await citizen.browser.get("\(places)?at=azores").text
            #expect(tour.contains("day=\(date)&amp;at=azores") && tour.contains("Salle du port"))
            #expect(!tour.contains("/waitlist"))
            let day = "\(places)?at=azores&from=\(date)&day=\(date)"
            let slot = try slot(in: try await citizen.browser.get(day).text, labelled: "09:00")
            let held = try await citizen.browser.post("slot=\(slot)", to: "\(places)?at=azores", from: day)
            let path = try #require(held.header("Location"))
            let hold = try await citizen.browser.get(path).text
            #expect(hold.contains("Salle du port") && !hold.contains("Marie de Bourgogne"))
            let booked = try await citizen.browser.post("", to: "\(path)/confirmation", from: path)
            #expect(booked.status == 303)
            let shown = try await citizen.browser.get(path).text
            let clock = TestWords.words.text("tours.clock", in: "fr", ["city": .text("Ponta Delgada")])
            #expect(shown.contains("Salle du port") && shown.contains(clock) && shown.contains("09:00"))
            let told = try await Postman(workspace: ground.site.workspace).newest(holding: "Salle du port")
            #expect(told.text.contains("09:00") && !told.text.contains("Marie de Bourgogne"))
            let file = try #require(told.files.first)
            #expect(String(decoding: file.bytes, as: UTF8.self).contains("TZID=Atlantic/Azores"))
            try await movesToThePost(citizen, path, on: date)
        }
    }

    @Test func `that is no more books nothing at the post instead`() async throws {
        let repository = try TourRepository(on: LocalDate.today + 10)
        defer { repository.remove() }
        try await SiteGround.open(root: repository.root) { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let places = "\(citizen.walk.path)/appointment"
            let page = try await citizen.browser.get("\(places)?at=gone")
            #expect(page.header("Location") == "\(places)?refused=gone")
            let other = try await citizen.browser.post(
                "slot=\(ServerClock.system.now.milliseconds)", to: "\(places)?at=gone", from: places)
            #expect(other.header("Location") == "\(places)?refused=gone")
            let said = try await citizen.browser.get("\(places)?refused=gone").text
            #expect(said.contains(TestWords.words.text("tours.gone", in: "fr")))
        }
    }

    /// Another hour is looked for on the tour, unless the post is asked for.
    private func movesToThePost(_ citizen: Citizen, _ path: String, on date: LocalDate) async throws {
        let there = try await citizen.browser.get("\(path)/move").text
        #expect(there.contains("Salle du port") && there.contains("day=\(date)"))
        let home = try await citizen.browser.get("\(path)/move?at=bruxelles").text
        let link = try #require(home.firstMatch(of: #/href="([^"]*day=[^"]*&amp;at=bruxelles)#times"/#))
        let day = String(link.output.1).replacing("&amp;", with: "&")
        let slot = try slot(in: try await citizen.browser.get(day).text)
        let moved = try await citizen.browser.post(
            "slot=\(slot)", to: "\(path)/move?at=bruxelles", from: day)
        #expect(moved.header("Location") == path)
        #expect(try await citizen.browser.get(path).text.contains("Marie de Bourgogne"))
    }

    private func slot(in page: String, labelled label: String = "") throws -> String {
        let buttons = page.matches(of: #/name="slot" value="([0-9]+)">(.*?)</button>/#)
        let button = try #require(buttons.first { label.isEmpty || $0.output.2.contains(label) }, "\(page)")
        return String(button.output.1)
    }
}

@Suite struct `A tour on the desk` {
    @Test func `is seen, closed and guarded by the clock of its city`() async throws {
        let date = LocalDate.today + 10
        let repository = try TourRepository(on: date)
        defer { repository.remove() }
        try await DeskGround.open(root: repository.root) { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let appointments = desk.stories.appointments
            let slots = try await appointments.slots(for: desk.dossier, at: .tour("azores"), on: date)
            let held = try await appointments.hold(
                try #require(slots.first).start, for: desk.dossier, at: .tour("azores"), request: "h")
            let hold = try #require(held.appointment)
            _ = try await appointments.confirm(hold.id, for: desk.dossier, request: "c")

            let day = try await desk.get("/fr/desk/day?date=\(date)", pages.cookie).text
            let reference = desk.dossier.reference.description
            #expect(day.contains("azores · Ponta Delgada") && day.contains(reference))
            let moved = try await pages.text.replacing("zone: Atlantic/Azores", with: "zone: Africa/Cairo")
            let refused = try await pages.press("preview", text: moved)
            #expect(refused.status == 422 && refused.text.contains("write zone: Atlantic/Azores"))

            // From nine to ten there is eleven to twelve at the post.
            let closure = """
                group=azores&from_date=\(date)&from_time=09:00&to_date=\(date)&to_time=10:00&reason=premises\
                &words_fr=x&words_ar=x&words_ln=x&words_en=x&words_sw=x
                """
            let preview = try await desk.post("/fr/desk/displacement/preview", closure, pages.cookie)
            #expect(preview.status == 200 && preview.text.contains(reference))
        }
    }
}
