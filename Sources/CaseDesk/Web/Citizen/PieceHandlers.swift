import Channels
import Declared
import HTTPTypes
import Hummingbird
import NIOCore

/// Pieces come in two ways: one plain form, or chunk by chunk and taken up again where the network dropped them.
enum PieceHandlers {
    static let routes: [Route] = [
        .get("/{locale}/d/{dossier}/pieces", .citizen, show),
        .upload("/{locale}/d/{dossier}/pieces/{piece}", .citizen, give),
        .post("/{locale}/d/{dossier}/pieces/{piece}/removal", .citizen, remove),
        .upload("/{locale}/d/{dossier}/pieces/{piece}/uploads", .citizen, beginUpload),
        .get("/{locale}/d/{dossier}/uploads/{upload}", .citizen, offset),
        .patch("/{locale}/d/{dossier}/uploads/{upload}", .citizen, append),
    ]
    /// Larger than the script's chunks, smaller than what would hurt.
    private static let chunkLimit = 1 << 20

    private static func show(_ web: WebRequest) async throws -> Response {
        let draft = try await Draft.load(web)
        // Only words that there are: an address can say anything.
        let key = web.query("problem").map { "pieces.refusal.\($0)" }
        let problem = key.flatMap { key in
            web.site.words.has(key, in: web.locale)
                ? (piece: web.query("piece") ?? "", text: web.say(key)) : nil
        }
        let page = try await PiecesPage(draft, problem: problem, web: web)
        return .page(page.html, status: problem == nil ? .ok : .unprocessableContent)
    }

    private static func give(_ web: WebRequest) async throws -> Response {
        let (draft, requirement) = try await requirement(web)
        do {
            let file = try await UploadReader(web: web, limit: Int(requirement.maximumBytes)).read()
            guard !file.bytes.isEmpty else { throw PieceRefusal.empty }
            _ = try await web.stories.pieces.give(
                file.bytes, named: file.name, as: requirement.id, for: draft.dossier.id)
            return .seeOther(web.link("\(draft.path)/pieces"))
        } catch let refusal as PieceRefusal {
            return .seeOther(web.link(problemPath(draft, requirement, refusal)))
        }
    }

    private static func remove(_ web: WebRequest) async throws -> Response {
        let (draft, requirement) = try await requirement(web)
        let given = try await web.stories.pieces.all(of: draft.dossier)
        for piece in given where piece.requirement == requirement.id && piece.state == .kept {
            try await web.stories.pieces.remove(piece.id, of: draft.dossier.id)
        }
        return .seeOther(web.link("\(draft.path)/pieces"))
    }

    private static func beginUpload(_ web: WebRequest) async throws -> Response {
        guard web.request.headers[.formToken] != nil else { throw WebFailure.staleForm }
        let (draft, requirement) = try await requirement(web)
        let length = web.request.headers[.uploadLength].flatMap(Int64.init) ?? 0
        do {
            let piece = try await web.stories.pieces.begin(
                requirement.id, named: "", bytes: length, for: draft.dossier.id)
            return Response(
                status: .created, headers: [.location: web.link("\(draft.path)/uploads/\(piece.id)")])
        } catch let refusal as PieceRefusal {
            return refused(web.link(problemPath(draft, requirement, refusal)))
        }
    }

    private static func offset(_ web: WebRequest) async throws -> Response {
        let (_, piece) = try await upload(web)
        let offset = try await web.stories.pieces.offset(of: piece)
        return Response(status: .noContent, headers: [.uploadOffset: String(offset)])
    }

    private static func append(_ web: WebRequest) async throws -> Response {
        guard web.request.headers[.formToken] != nil else { throw WebFailure.staleForm }
        let (draft, piece) = try await upload(web)
        guard let offset = web.request.headers[.uploadOffset].flatMap(Int64.init),
            let requirement = draft.procedure.piece(piece.requirement)
        else { throw WebFailure.malformed }
        let buffer: ByteBuffer
        do {
            buffer = try await web.request.body.collect(upTo: chunkLimit)
        } catch is NIOTooManyBytesError {
            throw WebFailure.tooLarge
        }
        do {
            switch try await web.stories.pieces.append(
                Array(buffer.readableBytesView), to: piece.id, at: offset)
            {
            case .more(let next):
                return Response(status: .noContent, headers: [.uploadOffset: String(next)])
            case .kept:
                return Response(
                    status: .ok,
                    headers: [
                        .uploadOffset: String(piece.declaredBytes),
                        .location: web.link("\(draft.path)/pieces"),
                    ])
            }
        } catch PieceRefusal.wrongOffset(let reached) {
            return Response(status: .conflict, headers: [.uploadOffset: String(reached)])
        } catch let refusal as PieceRefusal {
            return refused(web.link(problemPath(draft, requirement, refusal)))
        }
    }

