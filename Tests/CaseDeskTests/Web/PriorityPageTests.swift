import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The page of a priority` {
    @Test func `gives one with a reason and takes it back, and the person never reads why`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let page = "\(desk.path)/priority"
            let rules = try #require(try await desk.stories.priorities.rules(for: desk.dossier))
            let reason = try #require(rules.reasons(for: .vulnerable).first)
            let asked = try await desk.get(page, agent)
            #expect(asked.status == 200 && asked.text.contains(HTML(text: reason.label["fr"]).string))
            #expect(!asked.text.contains("value=\"none\""))
            let citizen = try await desk.ground.site.sessions.open(.citizen(person: desk.dossier.person))
            let places = "/ar/d/\(desk.dossier.id)/appointment"
            let own = Phrases(words: desk.ground.site.words, locale: "ar")
            func kept() async throws -> Bool {
                let page = try await desk.get(places, "__Host-citizen=\(citizen.text)")
                #expect(page.status == 200)
                #expect(!page.text.contains(reason.label["ar"]) && !page.text.contains("Fauteuil"))
                for name in DossierPriority.allCases {
                    #expect(!page.text.contains(own("behalf.priority.\(name.rawValue)")))
                }
                return page.text.contains(HTML(text: own("behalf.kept")).string)
            }
            #expect(try await !kept())

            let unsaid = try await desk.post(
                page, "priority=vulnerable&reason=&note=Fauteuil&once=0123456789", agent)
            #expect(unsaid.status == 422 && unsaid.text.contains("Fauteuil</textarea>"))
            #expect(unsaid.text.contains("href=\"#reason-vulnerable\""))
            #expect(try await desk.post(page, "priority=other&once=0123456789", agent).status == 400)
            let given = "priority=vulnerable&reason=\(reason.id)&note=Fauteuil&once=0123456789"
            for _ in 0..<2 {
                let done = try await desk.post(page, given, agent)
                #expect(done.header("Location") == "\(desk.path)?done=priority")
            }
            #expect(try await desk.audited("priority.given") == 1)
            #expect(try await desk.audited("priority.viewed") == 1)
            #expect(try await kept())
            let standing = try await desk.get(page, agent).text
            #expect(standing.contains("Fauteuil") && standing.contains("value=\"none\""))
            #expect(
                try await desk.get(desk.path, agent).text.contains(desk.say("behalf.priority.vulnerable")))

            let back = try #require(rules.reasons(for: nil).first)
            let taken = try await desk.post(page, "priority=none&reason=\(back.id)&once=9876543210", agent)
            #expect(taken.status == 303)
            #expect(try await !kept())
            let nothing = try await desk.post(page, "priority=none&reason=\(back.id)&once=9876543211", agent)
            #expect(nothing.header("Location") == page)
            #expect(try await desk.audited("priority.taken_back") == 1)
        }
    }

    @Test(arguments: PageSamples.locales)
    func `has its words in every language`(locale: String) {
        let words = DossierPriority.allCases.map(\.rawValue) + [PriorityPage.takenBack]
        let keys = words.flatMap { word in
            ["", "give.", "button.", "past."].map { "behalf.priority.\($0)\(word)" }
        }
        let refusals = PriorityRefusal.allCases.map(\.key)
        let held = ["title", "until", "until_text", "confirm", "other"].map { "behalf.held.\($0)" }
        let channels = BehalfDesk.channels.flatMap {
            ["behalf.channel.\($0.rawValue)", "behalf.book_by.\($0.rawValue)"]
        }
        let done = [DeskDone.booked, .moved, .cancelled, .priority].map(\.key)
        for key in keys + refusals + held + channels + done {
            #expect(TestWords.words.has(key, in: locale), "\(key)")
        }
    }
}
