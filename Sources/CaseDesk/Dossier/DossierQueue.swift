package import PostgresClient
import Scheduler

/// What an agent wants to see.
package struct DossierFilter: Sendable {
    package let post: PostProfile.ID
    package let states: [Flow.State.ID]
    package let procedure: Procedure.ID?
    package let limit: Int
    package let offset: Int

    package init(
        post: PostProfile.ID, states: [Flow.State.ID] = [], procedure: Procedure.ID? = nil, limit: Int = 50,
        offset: Int = 0
    ) {
        self.post = post
        self.states = states
        self.procedure = procedure
        self.limit = max(1, min(limit, 200))
        self.offset = max(0, offset)
    }
}

// What the desk looks at, and what a worker must not forget.
extension Dossiers {
    /// Handed-in dossiers of a post, the longest waiting first. Without states: all that are open.
    package func queue(_ filter: DossierFilter) async throws -> [Dossier] {
        let rows = try await postgres.query(
            """
            SELECT * FROM casedesk.dossiers
            WHERE post = \(filter.post.text) AND submitted_at IS NOT NULL
              AND (\(filter.procedure?.text)::text IS NULL OR procedure = \(filter.procedure?.text))
              AND CASE WHEN cardinality(\(filter.states.map(\.text))) = 0 THEN closed_at IS NULL
                       ELSE state = ANY(\(filter.states.map(\.text))) END
            ORDER BY submitted_at LIMIT \(filter.limit) OFFSET \(filter.offset)
            """)
        var dossiers: [Dossier] = []
        for row in rows { dossiers.append(try await decode(row)) }
        return dossiers
    }

    /// How many a post has in each state, closed ones of the last thirty days included.
    package func counts(at post: PostProfile.ID) async throws -> [Flow.State.ID: Int] {
        let rows = try await postgres.query(
            """
            SELECT state, count(*) AS number FROM casedesk.dossiers
            WHERE post = \(post.text) AND submitted_at IS NOT NULL
              AND (closed_at IS NULL OR closed_at > \(clock.now - .days(30)))
            GROUP BY state
            """)
        var counts: [Flow.State.ID: Int] = [:]
        for row in rows {
            guard let state = Flow.State.ID(try row.decode("state", as: String.self)) else { continue }
            counts[state] = try row.decode("number")
        }
        return counts
    }

    /// All that happened to a dossier, the oldest first.
    package func events(of dossier: Dossier) async throws -> [DossierEvent] {
        let rows = try await postgres.query(
            "SELECT * FROM casedesk.dossier_events WHERE dossier = \(dossier.id.text) ORDER BY revision")
        var events: [DossierEvent] = []
        for row in rows { events.append(try await event(row, in: dossier.scope)) }
        return events
    }

    /// Work that an arrow asked for and nobody has finished.
    package struct OpenEffect: Sendable, Hashable {
        package let dossier: Dossier.ID
        package let revision: Int
        package let effect: Flow.Effect

        /// Names it for ever: the key of its job.
        package var name: String { "dossier/\(dossier)/\(revision)/\(effect.rawValue)" }
    }

    package func openEffects(of id: Dossier.ID? = nil, limit: Int = 100) async throws -> [OpenEffect] {
        let rows = try await postgres.query(
            """
            SELECT dossier, revision, effect FROM casedesk.dossier_effects
            WHERE done_at IS NULL AND (\(id?.text)::text IS NULL OR dossier = \(id?.text))
            ORDER BY begun_at LIMIT \(limit)
            """)
        return try rows.compactMap { row in
            guard let dossier = Dossier.ID(try row.decode("dossier", as: String.self)),
                let effect = Flow.Effect(rawValue: try row.decode("effect", as: String.self))
            else { return nil }
            return OpenEffect(dossier: dossier, revision: try row.decode("revision"), effect: effect)
        }
    }

    /// Marks it done, in the transaction that holds its result. False when it was done before.
    package func finish(_ effect: OpenEffect, in session: some PostgresSession) async throws -> Bool {
        let rows = try await session.query(
            """
            UPDATE casedesk.dossier_effects SET done_at = \(clock.now)
            WHERE dossier = \(effect.dossier.text) AND revision = \(effect.revision)
              AND effect = \(effect.effect.rawValue) AND done_at IS NULL RETURNING dossier
            """)
        return !rows.isEmpty
    }

    /// Dossiers whose deadline is over, with the system's arrow out of their state.
    package func overdue(limit: Int = 100) async throws -> [(dossier: Dossier.ID, action: Flow.Action.ID)] {
        let rows = try await postgres.query(
            """
            SELECT * FROM casedesk.dossiers WHERE deadline <= \(clock.now) AND closed_at IS NULL
            ORDER BY deadline LIMIT \(limit)
            """)
        var overdue: [(Dossier.ID, Flow.Action.ID)] = []
        for row in rows {
            let dossier = try await decode(row)
            let flow = try await procedure(of: dossier).flow
            if let action = flow.actions(from: dossier.state, by: [.system]).first {
                overdue.append((dossier.id, action.id))
            }
        }
        return overdue
    }
}
