import CaseDesk
import Channels
import Logging
import Metrics
import PostgresClient
import Scheduler
import ServiceLifecycle

extension House {
    /// What does the durable work of the ministry: any number of processes may run it.
    func workers() throws -> [any Service] {
        let sending = try sending()
        let workspace = workspace
        let logger = logger
        let keep = sendingPlan.policy.keep
        var handlers: [String: JobHandler] = [
            Messages.jobKind: sending.handler,
            DossierNews.effectKind: { try await workspace.effects.run($0.payload) },
            Appointments.reminderKind: { try await workspace.appointments.remind($0) },
            Appointments.releaseKind: { try await workspace.appointments.release($0) },
            "audit.sequence": { _ in try await Audit.sequence(workspace.postgres) },
            "effects.sweep": { _ in try await workspace.effects.sweep(workspace.jobs) },
            "deadlines": { _ in try await workspace.effects.giveUpOverdue() },
            "agenda.publish": { _ in _ = try await workspace.booking.publish() },
            Appointments.displacementKind: { try await workspace.appointments.displace($0) },
            Appointments.displacementPassKind: { _ in
                try await workspace.appointments.passDisplacements()
            },
            "agenda.finish": { _ in _ = try await workspace.agendaDesk.finish() },
            "waitlist.offer": { _ in _ = try await workspace.appointments.offerPlaces() },
            "appointments.missed": { _ in _ = try await workspace.appointments.markMissed() },
            "drafts.erase": { _ in _ = try await workspace.pieces.eraseStaleDrafts() },
            "pieces.sweep": { _ in _ = try await workspace.pieces.sweep() },
            "messages.erase": { _ in _ = try await workspace.messages.eraseContents(olderThan: keep) },
            "webhooks.purge": { _ in try await workspace.messages.webhooks.purge() },
            "invariants": { _ in try await watch(InvariantsWatch(workspace), logger) },
        ]
        var series = [
            Series(name: "audit.sequence", every: .seconds(2), kind: "audit.sequence"),
            Series(name: "effects.sweep", every: .seconds(20), kind: "effects.sweep"),
            Series(name: "deadlines", every: .minutes(15), kind: "deadlines"),
            Series(name: "agenda.publish", every: .hours(1), kind: "agenda.publish"),
            Series(
                name: Appointments.displacementPassKind, every: .seconds(5),
                kind: Appointments.displacementPassKind),
            Series(name: "agenda.finish", every: .seconds(5), kind: "agenda.finish"),
            Series(name: "waitlist.offer", every: .seconds(5), kind: "waitlist.offer"),
            Series(name: "appointments.missed", every: .minutes(1), kind: "appointments.missed"),
            Series(name: "drafts.erase", every: .hours(1), kind: "drafts.erase"),
            Series(name: "pieces.sweep", every: .hours(1), kind: "pieces.sweep"),
            Series(name: "messages.erase", every: .hours(1), kind: "messages.erase"),
            Series(name: "webhooks.purge", every: .hours(1), kind: "webhooks.purge"),
            Series(name: "invariants", every: .minutes(5), kind: "invariants"),
        ]
        if let directory = settings.maildir {
            let drop = MailDrop(
                directory: directory, inbound: Inbound(messages: workspace.messages), logger: logger)
            handlers["mail.drop"] = { _ in
                _ = try await drop.scan { try await workspace.inbound.take($0) }
            }
            series.append(Series(name: "mail.drop", every: .seconds(2), kind: "mail.drop"))
        }
        var urgent = Worker.Settings()
        (urgent.share, urgent.limit) = (.urgent, 8)
        return [
            Refill(workspace, logger: logger),
            JournalReader(workspace.booking, logger: logger) { changes in
                try await workspace.appointments.record(changes)
                try await workspace.appointments.settleWaitlist(changes)
                try await workspace.appointments.settleDisplaced(changes)
            },
            HoldSweeper(workspace.booking),
            MessageSweeper(messages: workspace.messages, logger: logger),
            SeriesKeeper(jobs: jobs, series: series, logger: logger),
            Worker(jobs: jobs, handlers: handlers, logger: logger),
            Worker(jobs: jobs, handlers: handlers, settings: urgent, logger: logger),
        ] + webhookWorkers()
    }
}

/// A breach is an alarm in the log and a number that monitoring can watch.
private func watch(_ invariants: InvariantsWatch, _ logger: Logger) async throws {
    let report = try await invariants.look().report
    let broken = report.checks.filter { !$0.ok }
    Gauge(label: "invariants.broken").record(broken.count)
    for check in broken {
        logger.critical(
            "an invariant is broken", metadata: ["name": "\(check.name)", "detail": "\(check.detail)"])
    }
}
