package import Channels
import Declared
package import Logging
package import PostgresClient
package import Scheduler
import Vault

/// What a change of a dossier tells: the audit log, and the person on the media they gave. Written in the change's
/// own transaction; sent after its commit.
package struct DossierNews: Sendable {
    /// The kind of job that does what an arrow asked for beyond PostgreSQL; its payload is the effect's name.
    package static let effectKind = "dossier.effect"

    let letters: DossierLetters
    let papers: Papers
    let jobs: Jobs
    let postgres: PostgresClient
    let logger: Logger

    package init(
        catalogue: Catalogue, people: People, links: NarrowLinks, messages: Messages, papers: Papers,
        jobs: Jobs, postgres: PostgresClient, site: String, logger: Logger
    ) {
        letters = DossierLetters(
            catalogue: catalogue, people: people, links: links, messages: messages, site: site)
        self.papers = papers
        self.jobs = jobs
        self.postgres = postgres
        self.logger = logger
    }

    var messages: Messages { letters.messages }

    package var witness: DossierWitness {
        DossierWitness(
            record: { change, transaction in try await record(change, in: transaction) },
            follow: { change in await follow(change) })
    }

    private func record(
        _ change: DossierChange, in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        let event = change.event
        var detail = ["revision": String(event.revision), "to": event.to.text]
        detail["reason"] = event.reason?.text
        try await Audit.record(
            AuditEntry(
                performer: event.performer, act: "dossier.\(event.kind.code)",
                object: "dossier/\(change.dossier.id)", detail: detail, at: event.at), in: transaction)
        try await letters.partners.publish(change, in: transaction)
        guard let action = change.action else { return [] }
        let attachments = try await attachments(of: change, action, in: transaction)
        var posted: [Message.ID] = []
        for template in action.notify {
            posted += try await tell(
                template, event: "\(change.name)/\(template)", change.dossier, change.procedure,
                reason: event.reason.flatMap {
                    change.procedure.flow.reason($0)?.label[change.dossier.locale]
                },
                note: event.note, attachments: change.attachments + attachments, in: transaction)
        }
        return posted
    }

    /// One message about a dossier, once for its event.
    @discardableResult
    package func tell(
        _ template: String, event: String, _ dossier: Dossier, _ procedure: Procedure,
        reason: String? = nil, note: String? = nil, more: [String: TemplateValue] = [:],
        attachments: [MessageAttachment] = [], in transaction: PostgresTransaction
    ) async throws -> [Message.ID] {
        var letter = letter(template, event: event, dossier, procedure, reason: reason, note: note)
        letter.values.merge(more) { _, special in special }
        letter.attachments = { _ in attachments }
        return try await letters.post(letter, in: transaction)
    }

    func letter(
        _ template: String, event: String, _ dossier: Dossier, _ procedure: Procedure, reason: String?,
        note: String?
    ) -> DossierLetters.Letter {
        let locale = dossier.locale
        var values: [String: TemplateValue] = [
            "reason": .text(reason ?? ""), "note": .text(note ?? ""),
            "document": .text(procedure.outputs.map { $0.title[locale] }.joined(separator: ", ")),
        ]
        if let zone = letters.catalogue.post(dossier.post)?.zone {
            values["date"] = .date(zone.wall(at: letters.people.clock.now).date)
            values["deadline"] = dossier.deadline.map { .date(zone.wall(at: $0).date) }
        }
        return DossierLetters.Letter(
            template: template, event: event, dossier: dossier, procedure: procedure,
            link: NarrowLink(purpose: .dossier, object: dossier.id.text),
            linkExpiry: letters.people.clock.now + .days(365), values: values)
    }

    private func attachments(
        of change: DossierChange, _ action: Flow.Action, in transaction: PostgresTransaction
    ) async throws -> [MessageAttachment] {
        if action.effects.contains(.submit) {
            let proof = try await papers.proofOfDeposit(
                of: change.dossier, change.procedure, in: transaction)
            return [attachment(proof, of: change.dossier)]
        }
        // The system's own arrows deliver what was issued.
        guard action.roles == [.system] else { return [] }
        let names = Set(change.procedure.outputs.map(\.id.text))
        return try await papers.documents.documents(of: change.dossier.id.text, in: transaction)
            .filter { names.contains($0.output) && $0.status == .valid }
            .map { attachment($0, of: change.dossier) }
    }

    package func attachment(_ document: IssuedDocument, of dossier: Dossier) -> MessageAttachment {
        .blob(
            document.blob, document.scope, name: "\(document.kind)-\(dossier.reference.text).pdf",
            type: "application/pdf")
    }

    /// What is lost here, a sweep finds again.
    private func follow(_ change: DossierChange) async {
        do {
            try await messages.deliver(change.messages)
            try await enqueueEffects(of: change.dossier.id)
        } catch {
            logger.warning("news are left to the sweep", metadata: ["why": "\(type(of: error))"])
        }
    }

    private func enqueueEffects(of id: Dossier.ID) async throws {
        let rows = try await postgres.query(
            """
            SELECT revision, effect FROM casedesk.dossier_effects
            WHERE dossier = \(id.text) AND done_at IS NULL
            """)
        let names = try rows.map { row in
            let (revision, effect): (Int, String) = (try row.decode("revision"), try row.decode("effect"))
            return "dossier/\(id)/\(revision)/\(effect)"
        }
        try await jobs.enqueue(names.map { Self.job(for: $0) })
    }

    static func job(for effect: String) -> NewJob {
        NewJob(kind: effectKind, payload: effect, key: effect, maximumTries: 100, keepKey: .zero)
    }
}
