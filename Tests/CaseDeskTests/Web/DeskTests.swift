import Channels
import Declared
import HTTPTypes
import Scheduler
import Testing
import Transfer

@testable import CaseDesk

@Suite struct `The desk` {
    @Test func `opens to agents only`() async throws {
        try await DeskGround.open { desk in
            let citizen = try await desk.ground.site.sessions.open(.citizen(person: desk.dossier.person))
            for route in CaseDeskRoutes.all where route.audience == .agent && route.method == .get {
                let path = route.pattern.replacing("{locale}", with: "fr")
                    .replacing("{dossier}", with: desk.dossier.id.text)
                    .replacing(#/{[a-z]+}/#, with: "x")
                for cookie in ["", "__Host-agent=\(citizen.text)", "__Host-citizen=\(citizen.text)"] {
                    let answer = try await desk.get(path, cookie)
                    #expect(
                        answer.status == 303 && answer.header("Location") == "/fr/desk/sign-in", "\(path)")
                }
            }
        }
    }

    @Test func `keeps another post's dossiers unknown`() async throws {
        try await DeskGround.open { desk in
            let elsewhere = try await desk.agent([.agent, .cashier, .supervisor], post: "elsewhere")
            let piece = try #require(try await desk.stories.pieces.all(of: desk.dossier).first)
            let action = try desk.action(with: .requestCorrection)
            for page in ["", "/pieces/\(piece.id)", "/act/\(action.id)", "/waiver"] {
                #expect(try await desk.get("\(desk.path)\(page)", elsewhere).status == 404)
            }
            #expect(
                try await desk.post("\(desk.path)/payment", "till=guichet-1&amount=1", elsewhere).status
                    == 404)
            let central = try await desk.agent([.agent], post: nil)
            #expect(try await desk.get(desk.path, central).status == 200)
        }
    }

    @Test func `gives each role its own acts`() async throws {
        try await DeskGround.open { desk in
            let administrator = try await desk.agent([.administrator])
            #expect(try await desk.get(desk.path, administrator).status == 403)
            let agent = try await desk.agent([.agent])
            let due = try #require(desk.dossier.quote?.due.minor)
            let payment = "till=guichet-1&amount=\(due)"
            #expect(try await desk.post("\(desk.path)/payment", payment, agent).status == 403)
            #expect(try await desk.get("\(desk.path)/waiver", agent).status == 403)
            let sign = try desk.action(with: .issueOutputs)
            #expect(try await desk.get("\(desk.path)/act/\(sign.id)", agent).status == 403)
            #expect(try await desk.stories.payments.payment(of: desk.dossier.id) == nil)
        }
    }

    @Test func `finds a dossier by its reference, its phone and its name`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let queue = try await desk.get("/fr/desk", agent)
            #expect(queue.status == 200 && queue.text.contains(desk.dossier.reference.description))
            let found = try await desk.get("/fr/desk?q=\(desk.dossier.reference)", agent)
            #expect(found.header("Location") == desk.path)
            for words in ["%2B32470123456", "mboscript"] {
                let page = try await desk.get("/fr/desk?q=\(words)", agent)
                #expect(page.text.contains(desk.path), "\(words)")
            }
            #expect(try await desk.get("/fr/desk?q=nobody", agent).text.contains(desk.path) == false)
        }
    }

    @Test func `shows what a person wrote, and runs none of it`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent, .cashier, .supervisor])
            for path in [desk.path, "/fr/desk", "/ar/desk/d/\(desk.dossier.id)"] {
                let page = try await desk.get(path, agent).text
                #expect(page.contains("Mbo&lt;script&gt;"))
                #expect(!page.contains("<script>alert") && !page.contains("scan<b>"))
            }
        }
    }

    @Test func `notes every look at a piece before it shows it`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let piece = try #require(try await desk.stories.pieces.all(of: desk.dossier).first)
            for look in 1...2 {
                let answer = try await desk.get("\(desk.path)/pieces/\(piece.id)", agent)
                #expect(answer.status == 200 && answer.body == Array(SamplePDF.text.utf8))
                #expect(answer.header("Content-Type") == "application/pdf")
                #expect(answer.header("Content-Disposition")?.hasPrefix("inline; filename=") == true)
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(
                    answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
                #expect(try await desk.audited("piece.viewed") == look)
            }
            #expect(try await desk.get("\(desk.path)/pieces/\(Piece.ID())", agent).status == 404)
        }
    }
}

