import Crypto
import PostgresClient
import Scheduler
package import Vault

/// The pieces of a dossier: sealed chunk by chunk as they arrive, judged by their bytes when they are whole.
package struct Pieces: Sendable {
    let dossiers: Dossiers
    let blobs: SealedBlobs

    package init(dossiers: Dossiers, blobs: SealedBlobs) {
        self.dossiers = dossiers
        self.blobs = blobs
    }

    /// What became of some bytes.
    package enum Progress: Sendable {
        /// Go on from here; it may be less than what was sent, since only whole chunks of 64 kB stand.
        case more(from: Int64)
        case kept(Piece)
    }

    /// Opens an upload. `bytes` is the size the browser tells: too much is refused before anything is sent.
    package func begin(
        _ requirement: PieceRequirement.ID, named name: String, bytes: Int64, for id: Dossier.ID
    ) async throws -> Piece {
        let (dossier, asked) = try await asked(requirement, of: id)
        guard bytes > 0 else { throw PieceRefusal.empty }
        guard bytes <= asked.maximumBytes else {
            throw PieceRefusal.tooBig(megabytes: asked.maximumMegabytes)
        }
        let blob = try await blobs.create()
        let piece = Piece(
            id: Piece.ID(), dossier: id, requirement: requirement, state: .uploading, format: nil,
            name: String(Field.tidy(name, multiline: false).suffix(200)), declaredBytes: bytes,
            givenAt: dossiers.clock.now, blob: blob)
        let sealed = try await dossiers.vault.seal(
            piece.name, in: dossier.scope, as: "piece-name/\(piece.id)")
        try await dossiers.postgres.query(
            """
            WITH touched AS (
                UPDATE casedesk.dossiers SET changed_at = \(piece.givenAt) WHERE id = \(id.text)
            )
            INSERT INTO casedesk.pieces
                (id, dossier, requirement, state, sealed_name, declared_bytes, blob, given_at)
            VALUES (\(piece.id.text), \(id.text), \(requirement.text), 'uploading', \(sealed), \(bytes),
                    \(blob.value), \(piece.givenAt))
            """)
        return piece
    }

    /// How far an upload got, to go on after a cut.
    package func offset(of piece: Piece) async throws -> Int64 {
        guard piece.state == .uploading else { throw PieceRefusal.notEditable }
        do {
            return Int64(try await blobs.durableLength(of: piece.blob))
        } catch VaultFailure.blob {
            // Closed already, by a process that died before it judged the file.
            return piece.declaredBytes
        }
    }

    /// Takes the bytes from `offset` on; the ones that reach the declared size complete the piece.
    package func append(_ bytes: [UInt8], to id: Piece.ID, at offset: Int64) async throws -> Progress {
        guard let piece = try await load(id) else { throw PieceRefusal.unknown }
        guard piece.state == .uploading else {
            if piece.state == .kept, offset + Int64(bytes.count) == piece.declaredBytes {
                return .kept(piece)
            }
            throw PieceRefusal.notEditable
        }
        let (dossier, asked) = try await asked(piece.requirement, of: piece.dossier)
        let length = try await self.offset(of: piece)
        if length == piece.declaredBytes, length == offset + Int64(bytes.count) || bytes.isEmpty,
            try await isClosed(piece)
        {
            return .kept(try await complete(piece, dossier, asked))
        }
        guard offset == length else { throw PieceRefusal.wrongOffset(length) }
        let end = offset + Int64(bytes.count)
        guard end <= piece.declaredBytes else { throw PieceRefusal.tooBig(megabytes: asked.maximumMegabytes) }
        let whole = bytes.count - bytes.count % Self.chunk
        if whole > 0 {
            try await blobs.append(
                Array(bytes[..<whole]), to: piece.blob, at: Int(offset), in: dossier.scope)
        }
        guard end == piece.declaredBytes else { return .more(from: offset + Int64(whole)) }
        try await blobs.finish(piece.blob, with: Array(bytes[whole...]), in: dossier.scope)
        return .kept(try await complete(piece, dossier, asked))
    }

    /// The whole of a small file at once, or of a form without scripts that was gathered by its reader.
    package func give(
        _ bytes: [UInt8], named name: String, as requirement: PieceRequirement.ID, for id: Dossier.ID
    ) async throws -> Piece {
        let piece = try await begin(requirement, named: name, bytes: Int64(bytes.count), for: id)
        guard case .kept(let kept) = try await append(bytes, to: piece.id, at: 0) else {
            throw PieceRefusal.incomplete(0)
        }
        return kept
    }

    /// Takes a piece back while the dossier can still be changed.
    package func remove(_ id: Piece.ID, of dossier: Dossier.ID) async throws {
        guard let piece = try await load(id), piece.dossier == dossier else { throw PieceRefusal.unknown }
        _ = try await asked(piece.requirement, of: dossier)
        try await dossiers.postgres.query(
            """
            UPDATE casedesk.pieces SET state = 'removed', settled_at = \(dossiers.clock.now)
            WHERE id = \(id.text) AND state IN ('uploading', 'kept')
            """)
        try await blobs.delete(piece.blob)
    }

    /// The pieces that stand, and the refused ones that wait for another.
    package func all(of dossier: Dossier) async throws -> [Piece] {
        let rows = try await dossiers.postgres.query(
            """
            SELECT * FROM casedesk.pieces WHERE dossier = \(dossier.id.text) AND state IN ('kept', 'refused')
            ORDER BY given_at
            """)
        var pieces: [Piece] = []
        for row in rows { pieces.append(try await decode(row, in: dossier.scope)) }
        return pieces
    }

    package func load(_ id: Piece.ID) async throws -> Piece? {
        let rows = try await dossiers.postgres.query(
            """
            SELECT pieces.*, dossiers.post FROM casedesk.pieces
            JOIN casedesk.dossiers ON dossiers.id = pieces.dossier WHERE pieces.id = \(id.text)
            """)
        guard let row = rows.first else { return nil }
        let scope = Dossier.scope(of: try row.decode("dossier"), at: try row.decode("post"))
        return try await decode(row, in: scope)
    }

    /// The contents, opened chunk by chunk. Every look is the caller's to audit.
    package func read(_ piece: Piece, of dossier: Dossier) -> AsyncThrowingStream<[UInt8], any Error> {
        blobs.read(piece.blob, in: dossier.scope)
    }

    /// Uploads that nobody finished within two days go.
    package func sweep() async throws -> Int {
        let rows = try await dossiers.postgres.query(
            """
            UPDATE casedesk.pieces SET state = 'removed', settled_at = \(dossiers.clock.now)
            WHERE state = 'uploading' AND given_at < \(dossiers.clock.now - .days(2)) RETURNING blob
            """)
        for row in rows {
            if let blob = BlobID(try row.decode("blob", as: String.self)) { try await blobs.delete(blob) }
        }
        return rows.count
    }

    static let chunk = 65_536
}

