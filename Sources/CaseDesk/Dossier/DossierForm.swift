import PostgresClient
import Scheduler

// Filling in: step by step, left and taken up again.
extension Dossiers {
    /// Judges one page and keeps what holds; problems come back with nothing of that page lost but the faulty
    /// answers. Refused once the dossier is handed in, unless a correction is asked for.
    package func save(
        _ inputs: [String: String], into step: Form.Step.ID, of id: Dossier.ID, by performer: Performer
    ) async throws -> FormEntry {
        try await postgres.transaction { transaction in
            let dossier = try await locked(id, in: transaction)
            let procedure = try await procedure(of: dossier)
            guard dossier.isEditable(in: procedure.flow) else { throw DossierRefusal.notEditable }
            let entry = procedure.form.enter(inputs, into: step, of: dossier.answers, on: today(of: dossier))
            guard entry.answers != dossier.answers else { return entry }
            let sealed = try await seal(entry.answers, of: dossier, as: "answers")
            try await transaction.query(
                """
                UPDATE casedesk.dossiers SET sealed_answers = \(sealed), changed_at = \(clock.now)
                WHERE id = \(id.text)
                """)
            return entry
        }
    }

    /// What is still missing before it can be handed in.
    package func completeness(of dossier: Dossier) async throws -> Completeness {
        let procedure = try await procedure(of: dossier)
        let today = today(of: dossier)
        let kept = try await keptPieces(of: dossier.id, in: postgres)
        return Completeness(
            openStep: procedure.form.firstOpenStep(dossier.answers, on: today),
            missingPieces: procedure.pieces(for: dossier.answers, on: today).filter { !kept.contains($0.id) },
            quote: dossier.quote ?? procedure.fee?.quote(for: dossier.answers, on: today))
    }

    package struct Completeness: Sendable {
        package let openStep: Form.Step?
        package let missingPieces: [PieceRequirement]
        /// What it costs as it stands; nil when it is free.
        package let quote: FeeQuote?

        package var isComplete: Bool { openStep == nil && missingPieces.isEmpty }
    }

    func keptPieces(
        of id: Dossier.ID, in session: some PostgresSession
    ) async throws -> Set<PieceRequirement.ID> {
        let rows = try await session.query(
            "SELECT requirement FROM casedesk.pieces WHERE dossier = \(id.text) AND state = 'kept'")
        return Set(try rows.compactMap { PieceRequirement.ID(try $0.decode("requirement", as: String.self)) })
    }

    func locked(_ id: Dossier.ID, in transaction: PostgresTransaction) async throws -> Dossier {
        let rows = try await transaction.query(
            "SELECT * FROM casedesk.dossiers WHERE id = \(id.text) FOR UPDATE")
        guard let row = rows.first else { throw DossierRefusal.unknown }
        return try await decode(row)
    }
}

extension Dossier {
    /// A draft, or one that waits for the person's correction.
    package func isEditable(in flow: Flow) -> Bool { state == flow.initial || clock == .paused }
}
