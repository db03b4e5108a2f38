import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `What an agent asks for somebody` {
    @Test func `is refused with the nearest times where there is no place, and holds nothing`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let slot = try #require(try await desk.times("phone", agent).first)
            let start = Instant(milliseconds: try #require(Int64(slot)))
            let usual = try await desk.stories.appointments.visit(of: desk.dossier)
            for name in ["x", "y"] {
                let taken = try await desk.stories.booking.hold(
                    usual, from: start, for: name, identity: nil, request: name)
                try #require(taken.appointment != nil)
            }
            let root = "\(desk.path)/booking/phone"
            let once = "slot=\(slot)&once=\(OpaqueID.random())"
            for _ in 0..<2 {
                let refused = try await desk.post(root, once, agent)
                #expect(refused.status == 409)
                #expect(refused.text.contains(HTML(text: desk.say("web.places.taken")).string))
                #expect(refused.text.contains(HTML(text: desk.say("web.places.nearest")).string))
                let offered = refused.text.matches(of: #/name="slot" value="(\d+)"/#).map { $0.output.1 }
                #expect(offered.count == 5 && !offered.contains(Substring(slot)))
            }
            #expect(try await desk.stories.booking.appointments(of: desk.dossier.id.text).isEmpty)
            // One of the times that the refusal offers is taken by a press.
            let again = try await desk.post(root, once, agent)
            let other = try #require(again.text.firstMatch(of: #/name="slot" value="(\d+)"/#)).output.1
            let held = try await desk.post(root, "slot=\(other)&once=\(OpaqueID.random())", agent)
            #expect(held.status == 303)
        }
    }

    @Test func `is had by whom sanctions bar from booking alone`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            for day in 1...3 {
                try await desk.stories.postgres.query(
                    """
                    INSERT INTO casedesk.absences (appointment, dossier, post, identity, starts, noted_at)
                    VALUES (\("missed-\(day)"), \(desk.dossier.id.text), 'bruxelles', \(desk.identity()),
                        now() - \("\(day) days")::text::interval, now())
                    """)
            }
            let slot = try #require(try await desk.times("phone", agent).first)
            let alone = try await desk.stories.appointments.hold(
                Instant(milliseconds: try #require(Int64(slot))), for: desk.dossier, request: "alone")
            guard case .barred = alone.refusal?.reason else {
                Issue.record("not barred: \(alone)")
                return
            }
            #expect(try await desk.books(agent).state == .booked)
        }
    }

    @Test func `isn't a second one: the refusal says which stands`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let stories = desk.stories
            let phone = try #require(PhoneNumber("+32470123457"))
            let person = try await stories.people.person(
                reachedBy: .phone(phone), locale: "fr", in: stories.postgres)
            let other = try await stories.dossiers.start(
                desk.procedure.id, at: desk.dossier.post, for: person, locale: "fr")
            let times = try await desk.times("phone", agent)
            let (first, second) = (try #require(times.first), try #require(times.last))
            let usual = try await stories.appointments.visit(of: desk.dossier)
            let standing = try await stories.booking.hold(
                usual, from: Instant(milliseconds: try #require(Int64(first))), for: other.id.text,
                identity: desk.identity(), request: "h")
            let place = try #require(standing.appointment)
            _ = try await stories.booking.confirm(place.id, request: "c")
            let refused = try await desk.post(
                "\(desk.path)/booking/phone", "slot=\(second)&once=\(OpaqueID.random())", agent)
            #expect(refused.status == 409)
            #expect(refused.text.contains(HTML(text: desk.say("web.places.already")).string))
            #expect(refused.text.contains(other.reference.description))
            let post = try #require(stories.catalogue.post(desk.dossier.post))
            let when = TestWords.words.show(
                .dateTime(place.wall.date, place.wall.time, zone: nil), in: "fr")
            #expect(refused.text.contains(when) && refused.text.contains(HTML(text: post.name["fr"]).string))
            #expect(try await stories.appointments.current(of: desk.dossier) == nil)
        }
    }

    @Test func `is an agent's or a supervisor's of the post, by our own forms only`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let booked = try await desk.books(agent)
            let one = "\(desk.path)/booking/phone/\(booked.id)"
            let pages = ["\(one)/move", "\(one)/cancellation", "\(desk.path)/priority"]
            let forms = [
                "\(desk.path)/booking/phone", "\(one)/confirmation", "\(one)/move", "\(one)/cancellation",
                "\(desk.path)/priority",
            ]
            let elsewhere = try await desk.agent([.agent, .supervisor], post: "elsewhere")
            let administrator = try await desk.agent([.administrator])
            for page in pages { #expect(try await desk.get(page, administrator).status == 403, "\(page)") }
            let cashier = try await desk.agent([.cashier])
            for (cookie, status) in [(cashier, 403), (elsewhere, 404)] {
                for page in pages { #expect(try await desk.get(page, cookie).status == status, "\(page)") }
                for form in forms {
                    let fields = "slot=1&once=0123456789&reason=request&priority=urgent"
                    #expect(try await desk.post(form, fields, cookie).status == status, "\(form)")
                }
            }
            // Without the page's token, or with another session's, nothing is done.
            let token = try await desk.ground.form(at: "/fr/desk/arrival", cookie: elsewhere).token
            for form in forms {
                for fields in ["slot=1&once=0123456789", "_token=\(token)&slot=1&once=0123456789"] {
                    let forged = try await desk.ground.post(form, fields, [("Cookie", agent)])
                    #expect(forged.status == 403, "\(form)")
                }
            }
            #expect(try await desk.stories.appointments.current(of: desk.dossier) == booked)
            for wrong in ["booking/web", "booking/phone/\(OpaqueID.random())/move"] {
                #expect(try await desk.get("\(desk.path)/\(wrong)", agent).status == 404)
            }
            #expect(try await desk.post("\(one)/move", "slot=x&once=0123456789", agent).status == 400)
            #expect(
                try await desk.post("\(one)/move", "slot=\(booked.start.milliseconds)", agent).status == 400)
            #expect(try await !desk.get(desk.path, cashier).text.contains("/booking/"))
        }
    }
}
