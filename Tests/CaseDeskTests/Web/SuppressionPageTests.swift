import Channels
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The page of suppressed addresses` {
    private func suppress(_ desk: DeskGround, post: String?) async throws {
        try await Suppression(desk.stories.messages).add(
            "+32470123456", on: .sms, .manual, post: post, reason: "<b>asked</b>", in: desk.stories.postgres)
    }

    @Test(arguments: ["fr", "ar", "ln"])
    func `tells a supervisor why, and lifts it, once and on record`(locale: String) async throws {
        try await DeskGround.open { desk in
            try await suppress(desk, post: "bruxelles")
            let supervisor = try await desk.agent([.supervisor])
            let path = "/\(locale)/desk/suppressions"
            let say = Phrases(words: desk.ground.site.words, locale: locale)
            let page = try await desk.get(path, supervisor)
            #expect(
                page.status == 200 && page.text.contains(HTML(text: say("suppression.kind.manual")).string))
            #expect(page.text.contains("&lt;b&gt;asked") && !page.text.contains("32470123456"))
            let action = try #require(page.text.firstMatch(of: #/action="([^"]+lifting)"/#)).output.1
            for status in [303, 404] {
                #expect(try await desk.post(String(action), "", supervisor).status == status)
            }
            #expect(try await Suppression(desk.stories.messages).list().isEmpty)
            let empty = try await desk.get(path, supervisor)
            #expect(empty.text.contains(HTML(text: say("suppression.empty")).string))
            for (act, count) in [("suppression.listed", 2), ("suppression.lifted", 1)] {
                let rows = try await desk.stories.postgres.query(
                    "SELECT id FROM casedesk.audit WHERE act = \(act)")
                #expect(rows.count == count)
            }
        }
    }

    @Test func `is for supervisors, of their own post`() async throws {
        try await DeskGround.open { desk in
            try await suppress(desk, post: "bruxelles")
            let path = "/fr/desk/suppressions"
            #expect(try await desk.get(path, try await desk.agent([.agent])).status == 403)
            let entry = try #require(try await Suppression(desk.stories.messages).list().first)
            let elsewhere = try await desk.agent([.supervisor, .agent], post: "elsewhere")
            let lifting = "\(path)/\(entry.id)/lifting"
            #expect(try await desk.post(lifting, "", elsewhere).status == 404)
            #expect(try await Suppression(desk.stories.messages).list().count == 1)
        }
    }
}
