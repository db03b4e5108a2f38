import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

extension AppointmentGround {
    var inbound: InboundStory {
        InboundStory(
            dossiers: dossiers, conversations: conversations,
            texting: Texting(
                appointments: appointments, conversations: conversations,
                limits: RateLimits(redis: redis, keys: Keys(ministry: booking.ministry))),
            logger: Self.logger)
    }

    func sms(_ text: String, from number: String = "32470000001", id: String = OpaqueID.random())
        async throws -> InboundMessage
    {
        try #require(
            try await Inbound(messages: messages).sms(["from": number, "text": text, "id": id]))
    }

    /// Takes in an SMS of the person's; answers the last message that they were sent since, if there is one.
    @discardableResult
    func texts(_ text: String) async throws -> String? {
        let before = try await told().count
        try await inbound.take(sms(text))
        return try await told().dropFirst(before).last
    }

    /// A person is known by what we sent them.
    func isKnown() async throws {
        try await conversations.post("Bonjour", from: .agent("a1"), on: dossier, request: OpaqueID.random())
    }

    var code: String { dossier.reference.code }

    func place() async throws -> Appointment? { try await appointments.current(of: dossier) }
}

@Suite struct `A citizen with a telephone only` {
    @Test func `finds, chooses, confirms, moves and cancels`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            #expect(try await ground.texts("Bonjour, un RDV svp") == "sms.places")
            #expect(try await ground.texts("2") == "appointment.confirmed")
            let booked = try #require(try await ground.place())
            #expect(booked.state == .booked && booked.channel == .sms && booked.pool == .public)
            #expect(try await ground.current().facts.contains(.appointmentBooked))
            #expect(try await ground.texts("RDV") == "sms.nothing")
            #expect(try await ground.texts("OUI") == "sms.presence")
            #expect(try await ground.appointments.presence(at: booked) != nil)
            #expect(try await ground.texts("CHANGER") == "sms.code")
            #expect(try await ground.texts(ground.code) == "sms.places")
            #expect(try await ground.place()?.start == booked.start)
            #expect(try await ground.texts("3") == "appointment.moved")
            #expect(try await ground.place()?.start ?? booked.start > booked.start)
            #expect(try await ground.texts("INFO") == "sms.status")
            #expect(try await ground.texts("AIDE") == "sms.help")
            #expect(try await ground.texts("annuler") == "sms.code")
            #expect(try await ground.place()?.state == .booked)
            #expect(try await ground.texts("annuler \(ground.code)") == "appointment.cancelled")
            #expect(try await ground.place() == nil)
            #expect(
                try await ground.conversations.list(ground.dossier).filter { $0.direction == .in }.count == 11
            )
        }
    }

    @Test func `is answered in the language of their word from then on`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            for word in ["موعد", "١", "نعم"] { try await ground.texts(word) }
            let told = try await ground.messages.history(subject: ground.dossier.id.text)
            #expect(
                told.map(\.template) == [
                    "conversation.message", "sms.places", "appointment.confirmed", "sms.presence",
                ])
            #expect(told.map(\.locale) == ["fr", "ar", "ar", "ar"])
            try await ground.texts("INFO merci")
            #expect(try await ground.messages.history(subject: ground.dossier.id.text).last?.locale == "ar")
            try await ground.texts("statut")
            #expect(try await ground.messages.history(subject: ground.dossier.id.text).last?.locale == "fr")
        }
    }

    @Test func `is told until when they may not book, and appeals by SMS`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            for day in 0..<3 { _ = try await ground.missed(days: day) }
            for word in ["RDV", "ATTENTE"] {
                #expect(try await ground.texts(word) == "sms.nothing")
                #expect(try await ground.appointments.waiting(ground.dossier) == nil)
            }
            #expect(try await ground.texts("Contester: j'étais à l'hôpital") == "sms.received")
            let appealed = try await ground.appointments.absences(of: ground.dossier)
            #expect(appealed.map(\.state) == [.appealed, .noted, .noted])
            // Until somebody decides, it doesn't count: two misses bar nobody.
            #expect(try await ground.texts("RDV") == "sms.places")
        }
    }

    @Test func `leaves the waitlist by the code`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            try await ground.texts("attente")
            #expect(try await ground.texts("annuler") == "sms.code")
            #expect(try await ground.texts("annuler \(ground.code)") == "sms.waiting")
            #expect(try await ground.appointments.waiting(ground.dossier) == nil)
        }
    }

    @Test func `is told of the nearest places when theirs is gone, and of new ones when it is late`()
        async throws
    {
        try await withAppointments { ground in
            try await ground.isKnown()
            try await ground.texts("RDV 24/11")
            for index in 2...3 {
                let other = try await ground.submitted("+3247000000\(index)")
                _ = try await ground.appointments.hold(
                    AppointmentGround.at("09:00"), for: other, request: "h\(index)")
            }
            #expect(try await ground.texts("1") == "sms.places")
            #expect(try await ground.place() == nil)
            #expect(try await ground.texts("PLUS") == "sms.places")
            ground.clock.set(AppointmentGround.saturday + .hours(5))
            #expect(try await ground.texts("1") == "sms.places")
            #expect(try await ground.place() == nil)
            #expect(try await ground.texts("1") == "appointment.confirmed")
        }
    }

    @Test func `is asked which request they mean`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            let draft = try await ground.dossiers.start(
                id("p05"), at: id("bruxelles"), for: ground.person, locale: "fr")
            try await ground.postgres.query(
                """
                UPDATE casedesk.dossiers SET state = 'submitted', submitted_at = now()
                WHERE id = \(draft.id.text)
                """)
            #expect(try await ground.texts("INFO") == "sms.which")
            try await ground.texts("B")
            let told = try await ground.messages.history(subject: draft.id.text)
            #expect(told.map(\.template) == ["sms.status"])
            // Only one of them wants an appointment.
            #expect(try await ground.texts("RDV") == "sms.places")
        }
    }

    @Test func `who writes a letter is told once a day that it arrived`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            #expect(try await ground.texts("Ma sœur peut-elle venir à ma place ?") == "sms.received")
            #expect(try await ground.texts("Elle a sa carte avec elle, bien sûr") == nil)
            ground.clock.set(AppointmentGround.saturday + .days(1))
            #expect(try await ground.texts("Personne ne me répond à ce sujet") == "sms.received")
            #expect(try await ground.texts("Contester: j'étais malade") == "sms.received")
            let stored = try await ground.postgres.query(
                "SELECT row_to_json(d)::text AS line FROM casedesk.sms_dialogues d")
            #expect(try !stored.contains { try $0.decode("line", as: String.self).contains("malade") })
        }
    }

    @Test func `isn't cancelled by whoever forges their number`() async throws {
        try await withAppointments { ground in
            _ = try await ground.booked()
            for text in ["NON", "OUI", "1", "ANNULER AAAA", "CHANGER", "1", "2", "A", "ANNULER 2345", "NON"] {
                try await ground.texts(text)
            }
            #expect(try await ground.place()?.start == AppointmentGround.at("10:00"))
        }
    }
}

@Suite struct `A number that nobody knows` {
    @Test func `is told once a day where the site is, and nothing else`() async throws {
        try await withAppointments { ground in
            for text in ["RDV", "OUI", "Bonjour"] {
                try await ground.inbound.take(ground.sms(text, from: "32479999999"))
            }
            let unknown: SQL = "channels.messages WHERE template = 'sms.unknown'"
            #expect(try await ground.count(unknown) == 1)
            #expect(try await ground.count("channels.messages") == 1)
            #expect(try await ground.count("casedesk.conversation WHERE dossier IS NULL") == 3)
            ground.clock.set(AppointmentGround.saturday + .days(1))
            try await ground.inbound.take(ground.sms("RDV", from: "32479999999"))
            #expect(try await ground.count(unknown) == 2)
            let rows = try await ground.postgres.query(
                "SELECT row_to_json(m)::text AS line FROM channels.messages m")
            #expect(try !rows.contains { try $0.decode("line", as: String.self).contains("479999999") })
        }
    }
}
