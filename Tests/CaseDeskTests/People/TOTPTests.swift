import Scheduler
import Testing

@testable import CaseDesk

@Suite struct `A one-time password` {
    let totp = TOTP(secret: Array("12345678901234567890".utf8))

    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ])
    func `is the one of RFC 6238, appendix B`(seconds: Int64, code: String) {
        #expect(totp.code(at: seconds / 30) == code)
    }

    @Test func `is accepted one step early or late, and no further`() {
        let now = Instant(milliseconds: 1_111_111_111_000)
        let step = now.milliseconds / 30_000
        for drift in -1...1 {
            let code = totp.code(at: step + Int64(drift))
            #expect(totp.step(of: code, at: now, after: 0) == step + Int64(drift))
        }
        #expect(totp.step(of: totp.code(at: step - 2), at: now, after: 0) == nil)
        #expect(totp.step(of: totp.code(at: step + 2), at: now, after: 0) == nil)
    }

    @Test func `works once`() {
        let now = Instant(milliseconds: 1_111_111_111_000)
        let step = now.milliseconds / 30_000
        #expect(totp.step(of: totp.code(at: step), at: now, after: step) == nil)
    }

    @Test(arguments: ["", "1", "12345", "1234567", "abcdef", "٠٥٠٤٧", "05047x"])
    func `isn't guessed by rubbish`(rubbish: String) {
        #expect(totp.step(of: rubbish, at: Instant(milliseconds: 1_111_111_111_000), after: 0) == nil)
    }

    @Test func `is written for an authenticator app as RFC 4648 base32`() {
        #expect(totp.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            totp.address(issuer: "Guichet RDC", account: "a@b.cd")
                == "otpauth://totp/Guichet%20RDC:a%40b.cd?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Guichet%20RDC"
        )
    }
}

@Suite struct `A token` {
    @Test func `comes back from its text`() throws {
        let token = Token()
        #expect(try #require(Token(token.text)).hash == token.hash)
    }

    @Test(
        arguments: [
            "", "abc", String(repeating: "A", count: 42), String(repeating: "é", count: 43),
            String(repeating: "B", count: 43),
        ]
    )
    func `is never made from rubbish`(text: String) {
        #expect(Token(text) == nil)
    }

    @Test func `doesn't print itself`() {
        let token = Token()
        #expect("\(token) \(String(reflecting: token))".contains(token.text) == false)
    }
}