@Suite struct `An arrow taken at the desk` {
    @Test func `shows first what the person will receive, in their language`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let action = try desk.action(with: .requestCorrection)
            let path = "\(desk.path)/act/\(action.id)"
            #expect(try await desk.get(path, agent).status == 200)
            #expect(try await desk.post("\(path)/preview", "reason=none", agent).status == 422)
            let reason = try #require(action.reasons.first.flatMap { desk.procedure.flow.reason($0) })
            let preview = try await desk.post("\(path)/preview", "reason=\(reason.id)&note=abc", agent)
            #expect(preview.status == 200)
            #expect(preview.text.contains(desk.dossier.reference.description))
            #expect(preview.text.contains("<h3>SMS</h3>") && preview.text.contains("طلبكم"))
            #expect(try await desk.stories.dossiers.load(desk.dossier.id)?.revision == desk.dossier.revision)
        }
    }

    @Test func `is taken by one of two agents, and the other reads who was first`() async throws {
        try await DeskGround.open { desk in
            let first = try await desk.agent([.agent], name: "Amina Kalala")
            let second = try await desk.agent([.agent], name: "Second")
            let action = try desk.action(with: .requestCorrection)
            let piece = try #require(desk.procedure.pieces.first)
            let fields =
                "reason=\(action.reasons[0])&piece=\(piece.id)&note=abc&revision=\(desk.dossier.revision)"
            let path = "\(desk.path)/act/\(action.id)"
            let done = try await desk.post(path, fields, first)
            #expect(done.status == 303 && done.header("Location") == "\(desk.path)?done=dossier.done")
            let again = try await desk.post(path, fields, first)
            #expect(again.status == 303)
            let lost = try await desk.post(path, fields, second)
            #expect(lost.status == 409 && lost.text.contains("Amina Kalala"))
            let messages = try await desk.stories.messages.history(subject: desk.dossier.id.text)
            #expect(messages.filter { action.notify.contains($0.template) }.count == 1)
            let page = try await desk.get(desk.path, first)
            #expect(page.status == 200 && page.text.contains("Amina Kalala"))
            let reached = try #require(desk.procedure.flow.state(action.to)?.label["fr"])
            #expect(page.text.contains("<span class=\"what\"><bdi>\(reached)</bdi></span>"))
        }
    }

    @Test func `says what is missing instead of being taken`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let action = try desk.action(with: .confirmOriginals)
            let path = "\(desk.path)/act/\(action.id)"
            let paid = TestWords.words.text("desk.guard.paid", in: "fr")
            #expect(try await desk.get(path, agent).text.contains(paid))
            let refused = try await desk.post(path, "revision=\(desk.dossier.revision)", agent)
            #expect(refused.status == 409 && refused.text.contains(paid))
        }
    }
}

@Suite struct `The counter` {
    @Test func `takes the fee once, whole, into a till of the post`() async throws {
        try await DeskGround.open { desk in
            let cashier = try await desk.agent([.cashier])
            let due = try #require(desk.dossier.quote?.due.minor)
            let path = "\(desk.path)/payment"
            #expect(try await desk.get(desk.path, cashier).text.contains("name=\"till\""))
            #expect(try await desk.post(path, "till=guichet-1&amount=1", cashier).status == 422)
            #expect(try await desk.post(path, "till=mine&amount=\(due)", cashier).status == 422)
            for _ in 0..<2 {
                let paid = try await desk.post(path, "till=guichet-1&amount=\(due)", cashier)
                #expect(paid.status == 303)
            }
            let payment = try #require(try await desk.stories.payments.payment(of: desk.dossier.id))
            #expect(payment.receipt?.number == 1)
            let page = try await desk.get(desk.path, cashier)
            let receipt = try #require(payment.receipt)
            #expect(page.text.contains(receipt.description))
            #expect(try await desk.audited("payment.counter") == 1)
        }
    }

