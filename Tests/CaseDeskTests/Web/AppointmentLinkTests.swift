import Channels
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The link to an appointment` {
    @Test(arguments: [("fr", "marie@example.org"), ("ar", "0470123456")])
    func `shows it, takes the yes, moves and cancels it without coming in`(locale: String, contact: String)
        async throws
    {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin(contact, locale: locale, on: ground)
            try await citizen.walk.handsIn()
            let id = Appointment.ID(String(try await citizen.walk.books().split(separator: "/").last ?? ""))
            let booking = ground.site.workspace.booking
            let say = Phrases(words: ground.site.words, locale: locale)
            let message = try await Postman(workspace: ground.site.workspace).newest(holding: "/a/")
            let link = try #require(message.path("a"))

            let browser = Browser(ground)
            let page = try await browser.get(link)
            #expect(page.status == 200 && page.text.contains(say("web.booked.presence_button")))
            #expect(!page.text.contains("marie") && !page.text.contains("Kabeya"))
            for look in ["move", "cancellation"] {
                #expect(try await browser.get("\(link)/\(look)").status == 200)
            }
            let before = try #require(try await booking.appointment(id))
            #expect(before.state == .booked)

            _ = try await browser.post("", to: "\(link)/presence", from: link)
            #expect(try await browser.get(link).text.contains(say("web.booked.presence_confirmed")))
            #expect(try await ground.site.workspace.appointments.presence(at: before) != nil)
            #expect(try await browser.get("\(link)/calendar.ics").text.hasPrefix("BEGIN:VCALENDAR"))

            let days = try await browser.get("\(link)/move").text
            let day = try #require(days.firstMatch(of: #/href="([^"]+day=[^"#]+)#/#)).output.1
            let times = String(day).replacing("&amp;", with: "&")
            let slots = try await browser.get(times).text.matches(of: #/name="slot" value="(\d+)"/#)
            let slot = try #require(slots.last).output.1
            let moved = try await browser.post("slot=\(slot)", to: "\(link)/move", from: times)
            #expect(moved.header("Location") == link)
            #expect(try await booking.appointment(id)?.start.milliseconds == Int64(slot))

            let cancelled = try await browser.post("", to: "\(link)/cancellation")
            #expect(cancelled.header("Location") == "\(link)/cancelled")
            #expect(try await browser.get("\(link)/cancelled").status == 200)
            #expect(try await booking.appointment(id)?.state == .cancelled)
            #expect(try await citizen.dossier.facts.contains(.appointmentBooked) == false)
            #expect(try await browser.get(link).text.contains(say("web.booked.over_title")))
            // Each of them was told, and stands in the person's timeline.
            let story = try await citizen.browser.get(citizen.walk.path).text
            let reference = TemplateValue.text(
                try await citizen.dossier.reference.description.replacing("-", with: "\u{2011}"))
            for template in [
                "dossier.submitted", "appointment.confirmed", "appointment.moved", "appointment.cancelled",
            ] {
                let subject = try ground.site.workspace.messages.subject(
                    of: template, in: locale, ["reference": reference])
                #expect(story.contains(HTML(text: subject).string), "\(template)")
            }
        }
    }

    @Test func `that nobody made shows and changes nothing`() async throws {
        try await SiteGround.open { ground in
            let browser = Browser(ground)
            for page in ["", "/move", "/cancellation", "/cancelled", "/calendar.ics"] {
                let answer = try await browser.get("/fr/a/\(Token().text)\(page)")
                #expect(answer.status == 422)
            }
        }
    }
}
