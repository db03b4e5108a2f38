package import PostgresClient
package import Scheduler
package import Vault

/// The dossiers of a ministry: begun, filled in, handed in, and moved along their procedure's arrows.
package struct Dossiers: Sendable {
    let catalogue: Catalogue
    let postgres: PostgresClient
    let vault: Vault
    let clock: ServerClock
    let witness: DossierWitness

    package init(
        catalogue: Catalogue, postgres: PostgresClient, vault: Vault, clock: ServerClock,
        witness: DossierWitness
    ) {
        self.catalogue = catalogue
        self.postgres = postgres
        self.vault = vault
        self.clock = clock
        self.witness = witness
    }

    /// A new draft, or the one this person left. Throws `alreadyOpen` when theirs is handed in already.
    package func start(
        _ id: Procedure.ID, at postID: PostProfile.ID, for person: String, locale: String
    ) async throws -> Dossier {
        guard let post = catalogue.post(postID), post.procedures.contains(id),
            let procedure = catalogue.procedure(id), let source = catalogue.source(of: id)
        else { throw DossierRefusal.notOffered }
        for _ in 0..<5 {
            if let open = try await self.open(of: person, procedure: id) {
                guard open.state == procedure.flow.initial else { throw DossierRefusal.alreadyOpen(open.id) }
                return open
            }
            let dossier = draft(procedure, at: postID, for: person, locale: locale)
            if try await insert(dossier, procedure, source) { return dossier }
        }
        throw DossierRefusal.unknown
    }

    package func load(_ id: Dossier.ID) async throws -> Dossier? {
        try await postgres.query("SELECT * FROM casedesk.dossiers WHERE id = \(id.text)").first
            .asyncMap(decode)
    }

    /// Knowing a reference opens nothing: whoever asks must have a right to the dossier besides.
    package func find(_ reference: Reference) async throws -> Dossier? {
        try await postgres.query("SELECT * FROM casedesk.dossiers WHERE reference = \(reference.text)").first
            .asyncMap(decode)
    }

    /// A person's dossiers, the newest first.
    package func all(of person: String) async throws -> [Dossier] {
        var dossiers: [Dossier] = []
        let rows = try await postgres.query(
            "SELECT * FROM casedesk.dossiers WHERE person = \(person) ORDER BY started_at DESC LIMIT 200")
        for row in rows { dossiers.append(try await decode(row)) }
        return dossiers
    }

    /// The definition that this dossier began with.
    package func procedure(of dossier: Dossier) async throws -> Procedure {
        if let current = catalogue.procedure(dossier.pin.procedure), current.pin == dossier.pin {
            return current
        }
        let row = try await postgres.query(
            """
            SELECT file, body, flow_file, flow_body FROM casedesk.procedure_versions
            WHERE procedure = \(dossier.pin.procedure.text) AND version = \(dossier.pin.version)
              AND content_hash = \(dossier.pin.contentHash)
            """
        ).first
        guard let row else { throw DossierRefusal.unknown }
        let source = ProcedureSource(
            file: try row.decode("file"), text: try row.decode("body"), flowFile: try row.decode("flow_file"),
            flowText: try row.decode("flow_body"))
        guard let procedure = Catalogue.procedure(from: source, locales: catalogue.locales) else {
            throw DossierRefusal.unknown
        }
        return procedure
    }

    /// The day it is at the dossier's post.
    package func today(of dossier: Dossier) -> LocalDate {
        let zone = catalogue.post(dossier.post)?.zone
        return zone?.wall(at: clock.now).date ?? LocalDate(ordinal: Int(clock.now.milliseconds / 86_400_000))
    }

    private func open(of person: String, procedure: Procedure.ID) async throws -> Dossier? {
        try await postgres.query(
            """
            SELECT * FROM casedesk.dossiers
            WHERE person = \(person) AND procedure = \(procedure.text) AND closed_at IS NULL
            """
        ).first.asyncMap(decode)
    }

    private func draft(
        _ procedure: Procedure, at post: PostProfile.ID, for person: String, locale: String
    ) -> Dossier {
        Dossier(
            id: Dossier.ID(), reference: .random(), post: post, pin: procedure.pin, person: person,
            locale: locale,
            state: procedure.flow.initial, clock: .stopped, revision: 0, answers: Answers(), facts: [],
            quote: nil, startedAt: clock.now, submittedAt: nil, closedAt: nil, deadline: nil, appointment: nil
        )
    }

    /// False when somebody was first, or when the reference is taken.
    private func insert(
        _ dossier: Dossier, _ procedure: Procedure, _ source: ProcedureSource
    ) async throws -> Bool {
        try await postgres.transaction { transaction in
            try await transaction.query(
                """
                INSERT INTO casedesk.procedure_versions
                    (procedure, version, content_hash, file, body, flow_file, flow_body)
                VALUES (\(procedure.id.text), \(procedure.version), \(procedure.contentHash), \(source.file),
                        \(source.text), \(source.flowFile), \(source.flowText))
                ON CONFLICT DO NOTHING
                """)
            let rows = try await transaction.query(
                """
                INSERT INTO casedesk.dossiers
                    (id, reference, post, procedure, version, content_hash, person, locale, state, clock, revision,
                     started_at, changed_at)
                VALUES (\(dossier.id.text), \(dossier.reference.text), \(dossier.post.text), \(procedure.id.text),
                        \(procedure.version), \(procedure.contentHash), \(dossier.person), \(dossier.locale),
                        \(dossier.state.text), \(dossier.clock.rawValue), 0, \(dossier.startedAt),
                        \(dossier.startedAt))
                ON CONFLICT DO NOTHING RETURNING id
                """)
            guard !rows.isEmpty else { return false }
            let event = DossierEvent(
                revision: 0, kind: .started, from: dossier.state, to: dossier.state,
                performer: .citizen(dossier.person), reason: nil, note: nil, at: dossier.startedAt)
            let change = DossierChange(
                dossier: dossier, procedure: procedure, event: event, action: nil, attachments: [])
            _ = try await write(change, in: transaction)
            return true
        }
    }
}
