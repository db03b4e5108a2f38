import COpenSSL
import Foundation
package import Scheduler

/// Reads the signature of a PDF file and says whether the file is exactly what a trusted signer signed.
package final class SignatureCheck: Sendable {
    package struct Result: Sendable, Equatable {
        package let signature: Verdict
        package let coversWholeFile: Bool
        /// Only of a valid signature: what stands in another one proves nothing.
        package let signer: String?
        package let issuedAt: Instant?
    }

    package enum Verdict: String, Sendable, Equatable, Codable { case valid, invalid, none }

    private let anchors: Anchors

    /// A PEM file with the certificates of the authorities that signers are traced to.
    package init(anchors path: String) throws(SealFailure) {
        anchors = try Anchors(path)
    }

    /// A signature that leaves out more than its own digits, or that anything follows, is invalid.
    package func check(_ file: [UInt8]) -> Result {
        guard let place = SignaturePlace.last(in: file) else {
            let signed = file.firstRange(of: Array("/ByteRange".utf8)) != nil
            return Result(
                signature: signed ? .invalid : .none, coversWholeFile: false, signer: nil, issuedAt: nil)
        }
        guard place.coversWholeFile, let time = place.time,
            let signer = anchors.signer(
                of: place.cms, over: file[..<place.gap.lowerBound], file[place.gap.upperBound...], at: time)
        else {
            return Result(
                signature: .invalid, coversWholeFile: place.coversWholeFile, signer: nil, issuedAt: nil)
        }
        return Result(signature: .valid, coversWholeFile: true, signer: signer, issuedAt: time)
    }
}

/// Where the last signature of a file stands. Every rule here closes a door: a range that starts later, a gap wider than
/// the string of digits, a range that ends early, digits that aren't part of the signature.
struct SignaturePlace {
    /// From `<` to `>`, both included.
    let gap: Range<Int>
    let cms: [UInt8]
    let coversWholeFile: Bool
    /// The /M of the signature's dictionary.
    let time: Instant?

    static func last(in file: [UInt8]) -> SignaturePlace? {
        guard file.starts(with: "%PDF-".utf8),
            let key = file.lastRange(of: "/ByteRange"),
            let numbers = numbers(in: file[key.upperBound...]), numbers.count == 4, numbers[0] == 0
        else { return nil }
        let gap = (start: numbers[1], end: numbers[2])
        // The dictionary is written in one order: /M … /ByteRange [ … ] /Contents < … >.
        guard gap.start > key.upperBound, gap.end > gap.start + 2, gap.end <= file.count, numbers[3] >= 0,
            file[gap.start] == UInt8(ascii: "<"), file[gap.end - 1] == UInt8(ascii: ">"),
            endsInContents(file[key.upperBound..<gap.start]),
            let cms = bytes(file[(gap.start + 1)..<(gap.end - 1)])
        else { return nil }
        return SignaturePlace(
            gap: gap.start..<gap.end, cms: cms,
            coversWholeFile: numbers[3] == file.count - gap.end, time: time(before: key.lowerBound, in: file))
    }

    /// `[` four numbers `]`.
    private static func numbers(in bytes: ArraySlice<UInt8>) -> [Int]? {
        guard let open = bytes.firstIndex(where: { $0 != UInt8(ascii: " ") }),
            bytes[open] == UInt8(ascii: "["),
            let close = bytes[open...].prefix(80).firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        let words = bytes[(open + 1)..<close].split(separator: UInt8(ascii: " "))
        let numbers = words.compactMap { word in
            word.allSatisfy { (48...57).contains($0) } && word.count <= 10
                ? Int(String(decoding: word, as: UTF8.self)) : nil
        }
        return numbers.count == words.count ? numbers : nil
    }

    /// Nothing but the range, spaces and the key stand before the digits: they belong to this dictionary.
    private static func endsInContents(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let words = bytes[(close + 1)...].split(separator: UInt8(ascii: " "))
        return words.count == 1 && words[0].elementsEqual("/Contents".utf8)
    }

    /// Lower-case digits only, so that there is one way to write a signature.
    private static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func time(before end: Int, in file: [UInt8]) -> Instant? {
        let head = file[max(0, end - 2_048)..<end]
        guard let key = Array(head).lastRange(of: "/M (") else { return nil }
        let text = head.dropFirst(key.upperBound).prefix { $0 != UInt8(ascii: ")") }
        return PDFText.instant(String(decoding: text, as: UTF8.self))
    }
}

extension [UInt8] {
    fileprivate func lastRange(of text: String) -> Range<Int>? {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return nil }
        var start = count - wanted.count
        while start >= 0 {
            if self[start] == wanted[0], self[start..<(start + wanted.count)].elementsEqual(wanted) {
                return start..<(start + wanted.count)
            }
            start -= 1
        }
        return nil
    }
}

@safe private final class Anchors: @unchecked Sendable {
    // Sendable: read once, then only read; each check builds its own store from it.
    private let handle: OpaquePointer

    init(_ path: String) throws(SealFailure) {
        guard let handle = unsafe signing_anchors_read(path) else {
            throw .keys("\(path): \(unsafe String(cString: signing_error()))")
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe signing_anchors_free(handle)
    }

    /// The signer's common name, or `nil` when the signature doesn't hold.
    func signer(
        of cms: [UInt8], over first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, at time: Instant
    ) -> String? {
        var name = [CChar](repeating: 0, count: 256)
        let answer = unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in
                unsafe signing_cms_check(
                    handle, cms, cms.count, signing_span(bytes: first.baseAddress, count: first.count),
                    signing_span(bytes: second.baseAddress, count: second.count), time.milliseconds / 1_000,
                    &name, name.count)
            }
        }
        guard answer == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
