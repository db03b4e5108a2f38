import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// Why a priority can't be given or taken back.
package enum PriorityRefusal: String, Error, Sendable, CaseIterable {
    /// The post declares no such priority.
    case notOffered = "not_offered"
    case reasonMissing = "reason_missing"
    case tooLong = "too_long"
    /// The dossier is closed.
    case closed
    /// There is none to take back.
    case nothing

    package var key: String { "behalf.priority.refusal.\(rawValue)" }
}

/// The priorities of dossiers. Why somebody has one is sealed with the dossier: it tells of health or family.
package struct Priorities: Sendable {
    let dossiers: Dossiers
    let appointments: Appointments
    let postgres: PostgresClient
    let vault: Vault
    let clock: ServerClock

    package init(
        dossiers: Dossiers, appointments: Appointments, postgres: PostgresClient, vault: Vault,
        clock: ServerClock
    ) {
        self.dossiers = dossiers
        self.appointments = appointments
        self.postgres = postgres
        self.vault = vault
        self.clock = clock
    }

    package static let longestNote = 500

    /// One decision, with who took it and why. Never changed, never removed.
    package struct Entry: Sendable, Hashable {
        package let number: Int
        /// Nil: taken back.
        package let priority: DossierPriority?
        package let reason: DeskReason.ID
        /// In the agent's words.
        package let note: String
        package let performer: Performer
        package let at: Instant
    }

    /// Gives a priority, or takes it back: for what is booked from then on. The same request again changes nothing.
    /// - Throws: `PriorityRefusal`
    package func set(
        _ priority: DossierPriority?, of dossier: Dossier, for reason: DeskReason.ID?, note: String,
        by performer: Performer, request: String
    ) async throws {
        guard let rules = try await rules(for: dossier) else { throw PriorityRefusal.notOffered }
        if let priority, !rules.offered.contains(priority) { throw PriorityRefusal.notOffered }
        guard let reason, rules.reasons(for: priority).contains(where: { $0.id == reason }) else {
            throw PriorityRefusal.reasonMissing
        }
        guard note.count <= Self.longestNote else { throw PriorityRefusal.tooLong }
        try await postgres.transaction(retries: 2) { transaction in
            let dossier = try await dossiers.locked(dossier.id, in: transaction)
            if try await knows(request, of: dossier.id, in: transaction) { return }
            guard dossier.isOpen else { throw PriorityRefusal.closed }
            let before = try await Self.current(of: dossier.id.text, in: transaction)
            if priority == nil, before == nil { throw PriorityRefusal.nothing }
            try await write(
                priority, Why(reason: reason, note: note), of: dossier, by: performer, request: request,
                in: transaction)
        }
        try await appointments.prefer(dossier, priority)
    }

    /// Nil where nobody is given a priority: the procedure has no appointment, or the post declares none.
    package func rules(for dossier: Dossier) async throws -> PriorityRules? {
        guard try await dossiers.procedure(of: dossier).appointment != nil else { return nil }
        return appointments.news.letters.catalogue.priorities(at: dossier.post)
    }

    package func current(of dossier: Dossier) async throws -> DossierPriority? {
        try await Self.current(of: dossier.id.text, in: postgres)
    }

    /// By a dossier's opaque id; nil for who waits and comes like everybody.
    static func current(of dossier: String, in session: some PostgresSession) async throws -> DossierPriority?
    {
        try await session.query(
            """
            SELECT priority FROM casedesk.dossier_priorities WHERE dossier = \(dossier)
            ORDER BY number DESC LIMIT 1
            """
        ).first?.decode("priority", as: String?.self).flatMap { DossierPriority(rawValue: $0) }
    }

    /// All decisions about a dossier, the newest first.
    package func history(of dossier: Dossier) async throws -> [Entry] {
        let rows = try await postgres.query(
            "SELECT * FROM casedesk.dossier_priorities WHERE dossier = \(dossier.id.text) ORDER BY number DESC"
        )
        var entries: [Entry] = []
        for row in rows { entries.append(try await entry(row, of: dossier)) }
        return entries
    }

    private struct Why: Codable {
        let reason: DeskReason.ID
        let note: String
    }

    private func knows(
        _ request: String, of dossier: Dossier.ID, in transaction: PostgresTransaction
    ) async throws -> Bool {
        try await !transaction.query(
            """
            SELECT number FROM casedesk.dossier_priorities
            WHERE dossier = \(dossier.text) AND request = \(request)
            """
        ).isEmpty
    }

    /// The dossier's row is locked: nobody else writes the same number.
    private func write(
        _ priority: DossierPriority?, _ why: Why, of dossier: Dossier, by performer: Performer,
        request: String, in transaction: PostgresTransaction
    ) async throws {
        let last = try await transaction.query(
            """
            SELECT coalesce(max(number), 0) AS last FROM casedesk.dossier_priorities
            WHERE dossier = \(dossier.id.text)
            """
        ).first?.decode("last", as: Int.self)
        let number = (last ?? 0) + 1
        let now = clock.now
        let sealed = try await dossiers.seal(why, of: dossier, as: Self.label(number))
        try await transaction.query(
            """
            INSERT INTO casedesk.dossier_priorities (dossier, number, priority, sealed_why, performer, request, at)
            VALUES (\(dossier.id.text), \(number), \(priority?.rawValue), \(sealed), \(performer.code),
                \(request), \(now))
            """)
        let act = priority == nil ? "priority.taken_back" : "priority.given"
        try await Audit.record(
            AuditEntry(
                performer: performer, act: act, object: "dossier/\(dossier.id)",
                detail: ["number": String(number), "priority": priority?.rawValue ?? "none"], at: now),
            in: transaction)
    }

    private func entry(_ row: PostgresRow, of dossier: Dossier) async throws -> Entry {
        let number = try row.decode("number", as: Int.self)
        guard let performer = Performer(code: try row.decode("performer", as: String.self)) else {
            throw PostgresFailure.decoding("dossier_priorities.performer")
        }
        let opened = try await vault.open(
            try row.decode("sealed_why"), in: dossier.scope, as: Self.label(number))
        let why = try JSONDecoder().decode(Why.self, from: Data(opened))
        return Entry(
            number: number,
            priority: try row.decode("priority", as: String?.self).flatMap { DossierPriority(rawValue: $0) },
            reason: why.reason, note: why.note, performer: performer, at: try row.decode("at"))
    }

    private static func label(_ number: Int) -> String { "priority/\(number)" }
}