extension Pieces {
    private func asked(
        _ requirement: PieceRequirement.ID, of id: Dossier.ID
    ) async throws -> (Dossier, PieceRequirement) {
        guard let dossier = try await dossiers.load(id) else { throw PieceRefusal.unknown }
        let procedure = try await dossiers.procedure(of: dossier)
        guard dossier.isEditable(in: procedure.flow) else { throw PieceRefusal.notEditable }
        let pieces = procedure.pieces(for: dossier.answers, on: dossiers.today(of: dossier))
        guard let asked = pieces.first(where: { $0.id == requirement }) else { throw PieceRefusal.notAsked }
        return (dossier, asked)
    }

    private func isClosed(_ piece: Piece) async throws -> Bool {
        do {
            _ = try await blobs.durableLength(of: piece.blob)
            return false
        } catch VaultFailure.blob {
            return true
        }
    }

    /// Judges the whole file; an unfit one is deleted at once, a fit one takes the place of the last.
    private func complete(_ piece: Piece, _ dossier: Dossier, _ asked: PieceRequirement) async throws -> Piece
    {
        let bytes = try await blobs.readAll(piece.blob, in: dossier.scope)
        let format: PieceRequirement.Format
        do throws(PieceRefusal) {
            format = try PieceContent.check(bytes, allowed: asked.formats)
        } catch {
            try await dossiers.postgres.query(
                """
                UPDATE casedesk.pieces SET state = 'unfit', settled_at = \(dossiers.clock.now)
                WHERE id = \(piece.id.text)
                """)
            try await blobs.delete(piece.blob)
            throw error
        }
        try await keep(piece, format, digest: digest(bytes), in: dossier)
        return Piece(
            id: piece.id, dossier: piece.dossier, requirement: piece.requirement, state: .kept,
            format: format,
            name: piece.name, declaredBytes: piece.declaredBytes, givenAt: piece.givenAt, blob: piece.blob)
    }

    /// A keyed hash: the same scan in two dossiers is noticed, and nobody can look for a known file.
    private func digest(_ bytes: [UInt8]) -> [UInt8] {
        let plain = SHA256.hash(data: bytes).map { String($0, radix: 16) }.joined(separator: ".")
        return dossiers.vault.blindIndex(plain, purpose: "piece-content")
    }

    private func keep(
        _ piece: Piece, _ format: PieceRequirement.Format, digest: [UInt8], in dossier: Dossier
    ) async throws {
        let now = dossiers.clock.now
        let replaced = try await dossiers.postgres.transaction(retries: 2) { transaction -> [String] in
            let current = try await dossiers.locked(dossier.id, in: transaction)
            let flow = try await dossiers.procedure(of: current).flow
            guard current.isEditable(in: flow) else { throw PieceRefusal.notEditable }
            let rows = try await transaction.query(
                """
                UPDATE casedesk.pieces SET state = 'replaced', settled_at = \(now)
                WHERE dossier = \(dossier.id.text) AND requirement = \(piece.requirement.text)
                  AND state IN ('kept', 'refused') RETURNING blob
                """)
            try await transaction.query(
                """
                UPDATE casedesk.pieces
                SET state = 'kept', format = \(format.rawValue), digest_index = \(digest), settled_at = \(now)
                WHERE id = \(piece.id.text) AND state = 'uploading'
                """)
            return try rows.map { try $0.decode("blob", as: String.self) }
        }
        for blob in replaced.compactMap({ BlobID($0) }) { try await blobs.delete(blob) }
    }

    private func decode(_ row: PostgresRow, in scope: VaultScope) async throws -> Piece {
        guard let id = Piece.ID(try row.decode("id", as: String.self)),
            let dossier = Dossier.ID(try row.decode("dossier", as: String.self)),
            let requirement = PieceRequirement.ID(try row.decode("requirement", as: String.self)),
            let state = Piece.State(rawValue: try row.decode("state", as: String.self)),
            let blob = BlobID(try row.decode("blob", as: String.self))
        else { throw PostgresFailure.decoding("a piece's names") }
        let name = try await dossiers.vault.openText(
            try row.decode("sealed_name"), in: scope, as: "piece-name/\(id)")
        return Piece(
            id: id, dossier: dossier, requirement: requirement, state: state,
            format: try row.decode("format", as: String?.self).flatMap(
                PieceRequirement.Format.init(rawValue:)),
            name: name, declaredBytes: try row.decode("declared_bytes"), givenAt: try row.decode("given_at"),
            blob: blob)
    }
}
