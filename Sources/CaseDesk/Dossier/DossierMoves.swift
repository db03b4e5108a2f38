package import Channels
package import PostgresClient
package import Scheduler

// The arrows. One transaction holds the state, the event, the messages and the audit entry; a lock on the
// dossier's row lets one of two performers win, and tells the other what happened.
extension Dossiers {
    /// What the person may keep and show: said only after the commit, and said again on every repetition.
    package struct Acknowledgement: Sendable, Hashable {
        package let dossier: Dossier.ID
        package let reference: Reference
        package let submittedAt: Instant
    }

    /// Hands a dossier in, once, however often it is asked. `attachments`: the proof of deposit, for the email.
    package func submit(
        _ id: Dossier.ID, by person: String, attachments: [MessageAttachment] = []
    ) async throws -> Acknowledgement {
        guard let dossier = try await load(id), dossier.person == person else { throw DossierRefusal.unknown }
        if let done = acknowledgement(of: dossier) { return done }
        let flow = try await procedure(of: dossier).flow
        guard let action = flow.action(with: .submit, from: flow.initial) else {
            throw DossierRefusal.unknownAction
        }
        do {
            let move = DossierMove(action.id, by: .citizen(person), as: [.citizen], attachments: attachments)
            guard let done = acknowledgement(of: try await perform(move, on: id)) else {
                throw DossierRefusal.unknown
            }
            return done
        } catch let refusal as DossierRefusal {
            // The same button pressed twice: the other press was first.
            if case .movedOn = refusal, let done = try await load(id).flatMap(acknowledgement) { return done }
            throw refusal
        }
    }

    /// Takes an arrow, or throws the refusal.
    @discardableResult
    package func perform(_ move: DossierMove, on id: Dossier.ID) async throws -> Dossier {
        do {
            let change = try await postgres.transaction(retries: 2) { transaction in
                try await take(move, on: id, in: transaction)
            }
            await witness.follow(change)
            return change.dossier
        } catch let failure as PostgresFailure {
            if failure.constraint == "dossiers_one_identity" { throw DossierRefusal.sameIdentity }
            throw failure
        }
    }

    /// The same inside a transaction of the caller's, who lets the witness follow after the commit.
    package func take(
        _ move: DossierMove, on id: Dossier.ID, in transaction: PostgresTransaction
    ) async throws -> DossierChange {
        let dossier = try await locked(id, in: transaction)
        let procedure = try await procedure(of: dossier)
        let standing = try await standing(dossier, procedure, in: transaction)
        let last = try await lastEvent(of: dossier, in: transaction)
        let action = try procedure.flow.arrow(for: move, of: dossier, standing: standing, last: last)
        guard let target = procedure.flow.state(action.to) else { throw DossierRefusal.unknownAction }

        let now = clock.now
        var moved = MutableDossier(dossier)
        moved.enter(target, at: now)
        try await apply(action, move, to: &moved, procedure, in: transaction)
        try await update(moved, in: transaction)
        let event = DossierEvent(
            revision: moved.revision, kind: .moved(action.id), from: dossier.state, to: action.to,
            performer: move.performer, reason: move.reason, note: move.note, at: now)
        let change = DossierChange(
            dossier: moved.dossier, procedure: procedure, event: event, action: action,
            attachments: move.attachments)
        return try await write(change, in: transaction)
    }

    /// After the commit of a transaction that called `take`.
    package func follow(_ change: DossierChange) async {
        await witness.follow(change)
    }

    /// What happened outside the flow: an appointment booked or attended. Twice is once.
    @discardableResult
    package func establish(
        _ fact: Dossier.Fact, of id: Dossier.ID, appointment: String? = nil, by performer: Performer
    ) async throws -> Dossier {
        try await settled { transaction in
            try await establish(fact, of: id, appointment: appointment, by: performer, in: transaction)
        }
    }

    @discardableResult
    package func withdraw(_ fact: Dossier.Fact, of id: Dossier.ID, by performer: Performer) async throws
        -> Dossier
    {
        try await settled { transaction in try await withdraw(fact, of: id, by: performer, in: transaction) }
    }

    /// The same inside a transaction of the caller's, who lets the witness follow a change after the commit.
    func establish(
        _ fact: Dossier.Fact, of id: Dossier.ID, appointment: String? = nil, by performer: Performer,
        in transaction: PostgresTransaction
    ) async throws -> Settlement {
        try await settle(id, by: performer, in: transaction) { dossier in
            guard !dossier.facts.contains(fact) || (appointment != nil && appointment != dossier.appointment)
            else { return nil }
            dossier.facts.insert(fact)
            if let appointment { dossier.appointment = appointment }
            return .established(fact)
        }
    }

    func withdraw(
        _ fact: Dossier.Fact, of id: Dossier.ID, by performer: Performer, in transaction: PostgresTransaction
    ) async throws -> Settlement {
        try await settle(id, by: performer, in: transaction) { dossier in
            guard dossier.facts.remove(fact) != nil else { return nil }
            if fact == .appointmentBooked { dossier.appointment = nil }
            return .withdrawn(fact)
        }
    }

    /// A dossier after a fact was settled; no change when it stood so before.
    struct Settlement {
        let dossier: Dossier
        let change: DossierChange?
    }

    /// The arrows open to these actors right now, each with what still stands in its way.
    package func choices(
        for actors: Set<Flow.Actor>, on dossier: Dossier
    ) async throws -> [(action: Flow.Action, missing: [Flow.Guard])] {
        let procedure = try await procedure(of: dossier)
        let standing = try await standing(dossier, procedure, in: postgres)
        return procedure.flow.actions(from: dossier.state, by: actors).map { action in
            (action, action.guards.filter { !standing.contains($0) })
        }
    }

    private func settled(
        _ body: (PostgresTransaction) async throws -> Settlement
    ) async throws -> Dossier {
        let settlement = try await postgres.transaction(retries: 2, body)
        if let change = settlement.change { await witness.follow(change) }
        return settlement.dossier
    }

    private func settle(
        _ id: Dossier.ID, by performer: Performer, in transaction: PostgresTransaction,
        _ change: (inout MutableDossier) -> DossierEvent.Kind?
    ) async throws -> Settlement {
        let dossier = try await locked(id, in: transaction)
        var moved = MutableDossier(dossier)
        guard let kind = change(&moved) else { return Settlement(dossier: dossier, change: nil) }
        moved.revision += 1
        try await update(moved, in: transaction)
        let event = DossierEvent(
            revision: moved.revision, kind: kind, from: dossier.state, to: dossier.state,
            performer: performer, reason: nil, note: nil, at: clock.now)
        let written = DossierChange(
            dossier: moved.dossier, procedure: try await procedure(of: dossier), event: event, action: nil,
            attachments: [])
        return Settlement(dossier: moved.dossier, change: try await write(written, in: transaction))
    }

    private func acknowledgement(of dossier: Dossier) -> Acknowledgement? {
        dossier.submittedAt.map {
            Acknowledgement(dossier: dossier.id, reference: dossier.reference, submittedAt: $0)
        }
    }
}
