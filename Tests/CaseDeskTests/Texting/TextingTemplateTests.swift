import Channels
import Declared
import Foundation
import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `The texts of SMS` {
    static let locales = ["fr", "ar", "ln", "en", "sw"]
    private let templates = MessageTemplates(
        directory: "\(TestWords.root)/message-templates", words: TestWords.words)

    /// The longest that occur.
    private func values(_ locale: String, _ name: String, _ choice: String) throws -> [String: TemplateValue]
    {
        let arabic = locale == "ar"
        let when = arabic ? "ثلاثاء 24/11 10:00" : "mar 24/11 10:00"
        let title = String((arabic ? "شهادة التسجيل القنصلي" : "Attestation d'inscription").prefix(24))
        let all: [String: TemplateValue] = [
            "reference": .text("ABCD-EFGH-K"), "code": .text("FGHK"), "procedure": .text(title),
            "phone": .text("+32 2 555 01 00"), "when": .text(when), "place": .integer(120),
            "site": .link("https://e-consulaire.diplomatie.gouv.cd"), "state": .text(title),
            "places": .text("1: \(when), 2: \(when), 3: \(when)"),
            "until": .text("22:30"),
            "choices": .text("A: \(title.prefix(20)) \(when), B: \(title.prefix(20)) \(when)"),
            "why": .choice(choice), "what": .choice(choice), "standing": .choice(choice),
        ]
        let declared = try templates.template(name).variables.keys
        return all.filter { declared.contains($0.key) }
    }

    private static let choices: [String: [String]] = [
        "sms.places": TextingReply.Reason.allCases.map(\.rawValue),
        "sms.none": TextingReply.Reason.allCases.map(\.rawValue),
        "sms.waiting": TextingReply.Wait.allCases.map(\.rawValue),
        "sms.nothing": TextingReply.Nothing.allCases.map(\.rawValue) + ["barred"],
        "sms.received": TextingReply.Letter.allCases.map(\.rawValue), "sms.code": ["move", "cancel"],
        "sms.status": ["free", "missed", "waiting", "offered", "booked", "displaced", "settled"],
    ]

    @Test(arguments: TextingLetters.templates, locales)
    func `take two segments at most, in every case`(name: String, locale: String) throws {
        for choice in Self.choices[name] ?? ["-"] {
            let text = try templates.sms(name, in: locale, values(locale, name, choice)).text
            let sms = SMSText(text)
            #expect(sms.segments <= 2, "\(locale) \(choice) \(sms.units) \(sms.forcedBy): \(text)")
            #expect(locale == "ar" || sms.encoding == .gsm7, "\(locale) \(choice) \(sms.forcedBy): \(text)")
            #expect(!text.contains("{") && !text.contains("}"))
        }
    }

    /// A word in capitals is one to send: it must be heard as something.
    @Test(arguments: TextingLetters.templates, ["fr", "en", "sw"])
    func `name only words that are heard`(name: String, locale: String) throws {
        let grammar = TextingGrammar(TextingVocabulary(words: TestWords.words, locales: Self.locales))
        for choice in Self.choices[name] ?? ["-"] {
            let text = try templates.sms(name, in: locale, values(locale, name, choice)).text
            for word in text.split(whereSeparator: { !$0.isLetter }) where word.count > 3 {
                guard word == word.uppercased(), !["ABCD", "EFGH", "FGHK"].contains(word) else { continue }
                let said = grammar.read(String(word), spoken: locale)
                #expect(said.action != nil || said.day != nil, "\(name): \(word)")
            }
        }
    }

    @Test func `shorten titles in whole words, without what costs double`() {
        #expect(SMSText.plain("L’œuvre «à l’été» — ça") == "L'oeuvre \"à l'été\" - ca")
        #expect(SMSText.plain("التصديق") == "التصديق")
        let phrases = TextingPhrases(
            words: TestWords.words, vocabulary: TextingVocabulary(words: TestWords.words, locales: ["fr"]),
            locale: "fr", zone: try? Zone("Europe/Brussels"))
        #expect(phrases.short("Légalisation d’un document", to: 20) == "Légalisation d'un")
        #expect(phrases.moment(AppointmentGround.saturday) == "sam 21/11 08:00")
        #expect(phrases.hour(AppointmentGround.saturday + .seconds(59)) == "08:00")
    }
}

@Suite struct `The words of SMS, as declared` {
    private func findings(_ change: (String) -> String) throws -> [Finding] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "texting-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for locale in ["fr", "ar"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: locale), withIntermediateDirectories: true)
            for name in ["locale", "sms"] {
                let text = try String(
                    contentsOfFile: "\(TestWords.root)/locales/\(locale)/\(name).yaml", encoding: .utf8)
                let written = locale == "fr" && name == "sms" ? change(text) : text
                try written.write(
                    to: folder.appending(path: "\(locale)/\(name).yaml"), atomically: true, encoding: .utf8)
            }
        }
        let words = Words(directory: folder.path)
        let templates = MessageTemplates(
            directory: "\(TestWords.root)/message-templates", words: TestWords.words)
        return DeclaredTexting.findings(words, templates, locales: ["fr", "ar"])
    }

    @Test func `hold as they stand`() throws {
        #expect(try findings { $0 } == [])
    }

    @Test func `lack none`() throws {
        let missing = try findings { $0.replacing("  take: ", with: "  taken: ") }
        #expect(missing.map(\.what) == ["there is no word for 'sms.words.take'"])
        #expect(missing[0].file == "locales/fr/sms.yaml" && missing[0].mend.contains("commas"))
    }

    @Test func `mean one thing each`() throws {
        let twice = try findings { $0.replacing("  wait: attente", with: "  wait: Annulér, attente") }
        #expect(twice.map(\.what) == ["'annuler' means two things: see line 8"])
        #expect(twice[0].line == 10)
    }

    @Test func `leave STOP to the networks, in any language of theirs`() throws {
        let own = try findings { $0.replacing("  help: aide", with: "  help: Stop, توقف, aide") }
        #expect(
            own.map(\.what) == [
                "'stop' means STOP, which the networks take for themselves",
                "'توقف' means STOP, which the networks take for themselves",
            ])
        #expect(own.allSatisfy { $0.line == 14 })
    }
}
