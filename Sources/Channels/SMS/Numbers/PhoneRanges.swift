package import Declared
internal import Foundation
internal import Synchronization

/// What `numbers.yaml` knows of numbers beyond the library, whose data are as old as the system.
package struct PhoneRanges: Sendable, Hashable {
    /// A number whose national part begins with one of the prefixes, and is so long.
    struct Range: Sendable, Hashable {
        let callingCode: Int
        let region: String
        let prefixes: [String]
        let digits: Int
        let kind: PhoneNumber.Kind
        let example: String

        func holds(_ number: PhoneFacts) -> Bool {
            number.callingCode == callingCode && number.national.utf8.count == digits
                && prefixes.contains { number.national.hasPrefix($0) }
        }
    }

    let byCallingCode: [Int: [Range]]

    init(_ ranges: [Range]) {
        byCallingCode = Dictionary(grouping: ranges, by: \.callingCode)
    }

    func range(of number: PhoneFacts) -> Range? {
        byCallingCode[number.callingCode]?.first { $0.holds(number) }
    }
}

extension PhoneRanges {
    /// What every number of this process is read by. A file is read once, at the start.
    static var current: PhoneRanges { installed.withLock { $0 } }

    private static let installed = Mutex(PhoneRanges([]))

    /// From now on, numbers are read by this as well.
    package func install() {
        Self.installed.withLock { $0 = self }
    }
}

extension PhoneRanges {
    package static let file = "numbers.yaml"

    /// None where the folder has no such file.
    package static func read(root: String) -> Reading<PhoneRanges> {
        let contents = FileManager.default.contents(atPath: "\(root)/\(file)")
        let text = contents.map { String(decoding: $0, as: UTF8.self) } ?? "ranges: []"
        return DeclaredFile(path: file, contents: text).read {
            PhoneRanges($0.list("ranges").compactMap(range))
        }
    }

    private static func range(_ node: DeclaredNode) -> Range? {
        let range = Range(
            callingCode: node.integer("calling_code", in: 1...999), region: node.text("region"),
            prefixes: node.requiredList("prefixes").map(\.textValue),
            digits: node.integer("digits", in: 3...15), kind: node.choice("type"),
            example: node.text("example"))
        _ = node.text("source")
        let home = PhoneFacts.callingCode(of: range.region)
        if range.region != "001", home != range.callingCode {
            node.required("region").report(
                "'\(range.region)' doesn't have the code +\(range.callingCode)",
                mend: home == 0 ? "write its ISO 3166 code, like BJ" : "its code is \(home)")
            return nil
        }
        let isDigits = range.prefixes.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }
        guard isDigits else {
            node.required("prefixes").report(
                "a prefix is not made of digits", mend: "write them in quotes, like \"01\"")
            return nil
        }
        check(range, node.required("example"))
        return range
    }

    /// An entry that the library has caught up with only hides what it will learn next.
    private static func check(_ range: Range, _ node: DeclaredNode) {
        let international = "+\(range.callingCode)\(range.example)"
        guard let known = PhoneFacts(library: international, region: nil), range.holds(known) else {
            node.report(
                "'\(range.example)' isn't of this range",
                mend: "write a number of \(range.digits) digits, without +\(range.callingCode)")
            return
        }
        if known.isValid, known.kind == range.kind {
            node.report("the library knows '\(international)' by now", mend: "take the entry out")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
