import Channels
import PostgresClient
import Scheduler
import Vault

/// One row becomes a person, a draft and a place. Each step may be cut short and done again.
struct ImportIntake {
    private static let performer = Performer.system("import")

    private let intake: AppointmentImport
    private let wish: ImportWish
    private let index: [UInt8]

    private var workspace: Workspace { intake.workspace }
    private var order: AppointmentImport.Order { intake.order }

    init(_ intake: AppointmentImport, _ row: ImportRow, _ wish: ImportWish) {
        self.intake = intake
        self.wish = wish
        index = intake.workspace.vault.blindIndex(
            "\(intake.order.post.id)/\(intake.order.service)/\(row.key)", purpose: "import.appointment")
    }

    /// How far an earlier import came with this row.
    enum Progress {
        case none
        /// Cut short: its place may be taken already, by this very row.
        case begun
        case done(Reference?)
    }

    var progress: Progress {
        get async throws {
            let rows = try await workspace.postgres.query(
                """
                SELECT dossier, done_at IS NOT NULL AS done FROM casedesk.imported_appointments
                WHERE source_index = \(index)
                """)
            guard let row = rows.first else { return .none }
            guard try row.decode("done", as: Bool.self) else { return .begun }
            guard let id = Dossier.ID(try row.decode("dossier", as: String.self)) else { return .done(nil) }
            return .done(try await workspace.dossiers.load(id)?.reference)
        }
    }

    /// `isNew` is false for somebody who had this very place already.
    func take() async throws -> (reference: Reference, isNew: Bool) {
        let dossier = try await dossier()
        try await workspace.postgres.query(
            """
            INSERT INTO casedesk.imported_appointments (source_index, dossier, begun_at)
            VALUES (\(index), \(dossier.id.text), \(workspace.clock.now))
            ON CONFLICT (source_index) DO UPDATE SET dossier = excluded.dossier
            WHERE imported_appointments.done_at IS NULL
            """)
        let standing = try await workspace.appointments.current(of: dossier)
        if let standing, standing.start != wish.start {
            throw ImportProblem(
                .has, "this person has another appointment for it, at \(standing.wall)",
                mend: "keep one of the two; it can be moved on the desk")
        }
        let wasBegun = try await isOurs(standing)
        let place = if let standing { standing } else { try await book(dossier) }
        try await workspace.appointments.record(
            AppointmentChange(kind: .confirm, appointment: place, performer: Self.performer))
        try await finish(place, dossier)
        return (dossier.reference, standing == nil || wasBegun)
    }

    /// The person's draft, or the request that they have handed in already.
    private func dossier() async throws -> Dossier {
        let locale = wish.locale.flatMap { workspace.catalogue.locales.contains($0) ? $0 : nil }
        let person = try await workspace.people.person(
            reachedBy: wish.contact, locale: locale ?? workspace.catalogue.locales[0], in: workspace.postgres)
        do {
            return try await workspace.dossiers.start(
                order.procedure.id, at: order.post.id, for: person,
                locale: locale ?? workspace.catalogue.locales[0])
        } catch DossierRefusal.alreadyOpen(let id) {
            guard let dossier = try await workspace.dossiers.load(id) else { throw DossierRefusal.unknown }
            return dossier
        }
    }

    private func book(_ dossier: Dossier) async throws -> Appointment {
        let (booking, appointments) = (workspace.booking, workspace.appointments)
        let forecast = ImportForecast(intake)
        let visit = forecast.visit(wish)
        let held = try await booking.hold(
            visit, from: wish.start, for: dossier.id.text,
            identity: appointments.identity(of: dossier, order.procedure),
            request: AppointmentRequest(Self.performer, "hold", OpaqueID.random()).text, at: intake.moment())
        guard let hold = held.appointment else {
            throw try await problem(held.refusal, visit, forecast)
        }
        let decision = try await booking.confirm(
            hold.id, request: AppointmentRequest(Self.performer, "confirm", hold.id.value).text,
            at: intake.moment())
        guard let place = decision.appointment else {
            throw try await problem(decision.refusal, visit, forecast)
        }
        return place
    }

    private func problem(
        _ refusal: Refusal?, _ visit: Visit, _ forecast: ImportForecast
    ) async throws -> ImportProblem {
        switch refusal?.reason {
        case .full, .quotaReached: return try await forecast.full(visit, wish)
        case .alreadyHolding:
            return ImportProblem(
                .has, "this person has another appointment for this service",
                mend: "keep one of the two; it can be moved on the desk")
        default:
            return ImportProblem(
                .refused, "the post can't take it: \(refusal.map { "\($0.reason)" } ?? "no answer")",
                mend: "look at the agenda, and import the file again")
        }
    }

    /// Whether an import that was cut short had booked it.
    private func isOurs(_ place: Appointment?) async throws -> Bool {
        guard let place else { return false }
        return try await workspace.booking.changes(of: place.id).contains {
            AppointmentRequest.performer(in: $0.request) == Self.performer
        }
    }

    /// From now on the row is done. Who left no answers yet gets the way to their draft, once.
    private func finish(_ place: Appointment, _ dossier: Dossier) async throws {
        let now = workspace.clock.now
        let messages = try await workspace.postgres.transaction { transaction -> [Message.ID] in
            let rows = try await transaction.query(
                """
                UPDATE casedesk.imported_appointments SET appointment = \(place.id.value), done_at = \(now)
                WHERE source_index = \(index) AND done_at IS NULL RETURNING dossier
                """)
            guard !rows.isEmpty else { return [] }
            try await Audit.record(
                AuditEntry(
                    performer: Self.performer, act: "appointment.imported", object: "dossier/\(dossier.id)",
                    detail: ["appointment": place.id.value], at: now), in: transaction)
            guard dossier.submittedAt == nil else { return [] }
            return try await workspace.news.tell(
                "dossier.saved", event: "dossier.saved/\(dossier.id)/import", dossier, order.procedure,
                in: transaction)
        }
        try await workspace.messages.deliver(messages)
    }
}
