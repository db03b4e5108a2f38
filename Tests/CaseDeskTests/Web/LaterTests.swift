import Channels
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `A draft that is left` {
    @Test(arguments: [("fr", "marie@example.org"), ("ar", "0470123456")])
    func `sends the way back, once, and is found again by it`(locale: String, contact: String) async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin(contact, locale: locale, on: ground)
            let browser = citizen.browser
            let form = try #require(
                try await browser.get("\(citizen.walk.path)/form").header("Location"))
            for _ in 0..<2 {
                let left = try await browser.post("_later=yes", to: form)
                #expect(left.header("Location") == "\(citizen.walk.path)/later")
            }
            #expect(try await browser.get("\(citizen.walk.path)/later").status == 200)
            let workspace = ground.site.workspace
            let link = try #require(try await Postman(workspace: workspace).newest(holding: "/l/").path("l"))
            #expect(try await workspace.messages.history(subject: citizen.walk.id.text).count == 1)
            #expect(try await Browser(ground).get(link).status == 200)
            #expect(try await browser.get(link).header("Location") == citizen.walk.path)
        }
    }
}

@Suite struct `A conversation on the site` {
    @Test func `writes each press once, and shows what was written`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let (browser, page) = (citizen.browser, citizen.walk.path)
            let sent = try await browser.press(
                "message=Bonjour+%3Cb%3E", to: "\(page)/messages", from: page, times: 2)
            #expect(sent.map(\.status) == [303, 303])
            let lines = try await ground.site.workspace.conversations.list(try await citizen.dossier)
            #expect(lines.map(\.text) == ["Bonjour <b>"])
            #expect(try await browser.get(page).text.contains("Bonjour &lt;b&gt;"))
        }
    }

    @Test func `says what is wrong and keeps what was typed`() async throws {
        try await SiteGround.open { ground in
            let citizen = try await Citizen.begin("marie@example.org", on: ground)
            try await citizen.walk.handsIn()
            let (browser, page) = (citizen.browser, citizen.walk.path)
            let empty = try await browser.post("message=+", to: "\(page)/messages", from: page)
            #expect(empty.status == 422 && empty.text.contains("summary-of-errors"))
            let long = String(repeating: "longueur+", count: 600)
            let refused = try await browser.post("message=\(long)", to: "\(page)/messages", from: page)
            #expect(refused.status == 422 && refused.text.contains("longueur longueur"))
        }
    }
}
