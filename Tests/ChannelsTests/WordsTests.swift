import Declared
import Foundation
import Scheduler
import Testing

@testable import Channels

/// The folder of this checkout that holds `locales/` and `message-templates/`.
let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// The languages that the ministry of this checkout offers, the standard one first.
let languages = DeclaredFile(
    path: "ministry.yaml",
    contents: String(
        decoding: FileManager.default.contents(atPath: "\(checkout)/ministries/cd/ministry.yaml") ?? Data(),
        as: UTF8.self)
).read { $0.texts("locales") }.value

/// Files written for one test, removed with it.
final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "guichet-\(UUID().uuidString)").path
        for (name, contents) in files {
            let file = URL(filePath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(contents.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct `The words` {
    static let french = """
        name: français
        direction: ltr
        digits: latin
        complete: true
        date_time: "{date} à {time}"
        zone_time: "heure de {city}"
        """
    static let arabic = """
        name: العربية
        direction: rtl
        digits: latin
        complete: true
        date_time: "{date} على الساعة {time}"
        zone_time: "بتوقيت {city}"
        """

    private func words(fr: String, ar: String? = nil) throws -> Words {
        let folder = try Folder([
            "fr/locale.yaml": Self.french, "fr/web.yaml": fr,
            "ar/locale.yaml": Self.arabic, "ar/web.yaml": ar ?? fr,
        ])
        return withExtendedLifetime(folder) { Words(directory: folder.path) }
    }

    @Test func `of this checkout lack nothing`() {
        let words = Words(directory: "\(checkout)/locales")
        #expect(words.findings == [])
        #expect(words.locales.map(\.code) == languages.sorted())
    }

    @Test func `choose the plural that the language asks for`() throws {
        let pattern = "{n, plural, =0 {rien} one {# pièce} other {# pièces}}"
        let words = try words(
            fr: "pieces: \"\(pattern)\"",
            ar: "pieces: \"{n, plural, zero {ص} one {و} two {ا} few {# ق} many {# ك} other {# غ}}\"")
        let shown = { words.text("web.pieces", in: $0, ["n": .integer($1)]) }
        #expect([0, 1, 2].map { shown("fr", $0) } == ["rien", "1 pièce", "2 pièces"])
        #expect([0, 1, 2, 3, 11, 100].map { shown("ar", $0) } == ["ص", "و", "ا", "3 ق", "11 ك", "100 غ"])
    }

    @Test func `fall back along the chain and end with the key`() throws {
        let words = try words(fr: "a: {b: Bonjour}", ar: "c: مرحبا")
        #expect(words.text("web.a.b", in: "ar-MA") == "Bonjour")
        #expect(words.text("web.missing", in: "ar") == "web.missing")
        #expect(words.chain(from: "pt-BR") == ["pt-BR", "pt", "fr"])
    }

    @Test func `write dates, times, sums and lists as the language does`() throws {
        let words = try words(fr: "a: b")
        let date = try #require(LocalDate("2026-11-24"))
        let time = try #require(LocalTime("10:05"))
        let moment = TemplateValue.dateTime(date, time, zone: "Europe/Brussels")
        #expect(words.show(moment, in: "fr") == "mardi 24 novembre 2026 à 10:05 (heure de Bruxelles)")
        #expect(words.show(moment, in: "ar") == "الثلاثاء، 24 نوفمبر 2026 على الساعة 10:05 (بتوقيت بروكسل)")
        #expect(words.show(.day(date), in: "fr") == "24 novembre 2026")
        #expect(words.show(.day(date), in: "ar") == "24 نوفمبر 2026")
        #expect(words.show(.money(minor: 7_550, currency: "EUR"), in: "fr") == "75,50\u{A0}€")
        #expect(words.show(.money(minor: 1_500, currency: "XAF"), in: "fr") == "1\u{202F}500\u{A0}FCFA")
        #expect(words.show(.list(["a", "b", "c"]), in: "fr") == "a, b et c")
    }

    @Test func `write dates with the names that a locale declares, in an alphabet for SMS`() throws {
        let time = try #require(LocalTime("10:05"))
        for month in 1...12 {
            let date = try #require(LocalDate(year: 2026, month: month, day: 24 + month % 7))
            let moment = TemplateValue.dateTime(date, time, zone: "Europe/Brussels")
            #expect(SMSText(templates.words.show(moment, in: "ln")).forcedBy == [])
        }
        let date = try #require(LocalDate("2026-11-24"))
        let moment = TemplateValue.dateTime(date, time, zone: "Europe/Brussels")
        let shown = templates.words.show(moment, in: "ln")
        #expect(shown == "mardi 24 novembe 2026 na 10:05 (ngonga ya Bruxelles)")
        #expect(templates.words.show(.day(date), in: "ln") == "24 novembe 2026")
        let english = templates.words.show(moment, in: "en")
        #expect(english == "Tuesday 24 November 2026 at 10:05 (Brussels time)")
        #expect(templates.words.show(.day(date), in: "en") == "24 November 2026")
        let swahili = templates.words.show(moment, in: "sw")
        #expect(swahili == "Jumanne, 24 Novemba 2026, 10:05 (saa za Brussels)")
    }

    @Test func `report a name of a day or month that is missing`() throws {
        let dates = """
            dates:
              date: "{weekday} {day} {month} {year}"
              day: "{day} {month} {year}"
              weekdays: [lundi, mardi]
              months: [a, b, c, d, e, f, g, h, i, j, k, l]
            """
        let folder = try Folder(["fr/locale.yaml": "\(Self.french)\n\(dates)\n", "fr/web.yaml": "a: b"])
        let words = withExtendedLifetime(folder) { Words(directory: folder.path) }
        #expect(words.findings.map(\.what) == ["'weekdays' has 2 names"])
        #expect(words.show(.day(try #require(LocalDate("2026-11-24"))), in: "fr") == "24 novembre 2026")
    }

    @Test func `set a typed text apart in a sentence that runs the other way`() throws {
        let words = try words(fr: "a: \"x {reference}\"")
        #expect(words.text("web.a", in: "ar", ["reference": .text("AB-1")]) == "x \u{2068}AB-1\u{2069}")
        #expect(words.text("web.a", in: "fr", ["reference": .text("AB-1")]) == "x AB-1")
    }

    @Test func `show what a person typed untouched, braces and all`() throws {
        let words = try words(fr: "a: \"«{name}»\"")
        for name in ["{x}", "'{", "a'b", "{n, plural, other {z}}", "e\u{301}\"\u{301}"] {
            #expect(words.text("web.a", in: "fr", ["name": .text(name)]) == "«\(name)»")
        }
    }

    @Test(arguments: [
        ("a: \"{x\"", "can't be read"), ("a: \"l'{x}\"", "apostrophe"),
    ])
    func `report a pattern that can't be read`(yaml: String, what: String) throws {
        #expect(try words(fr: yaml).findings.contains { $0.what.contains(what) })
    }

    @Test func `report what a complete language lacks, and a value nobody gives`() throws {
        let findings = try words(fr: "a: \"{x}\"\nb: c", ar: "a: \"{y}\"").findings.map(\.what)
        #expect(findings == ["'web.b' is missing", "{y} is not a value of this text"])
    }
}
