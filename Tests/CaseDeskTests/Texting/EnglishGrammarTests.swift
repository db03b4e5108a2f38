import Channels
import Scheduler
import Testing

@testable import CaseDesk

/// What the repository's own words make of an SMS of somebody who speaks English.
private func read(_ text: String, spoken: String = "en") -> TextingMessage {
    TextingGrammar(TextingVocabulary(words: TestWords.words, locales: ["fr", "ar", "ln", "en", "sw"])).read(
        text, spoken: spoken)
}

@Suite struct `English by SMS` {
    @Test(arguments: [
        ("BOOK", TextingAction.find), ("Hello, I'd like to book an appointment please", .find),
        ("apointment", .find), ("Appt", .find), ("MORE", .more), ("more dates please", .more),
        ("YES", .yes), ("Yes, I’ll come", .yes), ("ok thanks", .yes), ("NO", .no), ("no thank you", .no),
        ("CANCEL", .cancel), ("cancle", .cancel), ("Sorry I can't make it", .cancel),
        ("CHANGE", .move), ("move my appointment to friday", .move), ("WAIT", .wait),
        ("waiting list please", .wait), ("TAKE", .take), ("I'll take it", .take), ("STATUS", .status),
        ("Where is my request?", .status), ("HELP", .help), ("how do I book?", .help), ("STOP", .stop),
        ("Appeal I was in hospital that day and this is what happened on the train in the morning", .appeal),
    ])
    func `is understood however it is typed`(text: String, action: TextingAction) {
        #expect(read(text).action == action)
        #expect(read(text, spoken: "fr").action == action)
    }

    @Test(arguments: [
        "Thank you", "yes but can my sister come", "No, I will arrive at 10 with my sister",
        "I am waiting for my document since three weeks, where is it", "When will my passport be ready?",
    ])
    func `is left to the agents in a sentence`(text: String) {
        #expect(read(text).action == nil && read(text).choice == nil)
    }

    @Test(arguments: [
        ("BOOK 12/12", TextingDay.date(day: 12, month: 12, year: nil)),
        ("book on 12th December", .date(day: 12, month: 12, year: nil)),
        ("book 1st of Dec 2026", .date(day: 1, month: 12, year: 2026)),
        ("book the 3rd of May", .date(day: 3, month: 5, year: nil)), ("BOOK MONDAY", .weekday(.monday)),
        ("book mon please", .weekday(.monday)), ("book tomorrow", .ahead(1)),
    ])
    func `names days as people write them`(text: String, day: TextingDay) {
        #expect(read(text).day == day)
    }

    /// Four letters without I, L, O and U could end a reference.
    @Test(arguments: ["cancel appt", "CANCEL THE APPT PLEASE", "change my appt", "change date"])
    func `has words after a word that are no code`(text: String) {
        #expect(read(text).action != nil && read(text).code == nil)
    }

    @Test func `takes nothing from those who speak French`() {
        #expect(read("mon", spoken: "fr").day == nil)
        #expect(read("mon rdv svp", spoken: "fr").action == .find)
        #expect(read("n°2", spoken: "fr").choice == 2)
    }
}
