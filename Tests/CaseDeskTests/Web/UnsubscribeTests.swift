import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk
@testable import Channels

@Suite struct `The link to decline reminders` {
    private func message(_ ground: SiteGround) async throws -> Message.ID {
        let citizen = try await Citizen.begin("marie@example.org", on: ground)
        try await citizen.walk.handsIn()
        let rows = try await ground.site.workspace.postgres.query(
            "SELECT id FROM channels.messages WHERE medium = 'email' ORDER BY created_at DESC LIMIT 1")
        return Message.ID(try #require(rows.first).decode("id"))
    }

    private func verdict(_ lane: Lane, _ ground: SiteGround) async throws -> Suppression.Verdict {
        let workspace = ground.site.workspace
        let post = try #require(workspace.catalogue.posts.first)
        return try await Suppression(workspace.messages).verdict(
            "marie@example.org", on: .email, from: post.id.text, lane, isLegal: false)
    }

    @Test(arguments: ["fr", "ar"])
    func `asks first, and a press ends them at that post`(locale: String) async throws {
        try await SiteGround.open { ground in
            let id = try await message(ground)
            let key = UnsubscribeKey(ground.site.workspace.vault).text(for: id)
            let path = "/\(locale)/unsubscribe/\(key)"
            let say = Phrases(words: ground.site.words, locale: locale)
            let page = try await ground.get(path)
            #expect(page.status == 200 && page.text.contains(say("unsubscribe.button")))
            #expect(!page.text.contains("marie"))
            #expect(try await verdict(.reminder, ground) == .allowed)
            // A mail program presses without a page, a cookie or a token of ours.
            for _ in 0..<2 {
                let done = try await ground.post(path, "List-Unsubscribe=One-Click")
                #expect(done.status == 200 && done.text.contains(say("unsubscribe.done_title")))
            }
            guard case .refused(.unsubscribe, _, _) = try await verdict(.reminder, ground) else {
                return #expect(Bool(false), "a reminder would be sent")
            }
            guard case .allowedDespite(.unsubscribe, _, _) = try await verdict(.transactional, ground) else {
                return #expect(Bool(false), "an answer would be held back")
            }
        }
    }

    @Test func `opens nothing with a key that isn't ours`() async throws {
        try await SiteGround.open { ground in
            let id = try await message(ground)
            let key = UnsubscribeKey(ground.site.workspace.vault).text(for: id)
            for wrong in [
                "x", id.value + id.value, String(key.dropLast()) + (key.hasSuffix("0") ? "1" : "0"),
            ] {
                #expect(try await ground.get("/fr/unsubscribe/\(wrong)").status == 404)
                let pressed = try await ground.post("/fr/unsubscribe/\(wrong)", "List-Unsubscribe=One-Click")
                #expect(pressed.status == 404)
            }
            #expect(try await verdict(.reminder, ground) == .allowed)
        }
    }
}