    /// The script goes where the answer says; the page there tells what was wrong.
    private static func refused(_ path: String) -> Response {
        Response(status: .unprocessableContent, headers: [.location: path])
    }

    private static func problemPath(
        _ draft: Draft, _ requirement: PieceRequirement, _ refusal: PieceRefusal
    ) -> String {
        "\(draft.path)/pieces?problem=\(refusal.code)&piece=\(requirement.id)"
    }

    private static func requirement(_ web: WebRequest) async throws -> (Draft, PieceRequirement) {
        let draft = try await Draft.load(web)
        guard let id = PieceRequirement.ID(try web.parameter("piece")),
            let requirement = draft.pieces.first(where: { $0.id == id })
        else { throw WebFailure.notFound }
        return (draft, requirement)
    }

    private static func upload(_ web: WebRequest) async throws -> (Draft, Piece) {
        let draft = try await Draft.load(web)
        guard let id = Piece.ID(try web.parameter("upload")),
            let piece = try await web.stories.pieces.load(id),
            piece.dossier == draft.dossier.id
        else { throw WebFailure.notFound }
        return (draft, piece)
    }
}

extension PiecesPage {
    init(_ draft: Draft, problem: (piece: String, text: String)?, web: WebRequest) async throws {
        let given = try await web.stories.pieces.all(of: draft.dossier)
        let kept = given.filter { $0.state == .kept }
        let correction = try await Correction(of: draft, given: given, web: web)
        let cards = draft.pieces.map { requirement in
            var card = Card(
                requirement, received: kept.first { $0.requirement == requirement.id }, draft: draft,
                web: web)
            card.refusal = correction.pieces.contains { $0.id == requirement.id } ? correction.why : nil
            card.error = problem?.piece == requirement.id.text ? problem?.text : nil
            return card
        }
        let isDraft = draft.dossier.submittedAt == nil
        let isWhole = cards.allSatisfy { $0.received != nil }
        self.init(
            frame: web.frame, progress: isDraft ? (draft.steps.count + 1, draft.stepCount) : nil,
            cards: cards,
            next: isWhole ? web.link("\(draft.path)/check") : nil,
            back: web.link(isDraft ? "\(draft.path)/form/\(draft.steps.last?.id.text ?? "")" : draft.path),
            later: isDraft ? web.link("\(draft.path)/later") : nil)
    }
}

extension PiecesPage.Card {
    init(_ asked: PieceRequirement, received: Piece?, draft: Draft, web: WebRequest) {
        let path = web.link("\(draft.path)/pieces/\(asked.id)")
        let formats = asked.formats.map { $0.rawValue.uppercased() }
        self.init(
            id: asked.id.text, label: asked.label[web.locale], why: asked.why[web.locale],
            example: asked.example?[web.locale], formats: formats.joined(separator: ", "),
            accept: asked.formats.map(\.mediaType).joined(separator: ","),
            largest: FileSize(bytes: asked.maximumBytes).text(web.say), needsOriginal: asked.needsOriginal,
            received: received?.received(web.say), action: path, uploads: "\(path)/uploads",
            removal: "\(path)/removal")
    }
}

extension Piece {
    /// "Pièce reçue : PDF, 2 Mo".
    func received(_ say: Phrases) -> String {
        say(
            "web.pieces.received",
            [
                "type": .text(format?.rawValue.uppercased() ?? ""),
                "size": .text(FileSize(bytes: declaredBytes).text(say)),
            ])
    }
}

/// In whole megabytes, or kilobytes below one.
struct FileSize: Sendable {
    let bytes: Int64

    func text(_ say: Phrases) -> String {
        guard bytes >= 1_000_000 else {
            return say("web.pieces.kilobytes", ["count": .integer(max(1, bytes / 1_000))])
        }
        return say("web.pieces.megabytes", ["count": .integer((bytes + 500_000) / 1_000_000)])
    }
}
