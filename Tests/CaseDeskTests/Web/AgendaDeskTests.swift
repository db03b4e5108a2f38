import Channels
import Foundation
import PostgresClient
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

/// The agenda's pages as a supervisor presses them.
struct AgendaPages {
    let desk: DeskGround
    let cookie: String
    let post: PostProfile

    init(_ desk: DeskGround, cookie: String) throws {
        self.desk = desk
        self.cookie = cookie
        post = try #require(desk.stories.catalogue.post(desk.dossier.post))
    }

    var text: String {
        get async throws { try #require(try await desk.stories.agendaDesk.current(at: post)).text }
    }

    var base: String {
        get async throws { try #require(try await desk.stories.agendaDesk.current(at: post)).hash }
    }

    func press(_ act: String, text: String, _ fields: [String: String] = [:]) async throws
        -> Transfer.HTTPResponse
    {
        try await send("/fr/desk/agenda", fields.merging(["act": act, "text": text]) { $1 })
    }

    func publish(_ text: String, base: String, note: String = "pourquoi") async throws
        -> Transfer.HTTPResponse
    {
        try await send("/fr/desk/agenda/publication", ["text": text, "base": base, "note": note])
    }

    private func send(_ path: String, _ fields: [String: String]) async throws -> Transfer.HTTPResponse {
        let body = fields.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
        return try await desk.post(path, body, cookie)
    }

    private func encoded(_ text: String) -> String {
        text.replacing("\n", with: "\r\n").addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

/// What a textarea of the page holds.
func typed(in page: Transfer.HTTPResponse) throws -> String {
    let found = try #require(page.text.firstMatch(of: #/<textarea id="text"[^>]*>\n([^<]*)<\/textarea>/#))
    return String(found.output.1).replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
        .replacing("&amp;", with: "&").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
}

@Suite struct `The agenda on the desk` {
    @Test func `is a supervisor's, and every look is noted`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent, .cashier])
            let supervisor = try await desk.agent([.supervisor])
            let elsewhere = try await desk.agent([.supervisor], post: "elsewhere")
            for path in ["", "/history", "/versions/0", "/versions/0/agenda.yaml"] {
                #expect(try await desk.get("/fr/desk/agenda\(path)", agent).status == 403)
                #expect(try await desk.get("/fr/desk/agenda\(path)", elsewhere).status == 404)
                #expect(try await desk.get("/fr/desk/agenda\(path)", supervisor).status == 200)
            }
            #expect(try await desk.get("/fr/desk/agenda/versions/7", supervisor).status == 404)
            let noted = try await desk.stories.postgres.query(
                "SELECT act FROM casedesk.audit WHERE act LIKE 'agenda.%' ORDER BY id"
            ).map { try $0.decode("act", as: String.self) }
            #expect(noted == ["agenda.viewed", "agenda.history", "agenda.viewed", "agenda.exported"])
            #expect(try await desk.post("/fr/desk/agenda", "act=preview&text=x", agent).status == 403)
        }
    }

