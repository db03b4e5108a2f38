import Channels
import Declared
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `A draft on the site` {
    @Test(arguments: PageSamples.locales)
    func `is filled in page by page, given its pieces, checked and handed in once`(locale: String)
        async throws
    {
        try await SiteGround.open { ground in
            for procedure in ground.catalogue.procedures {
                let walk = try await Walk.begin(procedure, locale: locale, ground: ground)
                try await walk.answersEverything()
                try await walk.givesEveryPiece()
                let check = try await ground.get("\(walk.path)/check", walk.headers)
                #expect(check.status == 200)
                walk.readsItBack(on: check.text, locale)
                let form = try await ground.form(at: "\(walk.path)/check", cookie: walk.cookie)
                let first = try await ground.post("\(walk.path)/submit", "_token=\(form.token)", walk.headers)
                let second = try await ground.post(
                    "\(walk.path)/submit", "_token=\(form.token)", walk.headers)
                #expect(first.status == 303 && first.header("Location") == "\(walk.path)/done")
                #expect(second.status == 303)
                let done = try await ground.get("\(walk.path)/done", walk.headers)
                let dossier = try #require(try await ground.site.workspace.dossiers.load(walk.id))
                #expect(done.text.contains(dossier.reference.description))
                #expect(
                    try await ground.get(walk.path, walk.headers).text.contains(dossier.reference.description)
                )
                #expect(try await ground.get("/\(locale)/requests", walk.headers).text.contains(walk.path))
                if procedure.appointment?.stage == .beforeReview { try await walk.booksMovesAndCancels() }
            }
        }
    }

    @Test func `is as unknown to somebody else as one that never was`() async throws {
        try await SiteGround.open { ground in
            let procedure = try #require(ground.catalogue.procedures.first)
            let walk = try await Walk.begin(procedure, locale: "fr", ground: ground)
            let token = try await ground.site.sessions.open(.citizen(person: "somebody-else"))
            let stranger = [(name: "Cookie", value: "__Host-citizen=\(token.text)")]
            for page in ["form", "pieces", "check", "done"] {
                #expect(try await ground.get("\(walk.path)/\(page)", stranger).status == 404)
                #expect(try await ground.get("/fr/d/\(Dossier.ID())/\(page)", stranger).status == 404)
            }
            #expect(try await ground.get("\(walk.path)/form").status == 303)
        }
    }

    @Test func `keeps what was typed beside what is wrong`() async throws {
        try await SiteGround.open { ground in
            let procedure = try #require(ground.catalogue.procedures.first)
            let walk = try await Walk.begin(procedure, locale: "ar", ground: ground)
            let step = try #require(procedure.form.steps.first)
            let page = "\(walk.path)/form/\(step.id)"
            let form = try await ground.form(at: page, cookie: walk.cookie)
            let answer = try await ground.post(page, "_token=\(form.token)", walk.headers)
            #expect(answer.status == 422)
            #expect(answer.text.contains("summary-of-errors"))
        }
    }
}

/// One citizen's way through a draft, by what the procedure declares.
struct Walk {
    let procedure: Procedure
    let ground: SiteGround
    let id: Dossier.ID
    let path: String
    let cookie: String
    var headers: [(name: String, value: String)] { [("Cookie", cookie)] }

    static func begin(
        _ procedure: Procedure, locale: String, ground: SiteGround, person: String? = nil
    ) async throws -> Walk {
        let token = try await ground.site.sessions.open(
            .citizen(person: person ?? "person-\(procedure.id)-\(locale)"))
        let cookie = "__Host-citizen=\(token.text)"
        let begun = try await ground.get("/\(locale)/procedures/\(procedure.id)/begin", [("Cookie", cookie)])
        #expect(begun.status == 303)
        let parts = try #require(begun.header("Location")).split(separator: "/")
        return Walk(
            procedure: procedure, ground: ground, id: try #require(Dossier.ID(parts[2])),
            path: "/\(locale)/d/\(parts[2])", cookie: cookie)
    }

    func answersEverything() async throws {
        for _ in 0..<40 {
            let next = try #require(try await ground.get("\(path)/form", headers).header("Location"))
            guard next.contains("/form/") else { return }
            let name = try #require(next.split(separator: "/").last.map(String.init))
            let step = try #require(procedure.form.steps.first { $0.id.text == name })
            let form = try await ground.form(at: next, cookie: cookie)
            let body = step.fields.flatMap(inputs).map { "\($0)=\($1)" }.joined(separator: "&")
            let saved = try await ground.post(next, "_token=\(form.token)&\(body)", headers)
            #expect(saved.status == 303, "\(next)")
        }
        Issue.record("the form never ends")
    }

