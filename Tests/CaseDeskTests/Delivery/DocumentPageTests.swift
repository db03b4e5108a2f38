import CaseDesk
import Foundation
import Testing

@Suite struct `A printed document` {
    let samples: SampleDocuments

    init() throws {
        samples = try SampleDocuments.shared.get()
    }

    @Test(
        arguments: ["proof-of-deposit", "receipt", "legalisation-attestation", "registration-attestation"],
        offeredLocales)
    func `is tagged, has a title and embeds its fonts`(kind: String, locale: String) async throws {
        let file = try samples.scratch.write(
            try await samples.signed(kind, locale), as: "tagged-\(kind)-\(locale).pdf")
        if let folder = ProcessInfo.processInfo.environment["GUICHET_KEEP_PDF"] {
            try? FileManager.default.copyItem(atPath: file, toPath: "\(folder)/\(kind)-\(locale).pdf")
        }
        let information = try Tool.run("pdfinfo", [file]).output
        #expect(information.contains(/Tagged: +yes/), "\(information)")
        #expect(information.contains(/Title: +\S/), "\(information)")
        #expect(information.contains(/Page size: +595.*\(A4\)/), "\(information)")
        let fonts = try Tool.run("pdffonts", [file]).output
        #expect(fonts.contains("Noto"))
        #expect(!fonts.contains(/\sno +(yes|no) +(yes|no)\s/), "\(fonts)")
        let structure = try Tool.run("pdfinfo", ["-struct", file]).output
        for tag in ["Document", "H1", "Table", "TH", "TD", "Figure"] {
            #expect(structure.contains(tag), "\(tag): \(structure)")
        }
        #expect(
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self).contains("/Alt")
        )
    }

    @Test(arguments: offeredLocales)
    func `carries a code that is read from a screen or a scan`(locale: String) async throws {
        let file = try samples.scratch.write(
            try await samples.signed("proof-of-deposit", locale), as: "code-\(locale).pdf")
        _ = try Tool.run("pdftoppm", ["-r", "150", "-png", file, "\(samples.scratch.path)/code-\(locale)"])
        let pictures = try FileManager.default.contentsOfDirectory(atPath: samples.scratch.path)
            .filter { $0.hasPrefix("code-\(locale)-") }.map { "\(samples.scratch.path)/\($0)" }
        let read = try Tool.run("zbarimg", ["--quiet", "--raw"] + pictures).output
        #expect(read.hasPrefix("https://guichet.example.cd/v/\(SampleDocuments.code.value)#"))
        let seal = read.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "#").last ?? ""
        let verified = Seal.verify(
            String(seal), of: SampleDocuments.code, keys: [samples.sealKey.publicKey])
        #expect(verified?.kind == "proof-of-deposit")
    }

    @Test func `gives its Arabic back in reading order`() async throws {
        let file = try samples.scratch.write(
            try await samples.signed("proof-of-deposit", "ar"), as: "order.pdf")
        let words = Self.visible(try Tool.run("pdftotext", ["-enc", "UTF-8", file, "-"]).output)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for sentence in [
            "يشهد المركز القنصلي بأنه تسلّم إلكترونيًا الطلب المبيّن أدناه.", "بياتريس إيلونغا مبويي",
            "السفارة في بروكسل", "7K2M-9QXT-4", "يثبت هذا الوصل تاريخ الإيداع",
        ] {
            #expect(words.contains(sentence), "\(sentence) in \(words)")
        }
    }

    @Test func `goes on over as many pages as it needs, each numbered`() async throws {
        let long = (1...120).map { "Pièce \($0) : une page" }.joined(separator: "\n")
        let file = try samples.scratch.write(
            try await samples.signed("proof-of-deposit", "fr", with: ["pieces": long]), as: "long.pdf")
        let pages = try #require(try Tool.run("pdfinfo", [file]).output.firstMatch(of: /Pages: +(\d)/)).1
        #expect(pages > "2")
        let text = Self.visible(try Tool.run("pdftotext", ["-layout", file, "-"]).output)
        #expect(text.split(separator: "\u{c}").count == Int(pages))
        for page in 1...(Int(pages) ?? 1) {
            #expect(text.contains(try Regex("\(page) */ *\(pages)")), "\(page)")
        }
        for expected in ["Pièce 1 :", "Pièce 60 :", "Pièce 120 :"] {
            #expect(text.contains(expected), "\(expected)")
        }
        #expect(try Tool.run("qpdf", ["--check", file]).succeeded)
        #expect(
            samples.check.check([UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))).signature == .valid
        )
    }

    @Test func `takes values as data`() async throws {
        let hostile = "<b>Zoé & Cie</b> **x** {reference} \u{0}\u{7}"
        let file = try samples.scratch.write(
            try await samples.signed("receipt", "fr", with: ["holder": hostile]), as: "hostile.pdf")
        #expect(try Tool.run("pdftotext", [file, "-"]).output.contains("<b>Zoé & Cie</b> **x** {reference}"))
    }

    @Test func `leaves out a row whose value is empty`() async throws {
        let file = try samples.scratch.write(
            try await samples.signed("registration-attestation", "fr"), as: "row.pdf")
        let text = try Tool.run("pdftotext", [file, "-"]).output
        #expect(!text.contains("Destinée à") && text.contains("Lieu de naissance"))
    }

    @Test func `never cuts an address that people type`() async throws {
        for length in 0..<24 {
            let site = "consulat.example.cd:\(String(repeating: "8", count: length))/v"
            let file = try samples.scratch.write(
                try await samples.printed("proof-of-deposit", "fr", with: ["site": site]).pdf,
                as: "site-\(length).pdf")
            let text = Self.visible(try Tool.run("pdftotext", [file, "-"]).output)
            #expect(text.contains(site), "\(text)")
        }
    }

    /// Without the marks of direction that a reader adds.
    private static func visible(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }))
    }
}
