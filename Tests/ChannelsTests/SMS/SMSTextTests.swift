import Foundation
import TestServers
import Testing

@testable import Channels

/// 3GPP TS 23.038, table 6.2.1, by code: an account of its own, beside the one that the product keeps.
private enum Septets {
    static let table = Array(
        """
        @£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !"#¤%&'()*+,-./0123456789:;<=>?\
        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà
        """.unicodeScalars)
    static let extended: [UInt8: Unicode.Scalar] = [
        0x0A: "\u{0C}", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]",
        0x40: "|", 0x65: "€",
    ]

    /// Nil for a text outside the alphabet.
    static func encoded(_ text: String) -> [UInt8]? {
        var septets: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar != "\u{1B}", let code = table.firstIndex(of: scalar) {
                septets.append(UInt8(code))
            } else if let code = extended.first(where: { $0.value == scalar })?.key {
                septets += [0x1B, code]
            } else {
                return nil
            }
        }
        return septets
    }
}

/// SplitMix64: the same seed draws the same texts.
private struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct `The parts of an SMS` {
    private static let pieces = [
        "a", "é", "e\u{301}", "€", "[", "~", "\n", "\r\n", "ç", "ê", "’", "م", "نَ", "😀", "👩‍👩‍👧", "🇨🇩", "ɔ́",
        "A\u{30A}",
        "0123456789", "@", "Δ", "\u{1B}", "\u{FEFF}", " ", "ﻻ", "한", "\u{1112}\u{1161}",
    ]

    /// Texts of the alphabet alone, of one that mixes, and of whatever.
    private func texts(_ count: Int) -> [String] {
        var dice = SeededDice(seed: 20_261_121)
        return (0..<count).map { number in
            let known = number.isMultiple(of: 2) ? Array(Self.pieces.prefix(8)) : Self.pieces
            let length = Int.random(in: 0...220, using: &dice)
            return (0..<length).map { _ in known.randomElement(using: &dice) ?? "" }.joined()
        }
    }

    @Test func `agree with a count of septets and of UTF-16 units`() {
        for text in texts(3_000) {
            let sms = SMSText(text)
            let composed = text.precomposedStringWithCanonicalMapping
            let septets = Septets.encoded(composed)
            #expect(sms.encoding == (septets == nil ? .ucs2 : .gsm7))
            #expect(sms.units == septets?.count ?? composed.utf16.count)
            #expect(sms.forcedBy.isEmpty == (septets != nil))
            let (alone, joined) = septets == nil ? (70, 67) : (160, 153)
            #expect((sms.segments == 1) == (sms.units <= alone))
            #expect(sms.segments >= (sms.units <= alone ? 1 : (sms.units + joined - 1) / joined))
        }
    }

    @Test func `are whole characters, as full as they can be, and lose nothing`() {
        for text in texts(3_000) {
            let sms = SMSText(text)
            let composed = text.precomposedStringWithCanonicalMapping
            #expect(sms.parts.joined().unicodeScalars.elementsEqual(composed.unicodeScalars))
            guard sms.segments > 1 else { continue }
            let sizes = sms.parts.map { Septets.encoded($0)?.count ?? $0.utf16.count }
            let units = sms.encoding == .gsm7 ? sizes : sms.parts.map(\.utf16.count)
            #expect(units.allSatisfy { $0 <= sms.encoding.joined && $0 > 0 })
            #expect(sms.parts.flatMap { Array($0) }.count == composed.count, "a character was cut: \(text)")
            for (part, next) in zip(units, sms.parts.dropFirst()) {
                let first = String(next.prefix(1))
                let cost = sms.encoding == .gsm7 ? Septets.encoded(first)?.count ?? 0 : first.utf16.count
                #expect(part + cost > sms.encoding.joined, "room was left: \(text)")
            }
        }
    }

    @Test(arguments: [
        ("a", 160, 1), ("a", 161, 2), ("a", 306, 2), ("a", 307, 3), ("a", 459, 3), ("a", 460, 4),
        ("[", 80, 1), ("[", 81, 2), ("[", 152, 2), ("[", 153, 3), ("\r\n", 80, 1), ("\r\n", 81, 2),
        ("م", 70, 1), ("م", 71, 2), ("م", 134, 2), ("م", 135, 3), ("م", 201, 3), ("م", 202, 4),
        ("😀", 35, 1), ("😀", 36, 2), ("😀", 66, 2), ("😀", 67, 3),
        // Eight units each.
        ("👩‍👩‍👧", 8, 1), ("👩‍👩‍👧", 9, 2), ("👩‍👩‍👧", 16, 2), ("👩‍👩‍👧", 17, 3),
    ])
    func `begin anew at each border`(piece: String, count: Int, segments: Int) {
        #expect(SMSText(String(repeating: piece, count: count)).segments == segments)
    }

    @Test func `cut a character that is larger than a part between its scalars`() {
        let heap = "e" + String(repeating: "\u{317}", count: 200)
        let sms = SMSText(heap)
        #expect(heap.count == 1)
        #expect(sms.parts.map(\.utf16.count) == [67, 67, 67])
        let flags = "👩" + String(repeating: "\u{200D}👩", count: 60)
        #expect(SMSText(flags).parts.allSatisfy { $0.utf16.count <= 67 && !$0.contains("\u{FFFD}") })
        #expect(SMSText(flags).parts.joined() == flags)
    }

    @Test func `of an empty text are one empty part`() {
        let sms = SMSText("")
        #expect(sms.parts == [""] && sms.units == 0 && sms.encoding == .gsm7)
    }

    @Test func `are made of hostile texts in a moment`() throws {
        let file = URL(filePath: "\(checkout)/Tests/Vectors/naughty-strings.json")
        let naughty = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
        for text in naughty {
            let sms = SMSText(text)
            #expect(sms.parts.joined() == text.precomposedStringWithCanonicalMapping)
            if let downgrade = SMSDowngrade(of: text) {
                #expect(SMSText(downgrade.text).encoding == .gsm7)
                #expect(!downgrade.text.contains("?") || text.contains("?") || text.contains("\u{37E}"))
            }
        }
        #expect(SMSText(String(repeating: "a\u{301}\u{302}م", count: 20_000)).segments > 800)
    }
}

