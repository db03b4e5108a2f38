import Channels
import PostgresClient
package import Scheduler

/// Everything that must hold at every moment, asked for at once.
package struct Invariants: Sendable {
    package struct Report: Sendable, Codable {
        package let ok: Bool
        package let checks: [InvariantCheck]
    }

    private let workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// How much of what only ever grows is looked at: the history of dossiers and the audit chain.
    package enum Window: Sendable {
        case all
        /// A week of dossiers, the newest 5,000 entries.
        case recent
    }

    package func report(_ window: Window = .all) async throws -> Report {
        var checks = try await workspace.booking.invariants()
        let since: Instant? = window == .recent ? workspace.clock.now - .days(7) : nil
        checks += try await workspace.dossiers.invariants(changedSince: since)
        checks += try await workspace.payments.invariants()
        checks.append(try await messages())
        checks.append(try await webhooks())
        checks.append(try await jobs())
        checks.append(try await audit(newest: window == .recent ? 5_000 : nil))
        return Report(ok: checks.allSatisfy(\.ok), checks: checks)
    }

    private func messages() async throws -> InvariantCheck {
        let statistics = try await workspace.messages.statistics()
        return InvariantCheck(
            name: "every message has an outcome or a next try",
            ok: statistics.stranded == 0 && statistics.overdue == 0,
            detail:
                "\(statistics.total) messages, \(statistics.waiting) waiting, \(statistics.stranded) stranded, \(statistics.overdue) overdue, \(statistics.unknownAttempts) unknown attempts"
        )
    }

    private func webhooks() async throws -> InvariantCheck {
        let statistics = try await workspace.messages.webhooks.statistics()
        return InvariantCheck(
            name: "every webhook delivery has an end or a next try",
            ok: statistics.stranded == 0 && statistics.forgotten == 0,
            detail:
                "\(statistics.total) deliveries, \(statistics.waiting) waiting, \(statistics.failed) failed, \(statistics.withheld) withheld, \(statistics.stranded) stranded, \(statistics.forgotten) endpoints forgotten"
        )
    }

    private func jobs() async throws -> InvariantCheck {
        let stats = try await workspace.jobs.stats()
        return InvariantCheck(
            name: "no dead letters", ok: stats.dead == 0,
            detail: "\(stats.ready) ready, \(stats.due) due, \(stats.leased) leased, \(stats.dead) dead")
    }

    private func audit(newest: Int64?) async throws -> InvariantCheck {
        let report = try await Audit.verify(workspace.postgres, newest: newest)
        return InvariantCheck(
            name: "the audit chain holds", ok: report.broken == nil,
            detail: report.broken.map { "broken at \($0)" }
                ?? "\(report.entries) entries, \(report.waiting) waiting")
    }
}
