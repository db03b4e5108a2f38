import Testing

@testable import Channels

@Suite struct `An SMS text` {
    @Test(arguments: [
        ("Bonjour", SMSText.Encoding.gsm7, 7, 1),
        (String(repeating: "a", count: 160), .gsm7, 160, 1),
        (String(repeating: "a", count: 161), .gsm7, 161, 2),
        (String(repeating: "a", count: 306), .gsm7, 306, 2),
        (String(repeating: "a", count: 307), .gsm7, 307, 3),
        ("é à è ù €", .gsm7, 10, 1),
        ("ç", .ucs2, 1, 1),
        (String(repeating: "م", count: 70), .ucs2, 70, 1),
        (String(repeating: "م", count: 71), .ucs2, 71, 2),
        (String(repeating: "م", count: 135), .ucs2, 135, 3),
    ])
    func `is counted as the networks count`(
        text: String, encoding: SMSText.Encoding, units: Int, segments: Int
    ) {
        let sms = SMSText(text)
        #expect(sms.encoding == encoding)
        #expect(sms.units == units)
        #expect(sms.segments == segments)
        #expect(sms.parts.joined() == text)
    }

    @Test func `never cuts an escape pair`() {
        // The 153rd septet would be the escape, the 154th the bracket.
        let sms = SMSText(String(repeating: "a", count: 152) + "[" + String(repeating: "b", count: 20))
        #expect(sms.parts.map(\.count) == [152, 21])
    }

    @Test func `never cuts a surrogate pair`() {
        let sms = SMSText(String(repeating: "م", count: 66) + "😀" + String(repeating: "م", count: 20))
        #expect(sms.parts.map(\.utf16.count) == [66, 22])
    }

    @Test func `costs the same composed and decomposed`() {
        #expect(SMSText("caf\u{65}\u{301}") == SMSText("caf\u{E9}"))
    }

    @Test func `names each character that forces UCS-2`() {
        #expect(SMSText("ça va, ça ’").forcedBy == ["ç", "’"])
    }
}

@Suite struct `A phone number` {
    @Test(
        arguments: [
            ("0470 12 34 56", "BE", "+32470123456", PhoneNumber.Kind.mobile),
            ("+32 2 513 66 10", nil, "+3225136610", .fixed),
            ("081 234 5678", "CD", "+243812345678", .mobile),
            ("٠٦١٢٣٤٥٦٧٨", "MA", "+212612345678", .mobile),
            ("(202) 234-7690", "US", "+12022347690", .fixedOrMobile),
        ] as [(String, String?, String, PhoneNumber.Kind)])
    func `is read as people write it`(
        text: String, region: String?, e164: String, kind: PhoneNumber.Kind
    ) throws {
        let number = try #require(PhoneNumber(text, region: region))
        #expect(number.e164 == e164)
        #expect(number.kind == kind)
    }

    @Test(arguments: ["", "1", "0470123456", "+32 1", "abc", "+32470123456\u{0}7", "+999123456789"])
    func `is refused when nobody could be called by it`(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test func `is shown with its country and spaces`() {
        #expect(PhoneNumber("+32470123456")?.international == "+32 470 12 34 56")
    }
}

@Suite struct `An email address` {
    @Test(arguments: [
        ("jean@example.org", "jean@example.org"), (" Jean.Paul+x@Example.ORG ", "Jean.Paul+x@example.org"),
        ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
    ])
    func `is taken as written, its domain in lower case`(text: String, value: String) {
        #expect(EmailAddress(text)?.value == value)
    }

    @Test(arguments: [
        "", "jean", "@example.org", "jean@", "jean@@example.org", ".jean@example.org",
        "jean.@example.org", "je..an@example.org", "jean@-example.org", "jean@example..org", "jean@127.0.0.1",
        "jean@example.org\r\nBcc: x@y.z", "je an@example.org", "<jean@example.org>", "jean@[127.0.0.1]",
        "jean@example.org,x@y.z", "jean\u{0}@example.org",
    ])
    func `is refused when mail couldn't or shouldn't go there`(text: String) {
        #expect(EmailAddress(text) == nil)
    }
}
