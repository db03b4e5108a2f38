import Crypto
import Foundation
import Scheduler

/// An incremental update (ISO 32000-1, 7.5.6) that appends a signature: its dictionary, an invisible field on the last
/// page, and new versions of that page, the catalogue and the figures. Structure tags and metadata stay.
struct SignatureUpdate {
    private var bytes: [UInt8]
    /// From `<` to `>`, both included: what /ByteRange leaves out.
    private let gap: Range<Int>

    var before: ArraySlice<UInt8> { bytes[..<gap.lowerBound] }
    var after: ArraySlice<UInt8> { bytes[gap.upperBound...] }

    /// `room` is the length of the signature in bytes.
    init(
        of pdf: [UInt8], signer: String, time: Instant, room: Int, description: PDFDescription
    ) throws(SealFailure) {
        let file = try CairoFile(pdf)
        let page = file.lastPage
        let signature = file.size
        let field = file.size + 1
        var update = Appendix(to: pdf)
        let places = update.addSignature(
            number: signature,
            head: "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
                + " /M (\(PDFText.date(time))) /Name \(PDFText.string(signer)) /ByteRange ",
            room: room)
        update.add(
            field,
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /TU \(PDFText.string(signer))"
                + " /V \(signature) 0 R /Rect [0 0 0 0] /F 132 /P \(page.number) 0 R >>")
        update.add(page.number, page.adding("/Annots [\(field) 0 R]"))
        update.add(
            file.catalogue.number,
            file.catalogue.adding(
                "/AcroForm << /Fields [\(field) 0 R] /SigFlags 3 >> \(description.catalogueEntries)"))
        for (figure, text) in zip(file.figures, description.figures) {
            update.add(figure.number, figure.adding("/Alt \(PDFText.string(text))"))
        }
        update.close(file, size: file.size + 2)
        bytes = update.bytes
        gap = places.contents
        let range = "[0 \(gap.lowerBound) \(gap.upperBound) \(bytes.count - gap.upperBound)]"
        bytes.replaceSubrange(
            places.range.lowerBound..<(places.range.lowerBound + range.utf8.count), with: range.utf8)
    }

    mutating func filled(with cms: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        for (index, byte) in cms.enumerated() {
            bytes[gap.lowerBound + 1 + 2 * index] = digits[Int(byte >> 4)]
            bytes[gap.lowerBound + 2 + 2 * index] = digits[Int(byte & 15)]
        }
        return bytes
    }
}

/// New versions of objects behind the end of a file, and the cross-reference section that makes them count.
struct Appendix {
    private(set) var bytes: [UInt8]
    private var offsets: [Int: Int] = [:]

    init(to pdf: [UInt8]) {
        bytes = pdf
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }

    mutating func add(_ number: Int, _ body: String) {
        offsets[number] = bytes.count
        bytes += "\(number) 0 obj\n\(body)\nendobj\n".utf8
    }

    /// Leaves room for the range (its numbers are known when the file is complete) and for the signature.
    mutating func addSignature(number: Int, head: String, room: Int) -> (
        range: Range<Int>, contents: Range<Int>
    ) {
        offsets[number] = bytes.count
        bytes += "\(number) 0 obj\n\(head)".utf8
        let range = bytes.count..<(bytes.count + 48)
        bytes += String(repeating: " ", count: range.count).utf8
        bytes += " /Contents ".utf8
        let contents = bytes.count..<(bytes.count + 2 * room + 2)
        bytes += "<\(String(repeating: "0", count: 2 * room))>".utf8
        bytes += " >>\nendobj\n".utf8
        return (range, contents)
    }

    mutating func close(_ file: CairoFile, size: Int) {
        let table = bytes.count
        // The identifier (14.4) is told from the contents, so that the same document has the same one.
        let id = SHA256.hash(data: bytes).prefix(16).map { PDFText.hexadecimal($0) }.joined()
        bytes += "xref\n".utf8
        for (number, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            let digits = String(offset)
            bytes +=
                "\(number) 1\n\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8
        }
        bytes +=
            "trailer\n<< /Size \(size) /Root \(file.catalogue.number) 0 R /Info \(file.information) 0 R".utf8
        bytes += " /Prev \(file.table) /ID [<\(id)> <\(id)>] >>\nstartxref\n\(table)\n%%EOF\n".utf8
    }
}

/// What cairo 1.16 can't say about a document, and the update adds.
package struct PDFDescription: Sendable, Equatable {
    /// BCP 47.
    package let language: String
    package let direction: Direction
    /// What each picture shows, for those who don't see it, in the order of the pages.
    package let figures: [String]

    package enum Direction: Sendable, Equatable { case leftToRight, rightToLeft }

    package init(language: String, direction: Direction, figures: [String]) {
        (self.language, self.direction, self.figures) = (language, direction, figures)
    }

    var catalogueEntries: String {
        "/Lang \(PDFText.string(language)) /ViewerPreferences << /DisplayDocTitle true /Direction "
            + (direction == .rightToLeft ? "/R2L" : "/L2R") + " >>"
    }
}
