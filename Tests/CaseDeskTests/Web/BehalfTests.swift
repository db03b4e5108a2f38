import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

/// What an agent's pages lead to, for a dossier whose person has a telephone only and reads Arabic.
extension DeskGround {
    var say: Phrases { Phrases(words: ground.site.words, locale: "fr") }

    /// The times of the last day of usual hours that the page of this channel shows.
    func times(_ channel: String = "phone", _ agent: String, moving: String = "") async throws -> [String] {
        let root = "\(path)/booking/\(channel)\(moving)"
        let exceptions = stories.booking.agendas.byPost[dossier.post.text]?.groups.first?.exceptions ?? [:]
        let days = try await get(root, agent).text.matches(of: #/href="([^"]+day=([0-9-]+))#/#)
        let usual = days.last { LocalDate(String($0.output.2)).map { exceptions[$0] == nil } ?? false }
        let address = try #require(usual).output.1.replacing("&amp;", with: "&")
        let page = try await get(String(address), agent).text
        return page.matches(of: #/name="slot" value="(\d+)"/#).map { String($0.output.1) }
    }

    func books(_ agent: String, channel: String = "phone") async throws -> Appointment {
        let slot = try #require(try await times(channel, agent).first)
        let held = try await post(
            "\(path)/booking/\(channel)", "slot=\(slot)&once=\(OpaqueID.random())", agent)
        let place = try #require(held.header("Location"))
        #expect(try await get(place, agent).text.contains(say("behalf.held.confirm")))
        #expect(try await post("\(place)/confirmation", "", agent).header("Location") == place)
        #expect(try await get(place, agent).header("Location") == "\(path)?done=booked")
        return try #require(try await stories.appointments.current(of: dossier))
    }

    func told() async throws -> [String] {
        try await stories.messages.history(subject: dossier.id.text).map(\.template)
            .filter { $0.hasPrefix("appointment.") }
    }

    func identity() -> String { stories.appointments.identity(of: dossier, procedure) }
}

@Suite struct `An appointment on somebody's behalf` {
    @Test func `is booked from the agents' share, told to the person and audited, each press once`()
        async throws
    {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let page = try await desk.get(desk.path, agent).text
            for channel in ["desk", "phone"] { #expect(page.contains("\(desk.path)/booking/\(channel)")) }
            let slot = try #require(try await desk.times("phone", agent).first)
            let root = "\(desk.path)/booking/phone"
            let once = "slot=\(slot)&once=\(OpaqueID.random())"
            let first = try await desk.post(root, once, agent).header("Location")
            let place = try #require(first)
            #expect(try await desk.post(root, once, agent).header("Location") == place)
            #expect(try await desk.get(place, agent).status == 200)
            for _ in 0..<2 {
                #expect(try await desk.post("\(place)/confirmation", "", agent).status == 303)
            }
            let booked = try #require(try await desk.stories.appointments.current(of: desk.dossier))
            #expect(booked.pool == .agents && booked.channel == .phone)
            #expect(booked.start.milliseconds == Int64(slot))
            #expect(try await desk.told() == ["appointment.confirmed"])
            #expect(try await desk.audited("appointment.confirm") == 1)
            #expect(try await desk.audited("appointment.viewed") == 1)
            #expect(try await desk.audited("appointment.places_viewed") == 2)
            let performers = try await desk.stories.postgres.query(
                "SELECT DISTINCT performer FROM casedesk.audit WHERE act LIKE 'appointment.%'")
            #expect(
                try performers.map { try $0.decode("performer", as: String.self).prefix(6) } == ["agent:"])
            let message = try await Postman(workspace: desk.stories).newest(holding: "/a/")
            #expect(message.text.contains("/ar/a/"))
            // What stands isn't booked again: the page leads back.
            #expect(try await desk.get(root, agent).header("Location") == desk.path)
            #expect(try await desk.get(desk.path, agent).text.contains(desk.say("behalf.move")))
        }
    }

    @Test func `is moved, and cancelled with a reason that the person reads in their language`() async throws
    {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.supervisor])
            let booked = try await desk.books(agent, channel: "desk")
            let one = "\(desk.path)/booking/desk/\(booked.id)"
            let slot = try #require(try await desk.times("desk", agent, moving: "/\(booked.id)/move").last)
            let once = "slot=\(slot)&once=\(OpaqueID.random())"
            for _ in 0..<2 {
                let moved = try await desk.post("\(one)/move", once, agent)
                #expect(moved.header("Location") == "\(desk.path)?done=moved")
            }
            let standing = try #require(try await desk.stories.appointments.current(of: desk.dossier))
            #expect(standing.start.milliseconds == Int64(slot) && standing.revision == booked.revision + 1)

