import CaseDesk
import Testing

/// The smallest files that are what they say.
enum SampleFile {
    static let pdf = Array("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n".utf8)

    static func png(width: UInt32 = 10, height: UInt32 = 10) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width)
            + big(height) + [8, 2, 0, 0, 0, 1, 2, 3, 4] + [0, 0, 0, 1] + Array("IDAT".utf8) + [0, 1, 2, 3, 4]
            + [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
    }

    static func jpeg(width: UInt16 = 10, height: UInt16 = 10) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, UInt8(height >> 8), UInt8(height & 255)]
            + [UInt8(width >> 8), UInt8(width & 255), 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9]
    }

    private static func big(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }
}

@Suite struct `The content of a piece` {
    static let every: [PieceRequirement.Format] = [.pdf, .jpeg, .png]

    @Test(arguments: [
        (SampleFile.pdf, PieceRequirement.Format.pdf), (SampleFile.png(), .png), (SampleFile.jpeg(), .jpeg),
        (SampleFile.jpeg() + Array("a phone's own trailer".utf8), .jpeg),
    ])
    func `is told by its bytes`(bytes: [UInt8], format: PieceRequirement.Format) throws {
        #expect(try PieceContent.check(bytes, allowed: Self.every) == format)
    }

    static let rubbish: [PieceRefusal: [[UInt8]]] = [
        .empty: [[]],
        .wrongFormat(every): [Array("MZ a program".utf8), Array("<html><script>".utf8), [0x50, 0x4B, 3, 4]],
        .damaged: [
            Array(SampleFile.pdf.dropLast(8)), Array(SampleFile.png().dropLast(8)),
            Array(SampleFile.jpeg().dropLast(2)), Array(SampleFile.jpeg().prefix(6)),
            Array(SampleFile.png().prefix(20)), SampleFile.png(width: 0), [0xFF, 0xD8, 0xFF],
        ],
        .tooManyPixels: [
            SampleFile.png(width: 100_000, height: 100_000), SampleFile.png(width: .max, height: .max),
            SampleFile.jpeg(width: 60_000, height: 60_000),
        ],
        .encrypted: [Array("%PDF-1.4\ntrailer<</Encrypt 5 0 R>>startxref\n9\n%%EOF".utf8)],
    ]

    @Test func `is refused with the reason`() {
        for (refusal, files) in Self.rubbish {
            for bytes in files {
                #expect(throws: refusal) { try PieceContent.check(bytes, allowed: Self.every) }
            }
        }
    }

    @Test func `is refused when only another format is asked`() {
        #expect(throws: PieceRefusal.wrongFormat([.pdf])) {
            try PieceContent.check(SampleFile.png(), allowed: [.pdf])
        }
    }

    @Test func `never stops the check by any cut or turned byte`() {
        var generator = SystemRandomNumberGenerator()
        for sample in [SampleFile.pdf, SampleFile.png(), SampleFile.jpeg()] {
            for length in 0...sample.count {
                var bytes = Array(sample.prefix(length))
                _ = try? PieceContent.check(bytes, allowed: Self.every)
                guard !bytes.isEmpty else { continue }
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: 0...255, using: &generator)
                _ = try? PieceContent.check(bytes, allowed: Self.every)
            }
        }
    }
}
