import Channels
import RedisClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `Who waits for a place` {
    @Test(arguments: [("fr", "marie@example.org"), ("ar", "0470123456")])
    func `is told by a message when one is given back, and takes it without coming in`(
        locale: String, contact: String
    ) async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin(contact, locale: locale, on: ground)
            try await citizen.walk.handsIn()
            let stories = ground.site.workspace
            let say = Phrases(words: ground.site.words, locale: locale)
            let path = "\(citizen.walk.path)/waitlist"
            let places = try await citizen.browser.get("\(citizen.walk.path)/appointment")
            #expect(places.text.contains("\(path)\""))
            #expect(try await citizen.browser.get(path).text.contains(say("web.waitlist.join")))
            _ = try await citizen.browser.post("", to: path, from: path)
            #expect(
                try await citizen.browser.get(path).text
                    .contains(say("web.waitlist.position", ["count": .integer(1)])))

            // Somebody else's place, given back, that has rested.
            let held = try await stories.booking.hold(
                try await stories.appointments.visit(of: citizen.dossier),
                from: try #require(
                    try await stories.appointments.days(for: citizen.dossier, count: 14)
                        .compactMap(\.first).first
                ).start, for: "other", identity: "other", request: "h")
            let other = try #require(held.appointment)
            _ = try await stories.booking.confirm(other.id, request: "c")
            _ = try await stories.booking.cancel(other.id, request: "x")
            let resting = Appointment.ID("\(other.id)-3")
            try await stories.ground.redis.send([
                "ZADD", "{\(stories.ground.ministry)}:booking:resting", "0", resting.value,
            ])
            #expect(try await stories.appointments.offerPlaces() == 1)
            #expect(try await stories.appointments.offerPlaces() == 0)

            let message = try await Postman(workspace: stories).newest(holding: "/a/")
            let link = try #require(message.path("a"))
            let anyone = Browser(ground)
            #expect(try await anyone.get(link).text.contains(say("web.held.confirm")))
            let taken = try await anyone.post("", to: "\(link)/confirmation", from: link)
            #expect(taken.header("Location") == link)
            #expect(try await anyone.get(link).text.contains(say("web.booked.title")))
            #expect(try await citizen.dossier.facts.contains(.appointmentBooked))

            try await stories.appointments.settleWaitlist(
                stories.booking.changes(of: try #require(citizen.dossier.appointment.map { .init($0) })))
            #expect(try await stories.appointments.waiting(citizen.dossier) == nil)
        }
    }

    @Test func `may leave the list, and is asked nothing more`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", locale: "fr", on: ground)
            try await citizen.walk.handsIn()
            let path = "\(citizen.walk.path)/waitlist"
            _ = try await citizen.browser.post("", to: path, from: path)
            _ = try await citizen.browser.post("", to: path, from: path)
            let stories = ground.site.workspace
            #expect(try await stories.appointments.waiting(citizen.dossier)?.position == 1)
            let left = try await citizen.browser.post("", to: "\(path)/end", from: path)
            #expect(left.header("Location") == "\(citizen.walk.path)/appointment")
            #expect(try await stories.appointments.waiting(citizen.dossier) == nil)
        }
    }
}
