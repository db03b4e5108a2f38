import Declared

/// What an agent sent back: the pieces that wait for another, and why, with the agent's own words.
struct Correction: Sendable {
    let pieces: [PieceRequirement]
    let why: String

    init(of draft: Draft, given: [Piece], web: WebRequest) async throws {
        let asked = try await web.stories.dossiers.events(of: draft.dossier).last { event in
            if case .moved = event.kind { true } else { false }
        }
        let reason = asked?.reason.flatMap { draft.procedure.flow.reason($0)?.label[web.locale] }
        // Isolated (U+2068, U+2069): an agent may write in another language than the page's.
        let note = asked?.note.map { "\u{2068}\($0)\u{2069}" }
        why = [reason, note].compactMap(\.self).joined(separator: ". ")
        pieces = draft.pieces.filter { asked in
            given.contains { $0.requirement == asked.id && $0.state == .refused }
        }
    }
}
