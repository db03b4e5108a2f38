import Channels
import Scheduler
import Testing

@testable import CaseDesk

/// What the repository's own words make of an SMS.
private func read(_ text: String, spoken: String = "fr") -> TextingMessage {
    TextingGrammar(TextingVocabulary(words: TestWords.words, locales: ["fr", "ar"])).read(
        text, spoken: spoken)
}

@Suite struct `The grammar of SMS` {
    @Test(arguments: [
        ("RDV", TextingAction.find), ("rdv svp", .find), ("Bonjour, je voudrais un rendez-vous", .find),
        ("Rendez vous", .find), ("rendezvou", .find), ("RDV12/12", .find), ("PLUS", .more),
        ("autres dates", .more),
        ("OUI", .yes), ("oui.", .yes), (" Oui ! ", .yes), ("Oui merci", .yes), ("OUI, je confirme", .yes),
        ("d’accord", .yes), ("NON", .no), ("non merci", .no), ("Annuler", .cancel), ("ANNULÉR", .cancel),
        ("anuler", .cancel), ("annulr mon rdv", .cancel), ("J’annule", .cancel), ("Changer", .move),
        ("chager", .move), ("déplacer mon RDV svp", .move), ("ATTENTE", .wait), ("atente", .wait),
        ("liste d'attente", .wait), ("PRENDRE", .take), ("je la prends", .take), ("INFO", .status),
        ("statut", .status), ("état", .status), ("aide", .help), ("AIDE ?", .help), ("help", .help),
        ("STOP", .stop), ("Arrêt", .stop), ("Reprendre", .resume), ("start !", .resume),
        ("Contester j'étais à l'hôpital ce jour-là, voici ce qui est arrivé dans le train du matin", .appeal),
    ])
    func `knows a French word however it is typed`(text: String, action: TextingAction) {
        #expect(read(text).action == action)
        #expect(read(text, spoken: "ar").action == action)
        #expect(read(text).locale == "fr")
    }

    @Test(arguments: [
        ("موعد", TextingAction.find), ("أريد موعدًا من فضلكم", .find), ("نعم", .yes), ("نَعَمْ", .yes),
        ("أجل!", .yes),
        ("نـــعم", .yes), ("\u{200F}نعم\u{200F}", .yes), ("لا", .no), ("ﻻ", .no), ("إلغاء", .cancel),
        ("الغاء", .cancel), ("إلغاء الموعد", .cancel), ("تغيير", .move), ("تغيير الموعد", .move),
        ("انتظار", .wait),
        ("إنتظار", .wait), ("قبول", .take), ("معلومات", .status), ("معلومت", .status), ("مساعدة", .help),
        ("مساعده", .help), ("المزيد", .more), ("اعتراض كنت مريضا", .appeal), ("إيقاف", .stop),
        ("استئناف", .resume),
    ])
    func `knows an Arabic word however it is typed`(text: String, action: TextingAction) {
        #expect(read(text).action == action)
        #expect(read(text, spoken: "ar").action == action)
        #expect(read(text).locale == "ar")
    }

    @Test(arguments: [
        "", "?!", "👍", "Non, j’arrive à 10 h avec ma sœur", "oui mais", "نعم ولكن", "Bonjour", "12",
        "Je vous écris pour savoir pourquoi ma demande dure et si je peux annuler le paiement d'hier",
        "RDC", "stop vos messages me dérangent la nuit", "plus jamais ça",
    ])
    func `hears no word in a sentence`(text: String) {
        let message = read(text)
        #expect(message.action == nil && message.choice == nil && message.letter == nil)
    }

    @Test(arguments: [
        ("1", 1), (" 2.", 2), ("le 3 svp", 3), ("n°2", 2), ("choix 1", 1), ("je prends le 2", 2), ("ok 2", 2),
        ("٢", 2),
        ("۳", 3), ("رقم ١", 1), ("4", 4), ("２", 2),
    ])
    func `reads a number in any digits`(text: String, choice: Int) {
        #expect(read(text).choice == choice && read(text).action == nil)
    }

    @Test(arguments: [("A", 0), ("b.", 1), ("la B svp", 1), ("c", 2), ("أ", 0), ("ب", 1), ("ا", 0)])
    func `reads the letter of a list`(text: String, letter: Int) {
        #expect(read(text).letter == letter && read(text).action == nil)
    }

