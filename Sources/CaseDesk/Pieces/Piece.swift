package import Scheduler
package import Vault

/// What a person gave for a requirement.
package struct Piece: Sendable {
    /// 128 random bits, in hexadecimal.
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        package let text: String

        package init() { text = RandomName.hexadecimal() }

        package init?(_ text: some StringProtocol) {
            guard RandomName.isHexadecimal(text) else { return nil }
            self.text = String(text)
        }

        package var description: String { text }
    }

    // uploading ─complete→ kept ─replace→ replaced, ─remove→ removed, ─refuse→ refused (by an agent)
    // uploading ─complete→ unfit (content refused)
    package enum State: String, CaseIterable, Sendable {
        case uploading, kept, replaced, removed, refused, unfit
    }

    package let id: ID
    package let dossier: Dossier.ID
    package let requirement: PieceRequirement.ID
    package let state: State
    package let format: PieceRequirement.Format?
    /// As declared by the browser, for the person's own eyes.
    package let name: String
    package let declaredBytes: Int64
    package let givenAt: Instant
    package let blob: BlobID
}

/// Why a file isn't taken. Each has its sentence in locales/ under `pieces.refusal.<code>`.
package enum PieceRefusal: Error, Sendable, Hashable {
    case unknown
    case notAsked
    case notEditable
    case empty
    case tooBig(megabytes: Int)
    /// Not one of these formats, whatever its name says.
    case wrongFormat([PieceRequirement.Format])
    case damaged
    case encrypted
    case tooManyPixels
    /// A chunk that doesn't continue where the last one ended: this is where to go on.
    case wrongOffset(Int64)
    case incomplete(Int64)

    package var code: String {
        switch self {
        case .unknown: "unknown"
        case .notAsked: "not_asked"
        case .notEditable: "not_editable"
        case .empty: "empty"
        case .tooBig: "too_big"
        case .wrongFormat: "wrong_format"
        case .damaged: "damaged"
        case .encrypted: "encrypted"
        case .tooManyPixels: "too_many_pixels"
        case .wrongOffset: "wrong_offset"
        case .incomplete: "incomplete"
        }
    }

    package var key: String { "pieces.refusal.\(code)" }
}
