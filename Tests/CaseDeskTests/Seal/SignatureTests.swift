import CaseDesk
import Foundation
import Scheduler
import Testing

@Suite struct `A signed document` {
    let samples: SampleDocuments

    init() throws {
        samples = try SampleDocuments.shared.get()
    }

    @Test func `is valid to our own check, with its signer and its time`() async throws {
        let result = samples.check.check(try await samples.signed("receipt", "fr"))
        #expect(result.signature == .valid && result.coversWholeFile)
        #expect(result.signer == "Ministère des Affaires étrangères (essai)")
        #expect(result.issuedAt == samples.issuedAt)
    }

    @Test(arguments: offeredLocales)
    func `is valid to poppler, pyHanko and qpdf`(locale: String) async throws {
        let file = try samples.scratch.write(
            try await samples.signed("legalisation-attestation", locale), as: "others-\(locale).pdf")
        let poppler = try Tool.run("pdfsig", [file])
        #expect(poppler.output.contains("Signature is Valid"))
        #expect(poppler.output.contains("Total document signed"))
        #expect(poppler.output.contains("ETSI.CAdES.detached"))
        let hanko = try Tool.run(
            "pyhanko",
            [
                "sign", "validate", "--trust", samples.files.authority, "--no-revocation-check",
                "--pretty-print",
                file,
            ])
        #expect(hanko.output.contains("VALID") && !hanko.output.contains("INVALID"), "\(hanko.output)")
        #expect(hanko.output.contains("covers the entire file"), "\(hanko.output)")
        let qpdf = try Tool.run("qpdf", ["--check", file])
        #expect(qpdf.succeeded, "\(qpdf.output)")
    }

    @Test func `is invalid after any one byte has changed`() async throws {
        let file = try await samples.signed("receipt", "fr")
        let gap = try #require(Gap(file)).range
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var changed = file
            let at = Int.random(in: 0..<file.count, using: &generator)
            changed[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            // A digit of the signature in upper or in lower case is the same digit.
            if gap.contains(at), changed[at] | 0x20 == file[at] | 0x20 { continue }
            #expect(samples.check.check(changed).signature != .valid, "byte \(at)")
        }
        var changed = file
        changed[file.count / 3] ^= 1
        let poppler = try Tool.run("pdfsig", [try samples.scratch.write(changed, as: "changed.pdf")])
        #expect(!poppler.output.contains("Signature is Valid"))
    }

    @Test func `is invalid after any one digit of the signature has changed`() async throws {
        let file = try await samples.signed("receipt", "fr")
        let gap = try #require(Gap(file))
        for at in gap.range {
            var changed = file
            changed[at] ^= 1
            #expect(samples.check.check(changed).signature != .valid, "digit \(at - gap.range.lowerBound)")
        }
    }

    @Test func `is invalid when something is appended`() async throws {
        let file = try await samples.signed("receipt", "fr") + Array("% a page more\n".utf8)
        let result = samples.check.check(file)
        #expect(result.signature == .invalid && !result.coversWholeFile)
    }

    @Test func `is invalid when its range starts later, ends early or leaves out more`() async throws {
        let file = try await samples.signed("receipt", "fr")
        let gap = try #require(Gap(file))
        let (start, end, count) = (gap.range.lowerBound, gap.range.upperBound, file.count)
        let ranges = [
            "[1 \(start - 1) \(end) \(count - end)]", "[0 \(start) \(end) \(count - end - 1)]",
            "[0 \(start - 1) \(end + 1) \(count - end - 1)]", "[0 \(start) \(end + 6) \(count - end - 6)]",
            "[0 \(start) \(end) -1]", "[0 0 0 \(count)]", "[0 \(start) \(end) \(count - end) 0 0]", "[]",
            "[0 99999999999 \(end) \(count - end)]",
        ]
        for range in ranges {
            let result = samples.check.check(gap.replacing(range: range, in: file))
            #expect(result.signature == .invalid, "\(range)")
        }
    }

    @Test func `is invalid to those who trust another authority`() async throws {
        let elsewhere = Scratch()
        let files = try Signer.generateDevelopment(elsewhere.path, ministry: "Elsewhere")
        let check = try SignatureCheck(anchors: files.authority)
        #expect(check.check(try await samples.signed("receipt", "fr")).signature == .invalid)
    }

    @Test func `is told from a page without signature and from what is no PDF file`() async throws {
        let page = try await samples.printed("receipt", "fr")
        #expect(samples.check.check(page.pdf).signature == .none)
        #expect(samples.check.check(Array("hello".utf8)).signature == .none)
        #expect(samples.check.check([]).signature == .none)
    }
}

@Suite struct `Development keys` {
    @Test func `are readable by their owner only and kept at the next start`() throws {
        let scratch = Scratch()
        let files = try Signer.generateDevelopment(scratch.path, ministry: "Ministère")
        for path in [files.key, files.sealKey] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        let key = try Data(contentsOf: URL(fileURLWithPath: files.key))
        try Signer.generateDevelopment(scratch.path, ministry: "Ministère")
        #expect(try Data(contentsOf: URL(fileURLWithPath: files.key)) == key)
    }

    @Test func `that don't belong together are refused`() throws {
        let (one, other) = (Scratch(), Scratch())
        let files = try Signer.generateDevelopment(one.path, ministry: "One")
        let others = try Signer.generateDevelopment(other.path, ministry: "Other")
        #expect(throws: SealFailure.self) { try Signer(certificates: files.certificates, key: others.key) }
    }
}

/// The digits of the signature, with `<` and `>`.
private struct Gap {
    let range: Range<Int>
    private let field: Range<Int>

    init?(_ file: [UInt8]) {
        guard let key = file.firstRange(of: Array("/ByteRange [".utf8)),
            let close = file[key.upperBound...].firstIndex(of: UInt8(ascii: "<")),
            let end = file[close...].firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        range = close..<(end + 1)
        field = (key.upperBound - 1)..<(key.upperBound + 47)
    }

    func replacing(range text: String, in file: [UInt8]) -> [UInt8] {
        var file = file
        let padded = Array(text.utf8) + [UInt8](repeating: 32, count: max(0, field.count - text.utf8.count))
        file.replaceSubrange(field, with: padded.prefix(field.count))
        return file
    }
}
