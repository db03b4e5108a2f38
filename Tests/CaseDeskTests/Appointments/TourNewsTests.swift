import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

/// A tour to the Azores, two hours behind Brussels.
private func withTour(_ body: (AppointmentGround, Appointment) async throws -> Void) async throws {
    let edited = try TourRepository(on: LocalDate("2026-12-05") ?? AppointmentGround.tuesday)
    defer { edited.remove() }
    try await withAppointments(root: edited.root) { ground in
        let date = try #require(LocalDate("2026-12-05"))
        let slots = try await ground.appointments.slots(
            for: ground.dossier, at: .tour("azores"), on: date)
        let held = try await ground.appointments.hold(
            try #require(slots.first).start, for: ground.dossier, at: .tour("azores"), request: "h")
        let hold = try #require(held.appointment)
        let booked = try await ground.appointments.confirm(hold.id, for: ground.dossier, request: "c")
        try await body(ground, try #require(booked.appointment))
    }
}

@Suite struct `An appointment on a tour` {
    @Test(arguments: ["appointment.confirmed", "appointment.moved", "appointment.reminder"])
    func `is told by SMS with its city and its clock`(template: String) async throws {
        try await withTour { ground, place in
            let news = ground.appointments.news
            let dossier = try await ground.current()
            var letter = DossierLetters.Letter(
                template: template, event: "e", dossier: dossier,
                procedure: try await ground.dossiers.procedure(of: dossier),
                link: NarrowLink(purpose: .appointment, object: place.id.value), linkExpiry: place.end)
            letter.values["when"] = .dateTime(place.wall.date, place.wall.time, zone: nil)
            letter.there = news.whereabouts(of: place, dossier)
            let values = news.letters.values(of: letter, link: "https://consulat.example/a")
            let sms = try ground.messages.preview(template, on: .sms, in: "fr", values)
            #expect(sms.contains("09:00 à Ponta Delgada"), "\(sms)")
            #expect(SMSText(sms).segments <= 2, "\(sms)")
            letter.there = nil
            let here = news.letters.values(of: letter, link: "https://consulat.example/a")
            let said = try ground.messages.preview(template, on: .sms, in: "fr", here)
            #expect(!said.contains("Ponta"))
        }
    }

    @Test func `stands in a calendar with the address and the zone of its city`() async throws {
        try await withTour { ground, place in
            #expect("\(place.wall)" == "2026-12-05T09:00:00" && place.zone == "Atlantic/Azores")
            let file = try await ground.appointments.calendarFile(of: place, dossier: ground.dossier)
            #expect(file.contains("DTSTART;TZID=Atlantic/Azores:20261205T090000"), "\(file)")
            #expect(file.contains("TZID:Atlantic/Azores") && file.contains("Salle du port"), "\(file)")
        }
    }

    @Test func `is reminded of by the clock of its city`() async throws {
        try await withTour { ground, place in
            ground.clock.set(place.start - .days(2))
            try await ground.appointments.remind(place.id, revision: place.revision, .twoDays)
            #expect(try await ground.told() == ["appointment.confirmed", "appointment.reminder"])
            #expect(Ahead.twoDays.instant(before: place) == place.start - .days(2))
        }
    }

    @Test func `is spoken of by SMS with its city, and moved within it`() async throws {
        try await withTour { ground, place in
            #expect(try await ground.texts("INFO") == "sms.status")
            let phrases = TextingPhrases(
                words: TestWords.words,
                vocabulary: TextingVocabulary(words: TestWords.words, locales: ["fr"]), locale: "fr",
                zone: try Zone(place.zone), city: "Ponta Delgada")
            #expect(
                phrases.when(.booked(place.id, start: place.start)) == "sam 05/12 09:00 (Ponta Delgada)")
            let openings = try await ground.appointments.openings(
                for: ground.dossier, moving: place.id, from: nil)
            #expect(!openings.isEmpty && openings.allSatisfy { $0.wall.date == place.date })
        }
    }

    @Test func `is expected on the day of its city`() async throws {
        try await withTour { _, place in
            let zone = try Zone("Atlantic/Azores")
            let midnight = zone.start(of: place.date)
            #expect(!place.isToday(at: midnight - .minutes(1)) && place.isToday(at: midnight))
            #expect(place.isToday(at: zone.start(of: place.date + 1) - .minutes(1)))
        }
    }
}