    @Test func `keeps what was typed and shows each mistake at its line`() async throws {
        try await DeskGround.open { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let wrong = try await pages.text.replacing("Europe/Brussels", with: "Europe/Brüssel & <b>")
            let page = try await pages.press("preview", text: wrong)
            #expect(page.status == 422)
            #expect(try typed(in: page) == wrong)
            #expect(
                page.text.contains("is no time zone") && page.text.contains("Europe/Brüssel &amp; &lt;b&gt;"))
            let other = try await pages.text.replacing("base: 5", with: "base: 15")
            #expect(try await pages.press("preview", text: other).status == 422)
            #expect(try await pages.publish(other, base: try await pages.base).status == 422)
            #expect(try await desk.stories.agendaDesk.history(of: pages.post).isEmpty)
        }
    }

    @Test func `takes a closure by a small form, shows its effect and carries it out`() async throws {
        try await DeskGround.open { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let stories = desk.stories
            let days = try await stories.appointments.days(for: desk.dossier, count: 20)
            let day = try #require(days.last { $0.starts > 0 }).date
            let slot = try #require(try await stories.appointments.slots(for: desk.dossier, on: day).first)
            let held = try #require(
                try await stories.appointments.hold(slot.start, for: desk.dossier, request: "h").appointment)
            _ = try await stories.appointments.confirm(held.id, for: desk.dossier, request: "c")

            let missing = try await pages.press(
                "closure", text: try await pages.text, ["closure-from": "\(day)"])
            #expect(missing.status == 422 && missing.text.contains("href=\"#closure-reason-fr\""))
            let edited = try await pages.press(
                "closure", text: try await pages.text,
                [
                    "closure-from": "\(day)", "closure-reason-fr": "Grève", "closure-reason-ar": "إضراب",
                    "closure-reason-ln": "Bato ya mosala batiki mosala",
                    "closure-reason-en": "Strike", "closure-reason-sw": "Mgomo",
                ])
            #expect(edited.status == 200)
            let text = try typed(in: edited)
            #expect(text.contains("fr: \"Grève\"") && text.contains("# A desk group is a set of counters"))

            let elsewhere = text.replacing("zone: Europe/Brussels", with: "zone: Africa/Kinshasa")
            let refused = try await pages.press("preview", text: elsewhere)
            #expect(refused.status == 422 && refused.text.contains("write zone: Europe/Brussels"))

            let before = try await pages.base
            let effect = try await pages.press("preview", text: text)
            #expect(effect.status == 200 && !effect.text.contains(desk.dossier.reference.description))
            #expect(effect.text.contains(TestWords.words.text("desk.agenda.unfit_text", in: "fr")))
            #expect(try await pages.publish(text, base: before, note: " ").status == 422)
            for _ in 0..<2 {
                let published = try await pages.publish(text, base: before)
                #expect(published.header("Location") == "/fr/desk/agenda/versions/1")
            }
            let run = try #require(
                try await stories.appointments.displacement.runs(of: pages.post.id.text).first)
            #expect(run.reason == .agenda)
            try await stories.appointments.passDisplacements()
            for _ in 0..<2 { try await stories.appointments.displace(held.id, in: run.id) }
            #expect(try await stories.appointments.appointment(held.id)?.state == .displaced)
            #expect(try await stories.appointments.kept(for: held.id) != nil)
            #expect(try await stories.appointments.slots(for: desk.dossier, on: day).isEmpty)
            let versions = try await stories.agendaDesk.history(of: pages.post)
            #expect(versions.count == 1 && versions[0].published != nil)
            #expect(try await stories.agendaDesk.finish() == 0)
            let told = try await stories.messages.history(subject: desk.dossier.id.text).map(\.template)
            #expect(told.count { $0 == "appointment.displaced" } == 1)
        }
    }

    @Test func `tells the second of two supervisors who was first, and goes back to any version`()
        async throws
    {
        try await DeskGround.open { desk in
            let first = try AgendaPages(desk, cookie: try await desk.agent([.supervisor], name: "Awa"))
            let second = try AgendaPages(desk, cookie: try await desk.agent([.supervisor], name: "Binta"))
            let (file, base) = (try await first.text, try await first.base)
            let three = file.replacing("counters: 2", with: "counters: 3")
            let four = file.replacing("counters: 2", with: "counters: 4")
            #expect(try await first.publish(three, base: base).status == 303)
            for page in [
                try await second.press("preview", text: four, ["base": base]),
                try await second.publish(four, base: base),
            ] {
                #expect(page.status == 409 && page.text.contains("Awa"))
                #expect(try typed(in: page) == four)
                #expect(page.text.contains("<ins>+ ") && page.text.contains("counters: 4"))
                #expect(page.text.contains(AgendaVersion.hash(of: three)))
            }
            let history = try await desk.get("/ar/desk/agenda/history", second.cookie)
            #expect(history.text.contains("/ar/desk/agenda/versions/0") && history.text.contains("Awa"))
            let exported = try await desk.get("/fr/desk/agenda/versions/1/agenda.yaml", second.cookie)
            #expect(String(decoding: exported.body, as: UTF8.self) == three)
            #expect(try await second.publish(file, base: try await second.base, note: "retour").status == 303)
            #expect(try await second.text == file)
            #expect(desk.stories.booking.agendas == desk.stories.catalogue.agendas)
        }
    }

    @Test func `finishes what a crash left undone`() async throws {
        try await DeskGround.open { desk in
            let pages = try AgendaPages(desk, cookie: try await desk.agent([.supervisor]))
            let stories = desk.stories
            let current = try #require(try await stories.agendaDesk.current(at: pages.post))
            let closed = current.text.replacing(
                "2026-12-25\n        to: 2027-01-03", with: "2026-11-01\n        to: 2030-01-03")
            _ = try await stories.booking.publish(
                closed, over: current.source, base: current.hash, by: "agent", note: "n",
                at: stories.clock.now
            ) { _, _ in }
            #expect(try await stories.agendaDesk.finish() == 1)
            #expect(try await stories.agendaDesk.finish() == 0)
            let days = try await stories.appointments.days(for: desk.dossier, count: 40)
            #expect(days.allSatisfy { $0.starts == 0 })
        }
    }
}
