import PostgresClient
package import Scheduler

/// Does what arrows asked for beyond their transaction. Each effect ends in the transaction that holds its result,
/// so that a repeated job finds it done.
package struct DossierEffects: Sendable {
    let dossiers: Dossiers
    let papers: Papers
    let cancelAppointment: @Sendable (Dossier, String) async throws -> Void

    /// `cancelAppointment` gives back the place that stands for a dossier, under a request id.
    package init(
        dossiers: Dossiers, papers: Papers,
        cancelAppointment: @escaping @Sendable (Dossier, String) async throws -> Void
    ) {
        self.dossiers = dossiers
        self.papers = papers
        self.cancelAppointment = cancelAppointment
    }

    /// The handler of `DossierNews.effectKind`.
    package func run(_ name: String) async throws {
        let parts = name.split(separator: "/")
        guard parts.count == 4, let id = Dossier.ID(parts[1]) else {
            throw JobFailure.permanent("not the name of an effect")
        }
        let open = try await dossiers.openEffects(of: id).first { $0.name == name }
        guard let effect = open, let dossier = try await dossiers.load(id) else { return }
        let procedure = try await dossiers.procedure(of: dossier)
        switch effect.effect {
        case .issueOutputs: try await issue(effect, dossier, procedure)
        case .revokeOutputs: try await revoke(effect, dossier, procedure)
        case .cancelAppointment:
            try await cancelAppointment(dossier, name)
            _ = try await dossiers.finish(effect, in: dossiers.postgres)
        case .submit, .requestCorrection, .confirmOriginals:
            _ = try await dossiers.finish(effect, in: dossiers.postgres)
        }
    }

    /// Puts in the work for every effect that stands open.
    @discardableResult
    package func sweep(_ jobs: Jobs) async throws -> Int {
        let open = try await dossiers.openEffects(limit: 1_000)
        try await jobs.enqueue(open.map { DossierNews.job(for: $0.name) })
        return open.count
    }

    /// Takes the system's arrow out of each state whose deadline is over.
    @discardableResult
    package func giveUpOverdue() async throws -> Int {
        let overdue = try await dossiers.overdue()
        for (id, action) in overdue {
            let move = DossierMove(action, by: .system("deadline"), as: [.system])
            do {
                try await dossiers.perform(move, on: id)
            } catch is DossierRefusal {
                continue
            }
        }
        return overdue.count
    }

    /// The documents and the arrow that delivers them stand or fall together.
    private func issue(_ effect: Dossiers.OpenEffect, _ dossier: Dossier, _ procedure: Procedure) async throws
    {
        let change = try await dossiers.postgres.transaction(retries: 2) { transaction -> DossierChange? in
            guard try await dossiers.finish(effect, in: transaction) else { return nil }
            _ = try await papers.outputs(of: dossier, procedure, in: transaction)
            guard let deliver = procedure.flow.actions(from: dossier.state, by: [.system]).first else {
                return nil
            }
            let move = DossierMove(deliver.id, by: .system("delivery"), as: [.system])
            return try await dossiers.take(move, on: dossier.id, in: transaction)
        }
        if let change { await dossiers.follow(change) }
    }

    private func revoke(_ effect: Dossiers.OpenEffect, _ dossier: Dossier, _ procedure: Procedure)
        async throws
    {
        let events = try await dossiers.events(of: dossier)
        let reason = events.first { $0.revision == effect.revision }?.reason?.text ?? "unspecified"
        try await dossiers.postgres.transaction { transaction in
            guard try await dossiers.finish(effect, in: transaction) else { return }
            try await papers.revokeOutputs(of: dossier, procedure, reason: reason, in: transaction)
        }
    }
}
