import Declared
import Foundation
import Testing

@testable import Channels

/// libphonenumber's own example numbers, of data newer than the library's (Tests/Vectors/README.md).
struct PhoneVector: Decodable, CustomStringConvertible {
    let callingCode: String
    let region: String
    let type: String
    let national: String

    enum CodingKeys: String, CodingKey {
        case callingCode = "calling_code"
        case region, type, national
    }

    var e164: String { "+\(callingCode)\(national)" }
    var canReceive: Bool { type == "MOBILE" || type == "FIXED_LINE_OR_MOBILE" }
    var description: String { "\(e164) \(region) \(type)" }

    static let all: [PhoneVector] = {
        let file = URL(filePath: "\(checkout)/Tests/Vectors/phone-numbers.json")
        return (try? JSONDecoder().decode([PhoneVector].self, from: Data(contentsOf: file))) ?? []
    }()
}

/// How the example numbers are read, each internationally and as in its country.
struct PhoneAgreement {
    private(set) var count = 0
    private(set) var numbers = 0
    private(set) var types = 0
    private(set) var reach = 0
    private(set) var misses: [String] = []

    mutating func compare(_ vector: PhoneVector, as text: String, _ facts: PhoneFacts?) {
        let known = facts.flatMap { $0.isValid ? $0 : nil }
        let type = known?.kind.rawValue ?? "invalid"
        count += 1
        numbers += known?.e164 == vector.e164 ? 1 : 0
        types += type == vector.type ? 1 : 0
        reach += known?.kind.canReceiveSMS ?? false == vector.canReceive ? 1 : 0
        if known?.e164 != vector.e164 || type != vector.type {
            misses.append("\(vector) as \(text): \(type)")
        }
    }

    var summary: String {
        "of \(count): \(numbers) as E.164, \(types) of the same type, \(reach) of the same reach"
    }
}

@Suite struct `The example numbers of libphonenumber` {
    @Test func `are read as they are meant`() throws {
        let declared = PhoneRanges.read(root: checkout)
        #expect(declared.findings == [])
        var (library, all) = (PhoneAgreement(), PhoneAgreement())
        for vector in PhoneVector.all {
            // Numbers of no country are written internationally only.
            let forms =
                [(vector.e164, nil)] + (vector.region == "001" ? [] : [(vector.national, vector.region)])
            for (text, region) in forms {
                let facts = PhoneFacts(library: text, region: region)
                library.compare(vector, as: text, facts)
                all.compare(vector, as: text, facts?.completed(by: declared.value))
            }
        }
        print("the library alone, \(library.summary)\nwith numbers.yaml, \(all.summary)")
        for miss in library.misses { print("  of the library: \(miss)") }
        #expect(PhoneVector.all.count == 443)
        for miss in all.misses { print("  of both: \(miss)") }
        // Three numbers are examples of a fixed line and of one that can't be told from a mobile. They are the latter.
        #expect(all.numbers == all.count)
        #expect((all.count - all.types, all.count - all.reach) == (6, 6))
        #expect(
            all.misses.allSatisfy { $0.contains(" FIXED_LINE as ") && $0.hasSuffix("FIXED_LINE_OR_MOBILE") })
    }
}

@Suite struct `The declared numbers` {
    private func findings(_ yaml: String) throws -> [String] {
        let folder = try Folder(["numbers.yaml": yaml])
        return PhoneRanges.read(root: folder.path).findings.map(\.what)
    }

    private func entry(
        region: String = "BJ", code: Int = 229, prefix: String = "01", digits: Int = 10,
        type: String = "MOBILE", example: String = "0195123456"
    ) -> String {
        """
        ranges:
          - {region: \(region), calling_code: \(code), prefixes: ["\(prefix)"], digits: \(digits), type: \(type),
             example: "\(example)", source: "somebody"}
        """
    }

    @Test func `may be absent`() throws {
        let folder = try Folder([:])
        #expect(PhoneRanges.read(root: folder.path).findings == [])
    }

    @Test func `say where they belong, and give an example that does`() throws {
        #expect(try findings(entry()) == [])
        #expect(try findings(entry(region: "XX")) == ["'XX' doesn't have the code +229"])
        #expect(try findings(entry(code: 33)) == ["'BJ' doesn't have the code +33"])
        #expect(try findings(entry(prefix: "0a")) == ["a prefix is not made of digits"])
        #expect(try findings(entry(example: "0295123456")) == ["'0295123456' isn't of this range"])
        #expect(try findings(entry(digits: 9)) == ["'0195123456' isn't of this range"])
        #expect(try findings(entry(type: "HANDY")) == ["'HANDY' is not a choice for 'ranges[0].type'"])
    }

    @Test func `go when the library has caught up`() throws {
        let known = entry(region: "BE", code: 32, prefix: "47", digits: 9, example: "470123456")
        #expect(try findings(known) == ["the library knows '+32470123456' by now"])
    }

    @Test func `count over what the library says`() throws {
        let ranges = PhoneRanges([
            .init(
                callingCode: 229, region: "BJ", prefixes: ["01"], digits: 10, kind: .mobile,
                example: "0195123456")
        ])
        let number = try #require(PhoneFacts(library: "+229 01 95 12 34 56", region: nil))
        #expect(!number.isValid)
        #expect(ranges.range(of: number)?.kind == .mobile)
        let other = try #require(PhoneFacts(library: "+33612345678", region: nil))
        #expect(ranges.range(of: other) == nil)
    }
}
