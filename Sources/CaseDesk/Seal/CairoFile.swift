/// The parts of a PDF file by cairo that a signature touches. Cairo writes a classic cross-reference table in one section
/// and its objects one after another without comments or nested `endobj`, which is all that this reads.
struct CairoFile {
    struct Object {
        let number: Int
        let body: String

        /// The same dictionary with more entries.
        func adding(_ entries: String) -> String { "\(body.dropLast(2)) \(entries) >>" }
    }

    let size: Int
    let table: Int
    let information: Int
    let catalogue: Object
    let lastPage: Object
    /// The structure elements of pictures, in the order of the file.
    let figures: [Object]

    init(_ bytes: [UInt8]) throws(SealFailure) {
        let tail = Words(Self.text(bytes.suffix(64)))
        guard let table = tail.number(after: "startxref"), bytes.indices.contains(table) else {
            throw .structure("no cross-reference table")
        }
        let trailer = Words(Self.text(bytes[table...]))
        guard let size = trailer.number(after: "/Size"), let root = trailer.number(after: "/Root"),
            let information = trailer.number(after: "/Info"), trailer.number(after: "/Prev") == nil
        else { throw .structure("no trailer of an unsigned file by cairo") }
        let offsets = Self.offsets(trailer)
        func object(_ number: Int?) throws(SealFailure) -> Object {
            guard let number, let offset = offsets[number], bytes.indices.contains(offset),
                let body = Self.body(of: number, in: bytes[offset...])
            else { throw .structure("object \(number ?? 0) is missing") }
            return Object(number: number, body: body)
        }
        let catalogue = try object(root)
        let pages = try object(Words(catalogue.body).number(after: "/Pages"))
        let kids = Words(pages.body).numbers(after: "/Kids")
        var figures: [Object] = []
        for (number, offset) in offsets.sorted(by: { $0.value < $1.value }) {
            guard let body = Self.body(of: number, in: bytes[offset...], longest: 2_048) else { continue }
            if body.contains("/Type /StructElem"), Words(body).word(after: "/S") == "/Figure" {
                figures.append(Object(number: number, body: body))
            }
        }
        (self.size, self.table, self.information) = (size, table, information)
        (self.catalogue, self.figures) = (catalogue, figures)
        // Kids are references: number, generation, R.
        lastPage = try object(kids.count >= 2 ? kids[kids.count - 2] : nil)
        guard catalogue.body.hasSuffix(">>"), lastPage.body.hasSuffix(">>") else {
            throw .structure("the catalogue or the last page isn't a dictionary")
        }
    }

    private static func offsets(_ trailer: Words) -> [Int: Int] {
        var offsets: [Int: Int] = [:]
        guard trailer.all.count > 3, let first = Int(trailer.all[1]), let count = Int(trailer.all[2]) else {
            return [:]
        }
        for index in 0..<count {
            let at = 3 + 3 * index
            guard at + 2 < trailer.all.count else { return offsets }
            if trailer.all[at + 2] == "n" { offsets[first + index] = Int(trailer.all[at]) }
        }
        return offsets
    }

    private static func body(
        of number: Int, in bytes: ArraySlice<UInt8>, longest: Int = 1 << 20
    ) -> String? {
        let head = Array("\(number) 0 obj".utf8)
        guard bytes.starts(with: head), let end = bytes.prefix(longest).firstRange(of: Array("endobj".utf8))
        else {
            return nil
        }
        let body = bytes[(bytes.startIndex + head.count)..<end.lowerBound]
        return String(text(body).drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Latin-1, so that no byte is lost.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.lazy.map { Unicode.Scalar($0) }))
    }
}

/// A stretch of PDF syntax cut at white space and brackets.
private struct Words {
    let all: [Substring]

    init(_ text: String) {
        all = text.split { $0.isWhitespace || $0 == "[" || $0 == "]" }
    }

    func word(after key: String) -> Substring? {
        guard let at = all.firstIndex(where: { $0 == key }), at + 1 < all.count else { return nil }
        return all[at + 1]
    }

    func number(after key: String) -> Int? { word(after: key).flatMap { Int($0) } }

    /// The numbers that follow, whatever `R` stands between them.
    func numbers(after key: String) -> [Int] {
        guard let at = all.firstIndex(where: { $0 == key }) else { return [] }
        return all[(at + 1)...].prefix { $0 == "R" || Int($0) != nil }.compactMap { Int($0) }
    }
}
