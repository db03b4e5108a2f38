/// Judges a file by its bytes, never by its name or what the browser says (ASVS 5.2.2).
package enum PieceContent {
    /// More would be a decompression bomb or a mistake; the largest phones make 200 megapixels.
    static let mostPixels = 250_000_000

    /// The format that the content has, if it is allowed and whole.
    package static func check(
        _ bytes: [UInt8], allowed: [PieceRequirement.Format]
    ) throws(PieceRefusal) -> PieceRequirement.Format {
        guard !bytes.isEmpty else { throw .empty }
        guard let format = format(of: bytes), allowed.contains(format) else { throw .wrongFormat(allowed) }
        switch format {
        case .pdf: try checkPDF(bytes)
        case .jpeg: try checkSize(try JPEGHeader.size(of: bytes))
        case .png: try checkSize(try PNGHeader.size(of: bytes))
        }
        return format
    }

    static func format(of bytes: [UInt8]) -> PieceRequirement.Format? {
        if bytes.starts(with: "%PDF-".utf8) { return .pdf }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: PNGHeader.signature) { return .png }
        return nil
    }

    private static func checkSize(_ size: (width: Int, height: Int)) throws(PieceRefusal) {
        guard size.width > 0, size.height > 0 else { throw .damaged }
        guard size.width <= mostPixels / size.height else { throw .tooManyPixels }
    }

    /// Its end must be there (a cut upload has none), and nobody must need a password to read it.
    private static func checkPDF(_ bytes: [UInt8]) throws(PieceRefusal) {
        let tail = bytes.suffix(2_048)
        guard holds(tail, "%%EOF"), holds(tail, "startxref") else { throw .damaged }
        guard !holds(bytes[...], "/Encrypt "), !holds(bytes[...], "/Encrypt\n"),
            !holds(bytes[...], "/Encrypt<<")
        else { throw .encrypted }
    }

    private static func holds(_ bytes: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        let word = Array(word.description.utf8)
        guard let first = word.first, bytes.count >= word.count else { return false }
        var start = bytes.startIndex
        while let at = bytes[start...].firstIndex(of: first), at + word.count <= bytes.endIndex {
            if bytes[at..<at + word.count].elementsEqual(word) { return true }
            start = at + 1
        }
        return false
    }
}

/// PNG, ISO/IEC 15948: chunks of length, type, data, checksum, from IHDR to IEND.
enum PNGHeader {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func size(of bytes: [UInt8]) throws(PieceRefusal) -> (width: Int, height: Int) {
        guard bytes.count >= 33, bytes[12..<16].elementsEqual("IHDR".utf8) else { throw .damaged }
        let size = (width: number(bytes, 16), height: number(bytes, 20))
        var at = 8
        while at + 12 <= bytes.count {
            let length = number(bytes, at)
            if bytes[(at + 4)..<(at + 8)].elementsEqual("IEND".utf8) { return size }
            at += 12 + length
        }
        throw .damaged
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
        (0..<4).reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
    }
}

/// JPEG, ITU-T T.81: segments up to the frame header, then a scan, then the end mark.
enum JPEGHeader {
    static func size(of bytes: [UInt8]) throws(PieceRefusal) -> (width: Int, height: Int) {
        guard hasEnd(bytes) else { throw .damaged }
        var at = 2
        while at + 4 <= bytes.count {
            guard bytes[at] == 0xFF else { throw .damaged }
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            guard length >= 2 else { throw .damaged }
            if isFrame(marker) {
                guard at + 9 <= bytes.count else { throw .damaged }
                let height = Int(bytes[at + 5]) << 8 | Int(bytes[at + 6])
                return (Int(bytes[at + 7]) << 8 | Int(bytes[at + 8]), height)
            }
            if marker == 0xDA || marker == 0xD9 { throw .damaged }
            at += 2 + length
        }
        throw .damaged
    }

    /// SOF0 to SOF15 but DHT, JPG and DAC.
    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
    }

    /// Phones append their own data after the end mark: it is searched for, not expected last.
    private static func hasEnd(_ bytes: [UInt8]) -> Bool {
        var at = bytes.count - 2
        while at >= 2 {
            if bytes[at] == 0xFF, bytes[at + 1] == 0xD9 { return true }
            at -= 1
        }
        return false
    }
}
