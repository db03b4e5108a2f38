import Declared
import HTTPTypes
import Hummingbird
import NIOCore

/// The pieces themselves, and the documents that were delivered: every look is noted before the first byte leaves.
enum DeskPieceHandlers {
    static let routes: [Route] = [
        .get("/{locale}/desk/d/{dossier}/pieces/{piece}", .agent, view),
        .get("/{locale}/desk/d/{dossier}/documents/{document}", .agent, document),
    ]

    private static func view(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        guard let id = Piece.ID(try web.parameter("piece")),
            let piece = try await web.stories.pieces.load(id), piece.dossier == desk.dossier.id,
            piece.state == .kept || piece.state == .refused, let format = piece.format
        else { throw WebFailure.notFound }
        try await web.note(
            "piece.viewed", of: desk.object, by: desk.agent,
            ["piece": id.text, "requirement": piece.requirement.text])
        let chunks = web.stories.pieces.read(piece, of: desk.dossier)
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType,
                .contentDisposition:
                    "inline; filename=\"\(desk.dossier.reference)-\(piece.requirement).\(format.rawValue)\"",
                .contentSecurityPolicy: SecurityHeaders.policy(for: format),
            ],
            body: .init(contentLength: Int(piece.declaredBytes)) { writer in
                for try await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
                try await writer.finish(nil)
            })
    }

    private static func document(_ web: WebRequest) async throws -> Response {
        let desk = try await DeskDossier.load(web)
        let id = try web.parameter("document")
        let documents = try await web.stories.documents.documents(
            of: desk.dossier.id.text, in: web.stories.postgres)
        guard let document = documents.first(where: { $0.id == id }) else { throw WebFailure.notFound }
        try await web.note(
            "document.viewed", of: desk.object, by: desk.agent, ["document": document.id])
        return .file(
            try await web.stories.documents.file(of: document), type: "application/pdf",
            name: "\(document.kind)-\(desk.dossier.reference.text).pdf", shown: .inPlace)
    }
}

extension SecurityHeaders {
    /// A picture needs nothing. A PDF can't be sandboxed: browsers then refuse to open their viewer, which keeps the
    /// file's scripts away from the site by itself.
    static func policy(for format: PieceRequirement.Format) -> String {
        switch format {
        case .pdf: filePolicy
        case .jpeg, .png: "\(filePolicy); sandbox"
        }
    }
}