@Suite struct `A downgrade` {
    @Test(arguments: [
        ("L’été à Liège… «œuvre» — ça", "L'été à Liège... \"oeuvre\" - ca"),
        ("Ê ê Ë ë Î î Ï ï Ô ô Û û ç À È Ù Ç", "E e E e I i I i O o U u c A E U Ç"),
        ("10\u{202F}€\u{A0}: 5\u{2009}%", "10 € : 5 %"), ("n° 5, N°6, №7", "no 5, No6, No7"),
        ("Lisɔlɔ́ ya mɛ́lɛsi", "Lisolo ya melesi"), ("ł đ ŋ þ ẞ", "l d ng th SS"),
        ("a\u{200B}b\u{AD}c\u{FEFF}", "abc"),
        ("ﬁn, Ａ１！", "fin, A1!"), ("Çedilla ñ ü ß å", ""), ("‚citaat‘ „Zitat“", "'citaat' \"Zitat\""),
    ])
    func `says the same in the cheap alphabet`(text: String, plain: String) {
        #expect(SMSDowngrade(of: text)?.text ?? "" == plain)
    }

    @Test(arguments: ["موعدكم", "Привет", "Ça va 😀", "20 °C", "L’été α", "x²", "日本"])
    func `isn't offered where a character has no like`(text: String) {
        #expect(SMSDowngrade(of: text) == nil)
        #expect(SMSText(text).encoding == .ucs2)
    }

    @Test func `tells each change`() throws {
        let downgrade = try #require(SMSDowngrade(of: "L’œuvre, l’été"))
        #expect(downgrade.changes.map(\.character) == ["’", "œ"])
        #expect(downgrade.changes.map(\.with) == ["'", "oe"])
        #expect(downgrade.changes.map(\.count) == [2, 1])
        #expect(downgrade.segments == 1)
    }

    @Test func `is the same for composed and decomposed letters`() {
        let (composed, decomposed) = ("F\u{EA}te \u{E7}a", "Fe\u{302}te c\u{327}a")
        #expect(SMSDowngrade(of: composed) == SMSDowngrade(of: decomposed))
        #expect(SMSText(composed) == SMSText(decomposed))
        #expect(SMSText(composed).forcedBy == ["ê", "ç"])
    }
}
