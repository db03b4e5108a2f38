import CaseDesk
import Channels
import PostgresClient
import Scheduler
import Testing

@Suite struct `A message from a person` {
    private func story(_ ground: AppointmentGround) -> InboundStory { ground.inbound }

    private func sms(
        _ text: String, from number: String = "32470000001", id: String, _ ground: AppointmentGround
    ) async throws -> InboundMessage {
        try await ground.sms(text, from: number, id: id)
    }

    @Test(arguments: ["NON", "annuler", "لا", "إلغاء"])
    func `cancels the appointment by a word and its code, once`(word: String) async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let word = "\(word) \(ground.code)"
            let message = try await sms(word, id: "1", ground)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { try await story(ground).take(message) } }
                try await group.waitForAll()
            }
            _ = try await ground.reader.pass()
            #expect(try await ground.appointments.appointment(booked.id)?.state == .cancelled)
            #expect(try await ground.told() == ["appointment.confirmed", "appointment.cancelled"])
            #expect(try await ground.conversations.list(ground.dossier).map(\.text) == [word])
        }
    }

    @Test func `that comes a second time leaves alone what was booked after it`() async throws {
        try await withAppointments { ground in
            _ = try await ground.booked()
            let message = try await sms("NON \(ground.code)", id: "1", ground)
            try await story(ground).take(message)
            let next = try await ground.booked("11:00")
            try await story(ground).take(message)
            #expect(try await ground.appointments.appointment(next.id)?.state == .booked)
        }
    }

    @Test(arguments: ["OUI", "نعم"]) func `confirms that they will come`(word: String) async throws {
        try await withAppointments { ground in
            let booked = try await ground.booked()
            let message = try await sms(word, id: "1", ground)
            try await story(ground).take(message)
            try await story(ground).take(message)
            #expect(try await ground.appointments.presence(at: booked) != nil)
            #expect(
                try await ground.count("casedesk.audit WHERE act = 'appointment.presence_confirmed'") == 1)
            let moved = try await ground.appointments.move(
                booked.id, to: AppointmentGround.at("11:00"), by: .agent("a1"), request: "m")
            let appointment = try #require(moved.appointment)
            #expect(try await ground.appointments.presence(at: appointment) == nil)
        }
    }

    @Test func `lands in the dossier, sealed, whatever it says`() async throws {
        try await withAppointments { ground in
            _ = try await ground.booked()
            let text = "Non, j’arrive à 10 h avec ma sœur"
            let message = try await sms(text, id: "1", ground)
            try await story(ground).take(message)
            let lines = try await ground.conversations.list(ground.dossier)
            #expect(lines.map(\.text) == [text] && lines[0].medium == .sms && lines[0].direction == .in)
            #expect(try await ground.appointments.current(of: ground.dossier)?.state == .booked)
            let rows = try await ground.postgres.query(
                "SELECT row_to_json(c)::text AS line FROM casedesk.conversation c")
            #expect(try !rows.contains { try $0.decode("line", as: String.self).contains("arrive") })
            #expect(try await ground.count("casedesk.audit WHERE act = 'conversation.in'") == 1)
        }
    }

    @Test func `from nobody we know is kept aside and is no error`() async throws {
        try await withAppointments { ground in
            let message = try await sms("Bonjour", from: "32479999999", id: "9", ground)
            try await story(ground).take(message)
            try await story(ground).take(message)
            #expect(try await ground.count("casedesk.conversation WHERE dossier IS NULL") == 1)
            #expect(try await ground.conversations.list(ground.dossier) == [])
        }
    }
}

@Suite struct `A conversation` {
    @Test func `sends the person what an agent writes, once, and keeps their answer`() async throws {
        try await withAppointments { ground in
            for _ in 0..<2 {
                try await ground.conversations.post(
                    "Apportez l’original, s’il vous plaît.", from: .agent("a1"), on: ground.dossier,
                    request: "r1")
            }
            #expect(try await ground.told() == ["conversation.message"])
            try await ground.conversations.post(
                " Merci \n", from: .citizen(ground.person), on: ground.dossier, request: "r1")
            let lines = try await ground.conversations.list(ground.dossier)
            #expect(lines.map(\.direction) == [.out, .in])
            #expect(lines.last?.text == "Merci")
            #expect(try await ground.told().count == 1)
        }
    }

    @Test(arguments: [("  \n", ConversationRefusal.empty), (String(repeating: "a", count: 5_001), .tooLong)])
    func `refuses what is no line`(text: String, refusal: ConversationRefusal) async throws {
        try await withAppointments { ground in
            await #expect(throws: refusal) {
                try await ground.conversations.post(
                    text, from: .citizen(ground.person), on: ground.dossier, request: "r")
            }
        }
    }
}
