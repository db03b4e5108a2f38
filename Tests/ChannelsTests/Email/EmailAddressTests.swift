import Foundation
import Testing

@testable import Channels

/// Addresses with a diagnosis by RFC 5321 and 5322; pictures (U+24xx) stand for control characters.
struct AddressVector: Decodable, Sendable, CustomTestStringConvertible {
    let id, address, category, diagnosis: String

    static let all: [AddressVector] = {
        let data = FileManager.default.contents(atPath: "\(checkout)/Tests/Vectors/email-addresses.json")
        return (try? JSONDecoder().decode([AddressVector].self, from: data ?? Data())) ?? []
    }()

    var testDescription: String { "\(id) \(diagnosis)" }

    /// As it was before it was printed.
    var typed: String {
        var scalars = String.UnicodeScalarView()
        for scalar in address.unicodeScalars {
            let isPicture = (0x2400...0x241F).contains(scalar.value)
            scalars.append(isPicture ? Unicode.Scalar(UInt8(scalar.value - 0x2400)) : scalar)
        }
        return String(scalars)
    }
}

@Suite struct `The syntax of email addresses` {
    @Test func `refuses what the standards refuse and takes what they take`() {
        #expect(AddressVector.all.count == 104)
        for vector in AddressVector.all {
            switch vector.category {
            case "ISEMAIL_ERR":
                #expect(EmailAddress(vector.typed) == nil, "\(vector.testDescription)")
                // As a person would paste the picture.
                #expect(EmailAddress(vector.address) == nil, "\(vector.testDescription)")
            case "ISEMAIL_VALID_CATEGORY":
                #expect(EmailAddress(vector.typed)?.value == vector.address, "\(vector.testDescription)")
            default: break
            }
        }
    }

    /// docs/email.md says so of each class.
    @Test func `takes of what lies between only what has spaces around it`() {
        let between = AddressVector.all.filter {
            !["ISEMAIL_ERR", "ISEMAIL_VALID_CATEGORY"].contains($0.category)
        }
        let taken = between.filter { EmailAddress($0.typed) != nil }
        #expect(taken.map(\.diagnosis) == ["ISEMAIL_CFWS_FWS", "ISEMAIL_CFWS_FWS"])
        #expect(taken.map(\.typed) == [" test@iana.org", "test@iana.org "])
        func problems(_ category: String) -> Set<EmailAddress.Problem?> {
            Set(between.filter { $0.category == category }.map { problem($0.typed) })
        }
        #expect(problems("ISEMAIL_RFC5321") == [.quotedLocalPart, .addressLiteral])
        #expect(
            problems("ISEMAIL_RFC5322") == [
                .quotedLocalPart, .addressLiteral, .controlCharacter, .comment, .character, .tooLong,
            ])
        #expect(problems("ISEMAIL_CFWS") == [nil, .controlCharacter, .comment])
        #expect(problems("ISEMAIL_DEPREC") == [.space, .controlCharacter, .comment, .quotedLocalPart])
    }

    private func problem(_ text: String) -> EmailAddress.Problem? {
        do throws(EmailAddress.Problem) {
            _ = try EmailAddress(checking: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("moto@exämple.cd", "moto@xn--exmple-cua.cd", "moto@exämple.cd"),
        ("Moto@EXAMPLE.CD", "Moto@example.cd", "Moto@example.cd"),
        ("مواطن@مثال.إختبار", "مواطن@xn--mgbh0fb.xn--kgbechtv", "مواطن@مثال.إختبار"),
        ("moto@faß.de", "moto@xn--fa-hia.de", "moto@faß.de"),
        ("moto@ｅｘａｍｐｌｅ。org", "moto@example.org", "moto@example.org"),
        ("\u{200F}moto@example.org\u{A0}", "moto@example.org", "moto@example.org"),
        ("e\u{301}@example.org", "\u{E9}@example.org", "\u{E9}@example.org"),
    ])
    func `knows international addresses`(typed: String, value: String, shown: String) throws {
        let address = try #require(EmailAddress(typed))
        #expect(Array(address.value.utf8) == Array(value.utf8))
        #expect(address.shown == shown)
        #expect(address.needsSMTPUTF8 == !value.utf8.allSatisfy { $0 < 128 })
    }

    @Test(arguments: [
        "a@b\r\nBcc: c@d.example", "a\u{0}@b.example", "a@b.example\n", "a\u{85}@b.example",
        "a\u{2028}@b.example",
        "a@b\u{202E}.example", "a b@c.example", "a@b .example", "a@-b.example", "a@b..example", "a@1.2.3.4",
        "a\u{200B}b@c.example", "👍@c.example", "a@👍.example", "a@xn--\u{FF0E}.", "a@b@",
        "a@\u{5D0}1a.example", "<a@b.example>", "a,b@c.example", "a;b@c.example", "a@b.example,c@d.example",
        "a@" + String(repeating: "b.", count: 200_000) + "example",
    ])
    func `lets nothing through that a header or a command could stumble over`(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }
}