            let asked = try await desk.get("\(one)/cancellation", agent)
            #expect(asked.status == 200)
            let unsaid = try await desk.post("\(one)/cancellation", "reason=nobody", agent)
            #expect(unsaid.status == 422 && unsaid.text.contains("summary-of-errors"))
            let reason = try #require(desk.stories.catalogue.cancellations(at: desk.dossier.post).first)
            for _ in 0..<2 {
                let gone = try await desk.post("\(one)/cancellation", "reason=\(reason.id)", agent)
                #expect(gone.header("Location") == "\(desk.path)?done=cancelled")
            }
            #expect(try await desk.stories.appointments.current(of: desk.dossier) == nil)
            #expect(
                try await desk.told() == [
                    "appointment.confirmed", "appointment.moved", "appointment.cancelled",
                ])
            let message = try await Postman(workspace: desk.stories).newest(holding: reason.label["ar"])
            #expect(message.text.contains(desk.dossier.reference.description))
            let detail = try await desk.stories.postgres.query(
                "SELECT detail::text AS d FROM casedesk.audit WHERE act = 'appointment.cancel'")
            #expect(try detail.map { try $0.decode("d", as: String.self).contains(reason.id.text) } == [true])
        }
    }

    @Test func `tells its reason too when the process died before it was recorded`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let booked = try await desk.books(agent)
            let stories = desk.stories
            let reason = try #require(stories.catalogue.cancellations(at: desk.dossier.post).last)
            _ = try await stories.booking.cancel(
                booked.id,
                request: AppointmentRequest(.agent("a1"), "cancel", because: reason.id, booked.id.value).text)
            try await stories.appointments.record(stories.booking.changes(of: booked.id))
            let message = try await Postman(workspace: stories).newest(holding: reason.label["ar"])
            #expect(message.text.contains(desk.dossier.reference.description))
        }
    }

    @Test func `is moved by the person's own link among the places of their own share`() async throws {
        let edited = try EditedRepository(
            "ministries/cd/posts/bruxelles/agenda.yaml", below: "# Other hours on one day",
            add: "reserved: [{pool: agents, counters: 1, until_days_before: 0}]")
        defer { edited.remove() }
        try await DeskGround.open(root: edited.root) { desk in
            let agent = try await desk.agent([.agent])
            let stories = desk.stories
            let booked = try await desk.books(agent)
            let taken = try #require(try await desk.times("phone", agent, moving: "/\(booked.id)/move").last)
            let start = Instant(milliseconds: try #require(Int64(taken)))
            let usual = try await stories.appointments.visit(of: desk.dossier)
            let held = try await stories.booking.hold(
                usual, from: start, for: "x", identity: nil, request: "x")
            try #require(held.appointment?.pool == .public)
            // The counter that is left is the agents'.
            #expect(try await desk.times("phone", agent, moving: "/\(booked.id)/move").contains(taken))
            let link = try #require(try await Postman(workspace: stories).newest(holding: "/a/").path("a"))
            let browser = Browser(desk.ground)
            let refused = try await browser.post("slot=\(taken)", to: "\(link)/move", from: link)
            let again = "\(link)/move?refused=taken&near=\(taken)"
            #expect(refused.header("Location") == again)
            let nearest = try await browser.get(again).text.matches(of: #/name="slot" value="(\d+)"/#)
                .map { String($0.output.1) }
            #expect(nearest.count == 5 && !nearest.contains(taken))
            let other = start + .minutes(-40)
            let moved = try await browser.post(
                "slot=\(other.milliseconds)", to: "\(link)/move", from: link)
            #expect(moved.header("Location") == link)
            let standing = try #require(try await stories.appointments.appointment(booked.id))
            #expect(standing.pool == .public && standing.channel == .web && standing.start == other)
        }
    }
}
