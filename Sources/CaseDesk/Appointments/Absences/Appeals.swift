import Channels
import Foundation
import PostgresClient
package import Scheduler
import Vault

/// What becomes of an appeal.
package enum AppealAnswer: Sendable, Equatable {
    case taken(Absence)
    /// It was appealed before, or decided.
    case closed(Absence)
    case nothingMissed
    case wordsMissing
    case tooLong
}

// A person says why they didn't come; somebody at the post decides, and says why.
extension Appointments {
    package static let longestAppeal = 2_000

    /// Appeals against the last miss of a dossier. Until somebody decides, that miss doesn't count.
    package func appeal(
        _ dossier: Dossier, _ words: String, at now: Instant? = nil
    ) async throws -> AppealAnswer {
        guard let last = try await absences(of: dossier).first else { return .nothingMissed }
        return try await appeal(last.id, of: dossier, words, at: now)
    }

    /// Appeals against one of them.
    package func appeal(
        _ id: Appointment.ID, of dossier: Dossier, _ words: String, at now: Instant? = nil
    ) async throws -> AppealAnswer {
        let words = words.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !words.isEmpty else { return .wordsMissing }
        guard words.count <= Self.longestAppeal else { return .tooLong }
        let now = now ?? clock.now
        let sealed = try await vault.seal(words, in: dossier.scope, as: Self.appealLabel(id))
        return try await postgres.transaction(retries: 2) { transaction in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.absences SET sealed_appeal = \(sealed), appealed_at = \(now)
                WHERE appointment = \(id.value) AND dossier = \(dossier.id.text) AND appealed_at IS NULL
                    AND outcome IS NULL
                RETURNING \(raw: Absence.columns)
                """)
            guard let row = rows.first else {
                return try await absence(id, of: dossier, in: transaction).map { .closed($0) }
                    ?? .nothingMissed
            }
            try await audit("absence.appealed", id, dossier, by: .citizen(dossier.person), in: transaction)
            return .taken(try Absence(row))
        }
    }

    /// Excuses a miss, or upholds it, with a reason that the person is told. Once: nil when it was decided before.
    package func decide(
        _ id: Appointment.ID, of dossier: Dossier, _ outcome: Absence.Outcome, because reason: String,
        by agent: Performer
    ) async throws -> Absence? {
        let sealed = try await vault.seal(reason, in: dossier.scope, as: Self.reasonLabel(id))
        let procedure = try await dossiers.procedure(of: dossier)
        let place = try await appointment(id)
        let decided = try await postgres.transaction(retries: 2) { transaction -> Absence? in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.absences SET outcome = \(outcome.rawValue), decided_at = \(clock.now),
                    decided_by = \(agent.code), sealed_reason = \(sealed)
                WHERE appointment = \(id.value) AND dossier = \(dossier.id.text) AND outcome IS NULL
                RETURNING \(raw: Absence.columns)
                """)
            guard let row = rows.first else { return nil }
            try await audit("absence.\(outcome.rawValue)", id, dossier, by: agent, in: transaction)
            let absence = try Absence(row)
            try await news.tell(
                absence, of: place, because: reason, dossier, procedure, in: transaction)
            return absence
        }
        guard let decided else { return nil }
        try await news.letters.messages.deliver(subject: dossier.id.text)
        try await settleExcuses()
        return decided
    }

    /// What the person wrote, for whoever decides; nil when they wrote nothing.
    package func words(of absence: Absence, _ dossier: Dossier) async throws -> String? {
        try await opened("sealed_appeal", of: absence, dossier, as: Self.appealLabel(absence.id))
    }

    /// Why it was decided so.
    package func reason(of absence: Absence, _ dossier: Dossier) async throws -> String? {
        try await opened("sealed_reason", of: absence, dossier, as: Self.reasonLabel(absence.id))
    }

    private func opened(
        _ column: String, of absence: Absence, _ dossier: Dossier, as label: String
    ) async throws -> String? {
        let row = try await postgres.query(
            """
            SELECT \(raw: column) AS sealed FROM casedesk.absences
            WHERE appointment = \(absence.id.value) AND dossier = \(dossier.id.text)
            """
        ).first
        guard let sealed = try row?.decode("sealed", as: [UInt8]?.self) else { return nil }
        return try await vault.openText(sealed, in: dossier.scope, as: label)
    }

    private func audit(
        _ act: String, _ id: Appointment.ID, _ dossier: Dossier, by performer: Performer,
        in transaction: PostgresTransaction
    ) async throws {
        try await Audit.record(
            AuditEntry(
                performer: performer, act: act, object: "dossier/\(dossier.id)",
                detail: ["appointment": id.value], at: clock.now), in: transaction)
    }

    private static func appealLabel(_ id: Appointment.ID) -> String { "appeal/\(id)" }
    private static func reasonLabel(_ id: Appointment.ID) -> String { "absence/\(id)" }
}

extension AppointmentNews {
    static let decided = "absence.decided"

    /// What was decided about a miss, and why.
    func tell(
        _ absence: Absence, of place: Appointment?, because reason: String, _ dossier: Dossier,
        _ procedure: Procedure, in transaction: PostgresTransaction
    ) async throws {
        guard let outcome = absence.decision?.outcome else { return }
        var letter = DossierLetters.Letter(
            template: Self.decided, event: "\(Self.decided)/\(absence.id)", dossier: dossier,
            procedure: procedure, link: NarrowLink(purpose: .dossier, object: dossier.id.text),
            linkExpiry: clock.now + .days(90))
        letter.values["when"] =
            place.map { wall(absence.starts, $0) } ?? wall(absence.starts, dossier)
        letter.values["outcome"] = .choice(outcome.rawValue)
        letter.values["reason"] = .text(reason)
        try await letters.post(letter, in: transaction)
    }
}