    @Test(arguments: [
        ("RDV 12/12", TextingDay.date(day: 12, month: 12, year: nil)),
        ("rdv le 12.12.2026", .date(day: 12, month: 12, year: 2026)),
        ("RDV 5-1-27", .date(day: 5, month: 1, year: 27)),
        ("rdv 2026-12-05", .date(day: 5, month: 12, year: 2026)),
        ("RDV 3 décembre", .date(day: 3, month: 12, year: nil)),
        ("rdv 3 dec 2026", .date(day: 3, month: 12, year: 2026)),
        ("RDV LUNDI", .weekday(.monday)), ("rdv lundi 7 decembre", .date(day: 7, month: 12, year: nil)),
        ("rdv mercrdi svp", .weekday(.wednesday)), ("RDV demain", .ahead(1)), ("rdv aujourd’hui", .ahead(0)),
        ("12/12", .date(day: 12, month: 12, year: nil)), ("mardi", .weekday(.tuesday)),
        ("موعد ١٢/١٢", .date(day: 12, month: 12, year: nil)),
        ("موعد الاثنين", .weekday(.monday)), ("موعد يوم الخميس", .weekday(.thursday)),
        ("RDV 2/3/26", .date(day: 2, month: 3, year: 26)),
        ("موعد 3 ديسمبر", .date(day: 3, month: 12, year: nil)), ("RDV 99", .unreadable),
    ])
    func `reads the day that is wished`(text: String, day: TextingDay) {
        #expect(read(text).day == day)
    }

    @Test(arguments: [
        "NON GH2K", "annuler gh2k", "Annuler mon rdv GH-2K svp", "ANNULER G H 2 K", "إلغاء GH2K",
        "CHANGER gh2k lundi",
    ])
    func `reads the last characters of a reference`(text: String) {
        #expect(read(text).code == "GH2K")
        #expect(read(text).action != nil)
    }

    @Test func `reads a whole reference, and a code alone`() {
        for _ in 0..<300 {
            let reference = Reference.random()
            #expect(read("annuler \(reference) svp").code == reference.code)
            #expect(read("annuler \(reference.text.lowercased())").code == reference.code)
            #expect(read("NON \(reference.code)").code == reference.code)
            #expect(read(" \(reference.code.lowercased()). ").code == reference.code)
        }
        #expect(read("gh2k").action == nil)
        #expect(read("annuler mon rdv").code == nil)
    }

    @Test func `keeps the language of a person where a word belongs to several`() {
        #expect(read("ok", spoken: "ar").locale == "ar" && read("ok", spoken: "fr").locale == "fr")
        #expect(read("oui", spoken: "ar").locale == "fr" && read("2", spoken: "ar").locale == nil)
    }

    @Test func `survives any nonsense`() {
        let parts = [
            "rdv", "12", "/", "oui", "نعم", "gh2k", "é", "\u{200F}", "👍", " ", "lundi", "-", "A", "\u{0}",
        ]
        for _ in 0..<3_000 {
            _ = read((0..<Int.random(in: 0...9)).map { _ in parts.randomElement() ?? "" }.joined())
        }
    }
}

@Suite struct `A wished day` {
    private let saturday = LocalDate("2026-11-21") ?? LocalDate(ordinal: 0)

    @Test(arguments: [
        (TextingDay.weekday(.monday), "2026-11-23"), (.weekday(.saturday), "2026-11-28"),
        (.ahead(0), "2026-11-21"),
        (.ahead(1), "2026-11-22"), (.date(day: 21, month: 11, year: nil), "2026-11-21"),
        (.date(day: 20, month: 11, year: nil), "2027-11-20"),
        (.date(day: 5, month: 1, year: 27), "2027-01-05"),
        (.date(day: 5, month: 1, year: 2027), "2027-01-05"),
    ])
    func `is the next one of its name`(day: TextingDay, date: String) {
        #expect(day.date(today: saturday) == LocalDate(date))
    }

    @Test(arguments: [
        TextingDay.unreadable, .date(day: 31, month: 2, year: nil), .date(day: 1, month: 13, year: nil),
        .date(day: 20, month: 11, year: 2026), .date(day: 0, month: 1, year: nil),
    ])
    func `is none when no calendar shows it or it is over`(day: TextingDay) {
        #expect(day.date(today: saturday) == nil)
    }

    /// In Brussels the clocks go back on 25 October 2026: that Sunday has 25 hours.
    @Test(arguments: [
        ("2026-10-24T21:59:00Z", "2026-10-25"), ("2026-10-24T22:00:00Z", "2026-10-26"),
        ("2026-10-25T00:30:00Z", "2026-10-26"), ("2026-10-25T01:30:00Z", "2026-10-26"),
        ("2026-10-25T22:59:00Z", "2026-10-26"), ("2026-10-25T23:00:00Z", "2026-10-27"),
    ])
    func `is counted from the day of the post's wall`(instant: String, tomorrow: String) throws {
        let seconds = try #require(try? Instant.parse(instant))
        let today = try Zone("Europe/Brussels").wall(at: seconds).date
        #expect(TextingDay.ahead(1).date(today: today) == LocalDate(tomorrow))
    }
}

extension Instant {
    fileprivate static func parse(_ text: String) throws -> Instant {
        let wall = try #require(LocalDateTime(String(text.dropLast())))
        return try Zone("UTC").instant(of: wall)
    }
}