    func givesEveryPiece() async throws {
        guard let dossier = try await ground.site.workspace.dossiers.load(id) else { return }
        let missing = try await ground.site.workspace.dossiers.completeness(of: dossier).missingPieces
        for piece in missing {
            let form = try await ground.form(at: "\(path)/pieces", cookie: cookie)
            let body =
                "--XX\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n\(form.token)\r\n--XX\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"scan.pdf\"\r\n"
                + "Content-Type: application/pdf\r\n\r\n\(SamplePDF.text)\r\n--XX--\r\n"
            let given = try await ground.post(
                "\(path)/pieces/\(piece.id)", body, headers, type: "multipart/form-data; boundary=XX")
            #expect(given.status == 303 && given.header("Location") == "\(path)/pieces")
        }
    }

    /// Dates as they were typed, pieces by what came, and a count only where the fee counts something.
    func readsItBack(on page: String, _ locale: String) {
        let words = ground.site.words
        let date = LocalDate(year: 1985, month: 3, day: 27)
        #expect(page.contains("<bdi>\(date.map { words.show(.day($0), in: locale) } ?? "?")</bdi>"))
        let say = Phrases(words: words, locale: locale)
        let size = TemplateValue.text(FileSize(bytes: Int64(SamplePDF.text.utf8.count)).text(say))
        #expect(page.contains(say("web.pieces.received", ["type": .text("PDF"), "size": size])))
        for part in procedure.fee?.parts ?? [] {
            let label = HTML(text: part.label[locale]).string
            #expect(page.contains(label))
            #expect(page.contains("\(label) ×") == (part.perField != nil))
        }
    }

    /// Answers, pieces, and the button.
    func handsIn() async throws {
        try await answersEverything()
        try await givesEveryPiece()
        let form = try await ground.form(at: "\(path)/check", cookie: cookie)
        let sent = try await ground.post("\(path)/submit", "_token=\(form.token)", headers)
        #expect(sent.header("Location") == "\(path)/done")
    }

    /// Answers the page of the appointment, confirmed twice.
    func books() async throws -> String {
        let first = try await takesFirstPlace(from: "\(path)/appointment")
        let form = try await ground.form(at: first, cookie: cookie)
        for _ in 0..<2 {
            let confirmed = try await ground.post("\(first)/confirmation", "_token=\(form.token)", headers)
            #expect(confirmed.status == 303 && confirmed.header("Location") == first)
        }
        return first
    }

    func booksMovesAndCancels() async throws {
        let first = try await books()
        let form = try await ground.form(at: first, cookie: cookie)
        #expect(try await ground.get(first, headers).text.contains("<svg viewBox"))
        let stands = try await ground.site.workspace.dossiers.load(id)
        #expect(stands?.facts.contains(.appointmentBooked) == true)

        let moved = try await takesFirstPlace(from: "\(first)/move", choosing: 1)
        #expect(moved == first)
        #expect(try await ground.get("\(first)/cancellation", headers).status == 200)
        let cancelled = try await ground.post("\(first)/cancellation", "_token=\(form.token)", headers)
        #expect(cancelled.header("Location") == "\(first)/cancelled")
        #expect(try await ground.get("\(first)/cancelled", headers).status == 200)
        let free = try await ground.site.workspace.dossiers.load(id)
        #expect(free?.facts.contains(.appointmentBooked) == false && free?.appointment == nil)
    }

    /// Answers where the choice leads.
    private func takesFirstPlace(from page: String, choosing index: Int = 0) async throws -> String {
        let days = try await ground.get(page, headers).text
        let link = try #require(days.firstMatch(of: #/href="([^"]+day=[^"#]+)#/#))
        let day = String(link.output.1).replacing("&amp;", with: "&")
        let times = try await ground.get(day, headers).text
        let slots = times.matches(of: #/name="slot" value="(\d+)"/#).map { String($0.output.1) }
        let form = try await ground.form(at: day, cookie: cookie)
        let taken = try await ground.post(page, "_token=\(form.token)&slot=\(slots[index])", headers)
        return try #require(taken.header("Location"))
    }

    private func inputs(_ field: Field) -> [(String, String)] {
        let name = field.id.text
        switch field.kind {
        case .text, .longText: return [(name, "Kabeya")]
        case .integer(let range): return [(name, String(range.lowerBound))]
        case .email: return [(name, "kabeya%40example.org")]
        case .phone: return [(name, "%2B32470123456")]
        case .country: return [(name, "BE")]
        case .consent: return [(name, "yes")]
        case .choice(let choices): return [(name, choices.first?.value ?? "")]
        case .date(let rule):
            let year = rule == .future ? "2090" : "1985"
            return zip(field.inputs, ["27", "3", year]).map { ($0, $1) }
        }
    }
}

/// The smallest file that every reader takes for a PDF.
enum SamplePDF {
    static let text = """
        %PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
        trailer<</Root 1 0 R>>
        startxref
        0
        %%EOF

        """
}
