import Channels
import Declared
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `Closing a desk group` {
    private let path = "/fr/desk/displacement"
    private let closure =
        "group=guichets&from_date=2030-01-07&from_time=09:00&to_date=2030-01-07&to_time=12:00&reason=premises"
        + "&words_fr=Eau&words_ar=Eau&words_ln=Mai&words_en=Water&words_sw=Maji"

    @Test func `is shown first, then done once, and audited`() async throws {
        try await DeskGround.open { desk in
            let chief = try await desk.agent([.supervisor])
            let say = Phrases(words: desk.ground.site.words, locale: "fr")
            #expect(try await desk.get(path, chief).text.contains(say("displacement.desk.see")))
            let preview = try await desk.post("\(path)/preview", closure, chief)
            #expect(preview.status == 200)
            #expect(preview.text.contains(HTML(text: say("displacement.desk.confirm")).string))
            #expect(try await desk.stories.appointments.displacement.runs(of: "bruxelles").isEmpty)

            for _ in 0..<2 {
                let done = try await desk.post(path, "\(closure)&once=0123456789", chief)
                #expect(done.header("Location") == "\(path)/0123456789")
            }
            let run = try #require(
                try await desk.stories.appointments.displacement.runs(of: "bruxelles").first)
            #expect(run.reason == .premises && run.words["fr"] == "Eau")
            let audited = try await desk.stories.postgres.query(
                "SELECT id FROM casedesk.audit WHERE act = 'displacement.declared'")
            #expect(audited.count == 1)
            #expect(try await desk.get("\(path)/\(run.id)", chief).status == 200)
            let elsewhere = try await desk.agent([.supervisor], post: "elsewhere")
            #expect(try await desk.get("\(path)/\(run.id)", elsewhere).status == 404)
        }
    }

    @Test func `says what to correct, and loses nothing that was typed`() async throws {
        try await DeskGround.open { desk in
            let chief = try await desk.agent([.supervisor])
            let say = Phrases(words: desk.ground.site.words, locale: "fr")
            for (wrong, mended, key) in [
                ("to_date=2030-01-07", "to_date=2030-01-06", "displacement.refusal.backwards"),
                ("from_date=2030-01-07", "from_date=", "displacement.desk.date_missing"),
                ("words_ar=Eau", "words_ar=", "displacement.desk.words_missing"),
                ("group=guichets", "group=nowhere", "displacement.refusal.unknown"),
            ] {
                for target in ["\(path)/preview", path] {
                    let typed = closure.replacing(wrong, with: mended) + "&once=0123456789"
                    let answer = try await desk.post(target, typed, chief)
                    #expect(answer.status == 422, "\(mended)")
                    #expect(answer.text.contains(HTML(text: say(key)).string), "\(mended)")
                    #expect(answer.text.contains("value=\"Eau\""))
                }
            }
            #expect(try await desk.stories.appointments.displacement.runs(of: "bruxelles").isEmpty)
        }
    }

    @Test func `is a supervisor's, and the waitlist's order too`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let page = try await desk.get(path, agent)
            #expect(page.status == 200 && !page.text.contains("name=\"from_date\""))
            #expect(try await desk.post(path, "\(closure)&once=0123456789", agent).status == 403)

            try await desk.stories.appointments.wait(for: desk.dossier)
            let standing = try #require(
                try await desk.stories.appointments.standings(at: desk.dossier.post.text).first)
            #expect(standing.position == 1)
            let entry = "/fr/desk/waitlist/\(standing.id)"
            #expect(
                try await desk.get("/fr/desk/waitlist", agent).text
                    .contains(desk.dossier.reference.description))
            #expect(try await desk.get(entry, agent).status == 403)

            let chief = try await desk.agent([.supervisor])
            #expect(try await desk.get(entry, chief).status == 200)
            #expect(try await desk.post("\(entry)/priority", "priority=5", chief).status == 422)
            #expect(try await desk.post("\(entry)/priority", "priority=5&reason=health", chief).status == 303)
            let preferred = try await desk.stories.appointments.standing(standing.id)
            #expect(preferred?.entry.priority == 5)
            let removal = "removal_reason=request"
            #expect(try await desk.post("\(entry)/removal", removal, chief).status == 303)
            #expect(try await desk.stories.appointments.standings(at: "bruxelles").isEmpty)
            for act in ["waitlist.preferred", "waitlist.removed"] {
                let audited = try await desk.stories.postgres.query(
                    "SELECT id FROM casedesk.audit WHERE act = \(act)")
                #expect(audited.count == 1, "\(act)")
            }
        }
    }
}
