import Channels
import PostgresClient
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `STOP and START` {
    private let grammar = TextingGrammar(
        TextingVocabulary(words: TestWords.words, locales: ["fr", "ar", "ln"]))

    @Test(arguments: [
        "STOP", "stop.", "Stop svp", "Bonjour, STOP", "arrêt", "ARRET", "Je ne veux plus de messages. STOP",
        "STOP\nMerci à vous", "إيقاف", "ايقاف", "إِيقَاف", "توقف", "لا أريد رسائل؛ إيقاف", "TIKA", "Bótíka !",
        "ستوب. STOP", "\u{200F}إيقاف\u{200F}",
    ])
    func `are heard in a sentence of their own, in any language`(text: String) {
        for spoken in ["fr", "ar", "ln"] {
            #expect(grammar.wish(text, spoken: spoken)?.action == .stop, "\(text)")
        }
    }

    @Test(arguments: ["START", "Reprendre svp", "STOP. START", "استئناف", "BANDA"])
    func `are lifted by a word, the last one counting`(text: String) {
        #expect(grammar.wish(text, spoken: "fr")?.action == .resume)
    }

    @Test(arguments: [
        "", "?!", "stop vos messages me dérangent la nuit", "l'arrêt du bus est loin", "RDV", "non",
        "annuler",
        "Tika nga nayebisa yo likambo moko ya ntina", "prendre",
    ])
    func `aren't heard where something else is meant`(text: String) {
        #expect(grammar.wish(text, spoken: "fr") == nil)
    }

    @Test func `are done at once, answered once, and lifted`() async throws {
        try await withAppointments { ground in
            try await ground.isKnown()
            let number = try #require(PhoneNumber("+32470000001"))
            let optOuts = SMSOptOuts(vault: ground.appointments.vault)
            let stop = try await ground.sms("Merci, c'est bon. STOP !")
            for _ in 0..<2 { try await ground.inbound.take(stop) }
            #expect(try await optOuts.stopped(number, in: ground.postgres) != nil)
            #expect(try await ground.told().suffix(1) == ["sms.stopped"])
            #expect(try await ground.texts("stop") == nil)
            #expect(try await ground.texts("استئناف") == "sms.resumed")
            #expect(try await ground.messages.history(subject: ground.dossier.id.text).last?.locale == "ar")
            #expect(try await optOuts.stopped(number, in: ground.postgres) == nil)
            #expect(try await ground.texts("START") == "sms.help")
            #expect(try await ground.texts("STOP") == "sms.stopped")
            let lines = try await ground.conversations.list(ground.dossier).filter { $0.direction == .in }
            #expect(lines.count == 5)
        }
    }

    @Test func `count for whoever sends them`() async throws {
        try await withAppointments { ground in
            let number = try #require(PhoneNumber("+32479999999"))
            let stop = try await ground.sms("STOP", from: "32479999999", id: "s1")
            for _ in 0..<2 { try await ground.inbound.take(stop) }
            let optOuts = SMSOptOuts(vault: ground.appointments.vault)
            #expect(try await optOuts.stopped(number, in: ground.postgres) != nil)
            #expect(
                try await ground.count("channels.messages WHERE template = 'sms.stopped' AND subject IS NULL")
                    == 1)
            #expect(try await ground.count("casedesk.conversation WHERE dossier IS NULL") == 1)
        }
    }
}