    @Test func `lets nobody off without words`() async throws {
        try await DeskGround.open { desk in
            let supervisor = try await desk.agent([.supervisor])
            let path = "\(desk.path)/waiver"
            #expect(try await desk.get(path, supervisor).status == 200)
            #expect(try await desk.post(path, "reason=+", supervisor).status == 422)
            #expect(try await desk.post(path, "reason=indigent", supervisor).status == 303)
            #expect(try await desk.stories.payments.payment(of: desk.dossier.id)?.means == .waiver)
        }
    }

    @Test func `knows who comes, and when`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let appointments = desk.stories.appointments
            let days = try await appointments.days(for: desk.dossier, count: 20)
            let day = try #require(days.last { $0.starts > 0 })
            let slot = try #require(try await appointments.slots(for: desk.dossier, on: day.date).first)
            let held = try await appointments.hold(slot.start, for: desk.dossier, request: "hold-1")
            let place = try #require(held.appointment)
            _ = try await appointments.confirm(place.id, for: desk.dossier, request: "confirm-1")

            let page = try await desk.get("/fr/desk/day?date=\(day.date)", agent)
            #expect(page.status == 200 && page.text.contains(desk.dossier.reference.description))
            let post = try #require(desk.stories.catalogue.post(desk.dossier.post))
            #expect(page.text.contains(post.city["fr"]) && !page.text.contains(post.zone.name))
            let yes = TestWords.words.text("desk.day.presence_confirmed", in: "fr")
            #expect(!(try await desk.get(desk.path, agent).text.contains(yes)))
            let booked = try #require(try await appointments.appointment(place.id))
            try await appointments.confirmPresence(
                at: booked, of: desk.dossier, by: .citizen(desk.dossier.person))
            #expect(try await desk.get(desk.path, agent).text.contains(yes))
            let when = "code=\(appointments.arrivalText(place))&once=\(OpaqueID.random())"
            let early = try await desk.post("/fr/desk/arrival", when, agent)
            #expect(early.status == 422)
            let elsewhere = try await desk.agent([.agent], post: "elsewhere")
            let other = try await desk.post("/fr/desk/arrival", when, elsewhere)
            #expect(other.text.contains(TestWords.words.text("desk.arrival.unknown", in: "fr")))
            let forged = try await desk.post("/fr/desk/arrival", "code=\(place.id)-0&once=12345678", agent)
            #expect(forged.text.contains(TestWords.words.text("desk.arrival.unknown", in: "fr")))
        }
    }

    @Test func `sends what an agent writes once`() async throws {
        try await DeskGround.open { desk in
            let agent = try await desk.agent([.agent])
            let path = "\(desk.path)/messages"
            #expect(try await desk.post(path, "message=+&once=12345678", agent).status == 422)
            for _ in 0..<2 {
                #expect(try await desk.post(path, "message=Bonjour&once=12345678", agent).status == 303)
            }
            let lines = try await desk.stories.conversations.list(desk.dossier)
            #expect(lines.map(\.text) == ["Bonjour"])
        }
    }
}

@Suite struct `The development outbox` {
    @Test func `is no page where messages leave`() async throws {
        try await SiteGround.open { ground in
            let page = try await ground.get("/outbox")
            #expect(page.status == 404)
        }
        try await SiteGround.open(showsOutbox: true) { ground in
            let list = try await ground.get("/outbox")
            let unknown = try await ground.get("/outbox/none")
            #expect(list.status == 200 && unknown.status == 404)
        }
    }
}
