internal import Foundation

/// How a part travels (RFC 2045): what suits its bytes best. Never as 8bit: a relay says only on the way whether the
/// next one takes it, and would have to write the mail anew, which ends its signature.
enum TransferEncoding: String {
    case sevenBit = "7bit"
    case quotedPrintable = "quoted-printable"
    case base64

    /// Plain text goes as it is; mostly ASCII stays readable as quoted-printable; Arabic is shorter in base64.
    init(for text: String) {
        let bytes = text.utf8
        if Self.isPlain(text) {
            self = .sevenBit
            return
        }
        let foreign = bytes.count { $0 > 126 }
        self = foreign * 4 > bytes.count ? .base64 : .quotedPrintable
    }

    func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .sevenBit: String(decoding: bytes, as: UTF8.self)
        case .base64:
            Data(bytes).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ])
        case .quotedPrintable: Self.quotedPrintable(bytes)
        }
    }

    /// ASCII in lines that nobody on the way folds, trims or takes for the start of another mail.
    private static func isPlain(_ text: String) -> Bool {
        text.replacing("\r\n", with: "\n").utf8.split(separator: 10, omittingEmptySubsequences: false)
            .allSatisfy { line in
                line.count <= 78 && line.allSatisfy { (32...126).contains($0) } && line.last != 32
                    && !line.starts(with: "From ".utf8)
            }
    }

    /// Lines of at most 76; line ends become CR LF; a space before a line end is encoded. The last line has no end: the
    /// one before a boundary belongs to the boundary.
    private static func quotedPrintable(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        var column = 0
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == 13, rest.first == 10 { continue }
            if byte == 10 {
                out += [13, 10]
                column = 0
                continue
            }
            let endsLine = rest.first == 10 || rest.first == 13 || rest.isEmpty
            let isLiteral = (33...126).contains(byte) && byte != 61 || (byte == 32 || byte == 9) && !endsLine
            let unit = isLiteral ? [byte] : [61, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            if column + unit.count > 75 {
                out += [61, 13, 10]
                column = 0
            }
            out += unit
            column += unit.count
        }
        return String(decoding: out, as: UTF8.self)
    }
}
