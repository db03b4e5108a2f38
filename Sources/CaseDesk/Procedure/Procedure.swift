package import Declared
package import Scheduler

/// A catalogue entry: everything that distinguishes one service from another, declared and never coded.
package struct Procedure: Sendable {
    package typealias ID = Slug<Procedure>

    package let id: ID
    package let version: Int
    /// Over the texts of the procedure and its flow: a dossier is pinned to it when it begins.
    package let contentHash: String
    package let title: LocalizedText
    /// One sentence for the catalogue.
    package let summary: LocalizedText
    package let conditions: [LocalizedText]
    package let delay: LocalizedText
    package let form: Form
    package let pieces: [PieceRequirement]
    package let fee: Fee?
    package let appointment: AppointmentProfile?
    package let flow: Flow
    package let outputs: [Output]
    /// The fields that say whose place it is: one open dossier and one appointment per person and procedure.
    package let identity: [Field.ID]
    package let retention: Retention
    /// Where its fault is told: relative to the folder that was read.
    package let file: String

    package var pin: Pin { Pin(procedure: id, version: version, contentHash: contentHash) }

    /// The exact definition that a dossier follows to its end, whatever is edited meanwhile.
    package struct Pin: Hashable, Sendable, Codable {
        package let procedure: ID
        package let version: Int
        package let contentHash: String
    }

    /// Days after which a dossier goes: counted from its last change for a draft, from its end otherwise.
    package struct Retention: Hashable, Sendable {
        package let draftDays: Int
        package let closedDays: Int
    }
}

/// An answer that anybody may see who checks a document, under a label that needs no question.
package struct PublicField: Sendable {
    package let field: Field.ID
    package let label: LocalizedText
}

/// What a finished dossier delivers.
package struct Output: Sendable {
    package typealias ID = Slug<Output>

    package let id: ID
    package let title: LocalizedText
    /// `document-templates/<template>/<locale>.md`
    package let template: String
    /// Nil for a document that doesn't expire.
    package let validMonths: Int?
    /// All that a third party may see of the form's answers.
    package let publicFields: [PublicField]
    /// What the template calls otherwise than the form: each name with the fields that make it up.
    package let values: [String: [Field.ID]]
    package let revocable: Bool
    package let signatures: Int
    let line: Int
}

/// The appointment that a procedure needs, if any, and how long it lasts.
package struct AppointmentProfile: Sendable {
    package enum Stage: String, CaseIterable, Sendable {
        case beforeReview = "before_review"
        case onDoubt = "on_doubt"
    }

    /// A service of the post's agenda.
    package let service: String
    package let stage: Stage
    package let minutes: Int
    package let perField: Field.ID?
    package let minutesPerUnit: Int
    /// What to bring and who must come.
    package let bring: [LocalizedText]
    let line: Int

    package func minutes(for answers: Answers) -> Int {
        minutes + minutesPerUnit * (perField.flatMap { answers.integer($0) } ?? 0)
    }
}

/// A piece that the form asks for.
package struct PieceRequirement: Sendable {
    package typealias ID = Slug<PieceRequirement>

    package enum Format: String, CaseIterable, Sendable, Codable {
        case pdf, jpeg, png

        package var mediaType: String {
            switch self {
            case .pdf: "application/pdf"
            case .jpeg: "image/jpeg"
            case .png: "image/png"
            }
        }
    }

    package let id: ID
    package let label: LocalizedText
    package let why: LocalizedText
    package let example: LocalizedText?
    package let formats: [Format]
    package let maximumMegabytes: Int
    package let needsOriginal: Bool
    package let when: Condition
    let line: Int

    package var maximumBytes: Int64 { Int64(maximumMegabytes) * 1_000_000 }
}

extension Procedure {
    /// The pieces that these answers call for.
    package func pieces(for answers: Answers, on today: LocalDate) -> [PieceRequirement] {
        let visible = form.pruned(answers, on: today)
        return pieces.filter { $0.when.holds(in: visible, on: today) }
    }

    package func piece(_ id: PieceRequirement.ID) -> PieceRequirement? { pieces.first { $0.id == id } }
}
