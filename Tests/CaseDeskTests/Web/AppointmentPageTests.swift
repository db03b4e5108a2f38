import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `An appointment on the site` {
    @Test func `leads to other places when its hold was lost`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let places = "\(citizen.walk.path)/appointment"
            let lost = "\(places)/\(OpaqueID.random())"
            let shown = try await citizen.browser.get(lost)
            let confirmed = try await citizen.browser.post(
                "", to: "\(lost)/confirmation", from: citizen.walk.path)
            for answer in [shown, confirmed] {
                #expect(answer.status == 303 && answer.header("Location") == "\(places)?refused=lapsed")
            }
        }
    }

    @Test func `is no more to be changed once the person has come`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let page = try await citizen.walk.books()
            #expect(try await citizen.browser.get(citizen.walk.path).text.contains(page))
            let id = Appointment.ID(String(page.split(separator: "/").last ?? ""))
            _ = try await ground.site.workspace.appointments.attend(id, by: .agent("awa"), request: "q")
            let after = try await citizen.browser.get(citizen.walk.path).text
            #expect(!after.contains("\(citizen.walk.path)/appointment"))
        }
    }
}
