import PostgresClient
import Scheduler
import Vault

/// A dossier while a transaction changes it.
struct MutableDossier {
    let before: Dossier
    var state: Flow.State.ID
    var clock: Flow.Clock
    var revision: Int
    var facts: Set<Dossier.Fact>
    var quote: FeeQuote?
    var submittedAt: Instant?
    var closedAt: Instant?
    var deadline: Instant?
    var appointment: String?
    var identityIndex: [UInt8]?

    init(_ dossier: Dossier) {
        before = dossier
        state = dossier.state
        clock = dossier.clock
        revision = dossier.revision
        facts = dossier.facts
        quote = dossier.quote
        submittedAt = dossier.submittedAt
        closedAt = dossier.closedAt
        deadline = dossier.deadline
        appointment = dossier.appointment
    }

    mutating func enter(_ target: Flow.State, at now: Instant) {
        state = target.id
        clock = target.clock
        revision += 1
        deadline = target.deadlineDays.map { now + .days(Int64($0)) }
        if target.isFinal { closedAt = closedAt ?? now }
    }

    var dossier: Dossier {
        Dossier(
            id: before.id, reference: before.reference, post: before.post, pin: before.pin,
            person: before.person,
            locale: before.locale, state: state, clock: clock, revision: revision, answers: before.answers,
            facts: facts, quote: quote, startedAt: before.startedAt, submittedAt: submittedAt,
            closedAt: closedAt,
            deadline: deadline, appointment: appointment)
    }
}

extension Dossiers {
    /// The guards that hold right now.
    func standing(
        _ dossier: Dossier, _ procedure: Procedure, in session: some PostgresSession
    ) async throws -> Set<Flow.Guard> {
        let today = today(of: dossier)
        var standing: Set<Flow.Guard> = []
        if procedure.form.isComplete(dossier.answers, on: today) { standing.insert(.formComplete) }
        let kept = try await keptPieces(of: dossier.id, in: session)
        if procedure.pieces(for: dossier.answers, on: today).allSatisfy({ kept.contains($0.id) }) {
            standing.insert(.piecesComplete)
        }
        if try await isPaid(dossier, procedure, in: session) { standing.insert(.paid) }
        for fact in dossier.facts {
            switch fact {
            case .appointmentBooked: standing.insert(.appointmentBooked)
            case .appointmentAttended: standing.insert(.appointmentAttended)
            case .originalsChecked: standing.insert(.originalsChecked)
            }
        }
        return standing
    }

    private func isPaid(
        _ dossier: Dossier, _ procedure: Procedure, in session: some PostgresSession
    ) async throws -> Bool {
        if procedure.fee == nil { return true }
        guard let quote = dossier.quote else { return false }
        if quote.due.minor == 0 { return true }
        let rows = try await session.query(
            "SELECT id FROM casedesk.payments WHERE dossier = \(dossier.id.text)")
        return !rows.isEmpty
    }

    /// What an arrow does besides leading to a state.
    func apply(
        _ action: Flow.Action, _ move: DossierMove, to moved: inout MutableDossier, _ procedure: Procedure,
        in transaction: PostgresTransaction
    ) async throws {
        for effect in action.effects {
            switch effect {
            case .submit: try await submit(&moved, procedure, in: transaction)
            case .confirmOriginals: moved.facts.insert(.originalsChecked)
            case .requestCorrection:
                moved.facts.remove(.originalsChecked)
                try await refuse(move.pieces, of: moved.before.id, in: transaction)
            case .issueOutputs, .revokeOutputs, .cancelAppointment:
                try await transaction.query(
                    """
                    INSERT INTO casedesk.dossier_effects (dossier, revision, effect, begun_at)
                    VALUES (\(moved.before.id.text), \(moved.revision), \(effect.rawValue), \(clock.now))
                    """)
            }
        }
    }

    private func submit(
        _ moved: inout MutableDossier, _ procedure: Procedure, in transaction: PostgresTransaction
    ) async throws {
        let dossier = moved.before
        moved.submittedAt = clock.now
        if let identity = IdentityKey.text(for: dossier.answers, of: procedure) {
            moved.identityIndex = vault.blindIndex(identity, purpose: "dossier-identity/\(procedure.id)")
        }
        guard let quote = procedure.fee?.quote(for: dossier.answers, on: today(of: dossier)) else { return }
        moved.quote = quote
        try await Ledger.charge(quote, dossier, at: clock.now, in: transaction)
    }

    private func refuse(
        _ pieces: [PieceRequirement.ID], of id: Dossier.ID, in transaction: PostgresTransaction
    ) async throws {
        try await transaction.query(
            """
            UPDATE casedesk.pieces SET state = 'refused', settled_at = \(clock.now)
            WHERE dossier = \(id.text) AND state = 'kept' AND requirement = ANY(\(pieces.map(\.text)))
            """)
    }

    func update(_ moved: MutableDossier, in transaction: PostgresTransaction) async throws {
        var quote: [UInt8]?
        if let fixed = moved.quote { quote = try await seal(fixed, of: moved.before, as: "quote") }
        let rows = try await transaction.query(
            """
            UPDATE casedesk.dossiers SET
                state = \(moved.state.text), clock = \(moved.clock.rawValue), revision = \(moved.revision),
                facts = \(moved.facts.map(\.rawValue).sorted()), appointment = \(moved.appointment),
                sealed_quote = \(quote), identity_index = COALESCE(\(moved.identityIndex), identity_index),
                submitted_at = \(moved.submittedAt), deadline = \(moved.deadline), closed_at = \(moved.closedAt),
                changed_at = \(clock.now)
            WHERE id = \(moved.before.id.text) AND revision = \(moved.before.revision) RETURNING id
            """)
        guard !rows.isEmpty else { throw DossierRefusal.unknown }
    }

    func lastEvent(of dossier: Dossier, in session: some PostgresSession) async throws -> DossierEvent {
        let rows = try await session.query(
            """
            SELECT * FROM casedesk.dossier_events WHERE dossier = \(dossier.id.text)
            ORDER BY revision DESC LIMIT 1
            """)
        guard let row = rows.first else { throw DossierRefusal.unknown }
        return try await event(row, in: dossier.scope)
    }
}
