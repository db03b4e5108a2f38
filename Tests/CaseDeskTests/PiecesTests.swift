import CaseDesk
import Foundation
import Testing

@Suite struct `A piece` {
    static let chunk = 65_536

    /// A PNG of this size: the image data is padding, which nobody decodes here.
    static func scan(bytes count: Int) -> [UInt8] {
        var file = SampleFile.png()
        let filler = count - file.count - 12
        let at = file.count - 12
        let chunk =
            [UInt8(filler >> 24), UInt8(filler >> 16 & 255), UInt8(filler >> 8 & 255), UInt8(filler & 255)]
            + Array("tEXt".utf8) + (0..<filler).map { UInt8($0 % 251) } + [0, 0, 0, 0]
        file.insert(contentsOf: chunk, at: at)
        return file
    }

    @Test func `goes on after a cut, from the last whole chunk`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            let scan = Self.scan(bytes: 200_000)
            let piece = try await sandbox.pieces.begin(
                try id("proof"), named: "scan.png", bytes: Int64(scan.count), for: dossier.id)
            guard
                case .more(let from) = try await sandbox.pieces.append(
                    Array(scan[..<100_000]), to: piece.id, at: 0)
            else {
                Issue.record("complete too early")
                return
            }
            #expect(from == Int64(Self.chunk))
            #expect(try await sandbox.pieces.offset(of: piece) == from)
            await #expect(throws: PieceRefusal.wrongOffset(from)) {
                try await sandbox.pieces.append(Array(scan[100_000...]), to: piece.id, at: 100_000)
            }
            guard
                case .kept(let kept) = try await sandbox.pieces.append(
                    Array(scan[Int(from)...]), to: piece.id, at: from)
            else {
                Issue.record("not kept")
                return
            }
            #expect(kept.format == .png)
            #expect(kept.name == "scan.png")
            var read: [UInt8] = []
            for try await part in sandbox.pieces.read(kept, of: dossier) { read += part }
            #expect(read == scan)
        }
    }

    @Test(arguments: [
        (Array("MZ not a scan".utf8), "wrong_format"), (Array(SampleFile.jpeg()), "wrong_format"),
        (Array(SampleFile.pdf.dropLast(9)), "damaged"),
        (SampleFile.png(width: .max, height: .max), "too_many_pixels"),
    ])
    func `is refused with a reason when its content is rubbish`(bytes: [UInt8], code: String) async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            do {
                _ = try await sandbox.pieces.give(bytes, named: "a.pdf", as: try id("proof"), for: dossier.id)
                Issue.record("kept")
            } catch let refusal as PieceRefusal {
                #expect(refusal.code == code)
            }
            #expect(try await sandbox.pieces.all(of: dossier).isEmpty)
            let files = try FileManager.default.subpathsOfDirectory(atPath: sandbox.blobFolder)
            #expect(files.allSatisfy { $0.count == 2 })
        }
    }

    @Test func `is refused before it is sent when it is too big or not asked`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            await #expect(throws: PieceRefusal.tooBig(megabytes: 1)) {
                try await sandbox.pieces.begin(try id("proof"), named: "a", bytes: 1_000_001, for: dossier.id)
            }
            await #expect(throws: PieceRefusal.notAsked) {
                try await sandbox.pieces.begin(try id("card"), named: "a", bytes: 10, for: dossier.id)
            }
            await #expect(throws: PieceRefusal.empty) {
                try await sandbox.pieces.begin(try id("proof"), named: "a", bytes: 0, for: dossier.id)
            }
        }
    }

    @Test func `cannot grow beyond the size it told`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.filled()
            let piece = try await sandbox.pieces.begin(
                try id("proof"), named: "a", bytes: 10, for: dossier.id)
            await #expect(throws: PieceRefusal.tooBig(megabytes: 1)) {
                try await sandbox.pieces.append([UInt8](repeating: 0, count: 11), to: piece.id, at: 0)
            }
        }
    }

    @Test func `takes the place of the last one, and can be taken back`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.complete()
            let second = try await sandbox.pieces.give(
                SampleFile.png(), named: "b.png", as: try id("proof"), for: dossier.id)
            #expect(try await sandbox.pieces.all(of: dossier).map(\.id) == [second.id])
            try await sandbox.pieces.remove(second.id, of: dossier.id)
            #expect(try await sandbox.pieces.all(of: dossier).isEmpty)
            let other = try await sandbox.filled(for: "person-2", name: "Other")
            await #expect(throws: PieceRefusal.unknown) {
                try await sandbox.pieces.remove(second.id, of: other.id)
            }
        }
    }

    @Test func `isn't taken once the dossier is handed in`() async throws {
        try await withDossiers { sandbox in
            let dossier = try await sandbox.submitted()
            await #expect(throws: PieceRefusal.notEditable) {
                try await sandbox.pieces.give(
                    SampleFile.pdf, named: "a.pdf", as: try id("proof"), for: dossier.id)
            }
        }
    }
}
