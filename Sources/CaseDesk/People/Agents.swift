package import Channels
import Foundation
package import PostgresClient
package import Scheduler
package import Vault

/// Somebody who works at a post (or, without one, at the central directorate).
package struct Agent: Sendable {
    package let id: String
    package let name: String
    package let email: String
    package let roles: Set<Role>
    package let post: String?
}

/// The ministry's agents: invited by a single-use link, in by email and TOTP.
package struct Agents: Sendable {
    private static let perAgent = RateLimit("agent.sign-in", allowed: 10, in: .minutes(15))
    private static let perAddress = RateLimit("agent.address", allowed: 60, in: .minutes(15))

    let postgres: PostgresClient
    let vault: Vault
    let limits: RateLimits
    let clock: ServerClock

    package init(postgres: PostgresClient, vault: Vault, limits: RateLimits, clock: ServerClock) {
        self.postgres = postgres
        self.vault = vault
        self.limits = limits
        self.clock = clock
    }

    /// A new agent, or a new second factor for a known one. The link lives 72 hours and works once.
    package func invite(
        email: EmailAddress, name: String, roles: Set<Role>, post: String?, by performer: Performer
    ) async throws -> Token {
        let index = vault.blindIndex(email.normalised, purpose: "agent")
        let link = Token()
        let now = clock.now
        try await postgres.transaction { transaction in
            let known = try await transaction.query(
                "SELECT id FROM casedesk.agents WHERE email_index = \(index)")
            let id = try known.first?.decode("id", as: String.self) ?? UUID().uuidString.lowercased()
            let scope = Self.scope(id)
            try await transaction.query(
                """
                INSERT INTO casedesk.agents
                    (id, email_index, sealed_email, sealed_name, roles, post, created_at)
                VALUES (\(id), \(index), \(try await vault.seal(email.normalised, in: scope, as: "email")),
                    \(try await vault.seal(name, in: scope, as: "name")),
                    \(roles.map(\.rawValue).sorted()), \(post), \(now))
                ON CONFLICT (email_index) DO UPDATE
                SET sealed_name = excluded.sealed_name, roles = excluded.roles, post = excluded.post
                """)
            try await transaction.query(
                """
                INSERT INTO casedesk.agent_invitations (link_hash, agent, sealed_totp, expires_at)
                VALUES (\(link.hash), \(id),
                    \(try await vault.seal(TOTP().bytes, in: scope, as: "totp")), \(now + .hours(72)))
                """)
            try await Audit.record(
                AuditEntry(
                    performer: performer, act: "agent.invited", object: "agent/\(id)",
                    detail: ["roles": roles.map(\.rawValue).sorted().joined(separator: " ")], at: now),
                in: transaction)
        }
        return link
    }

    /// What the enrolment page shows. Looking changes nothing; nil for an unknown, used or expired link.
    package func invitation(_ link: Token) async throws -> (agent: Agent, totp: TOTP)? {
        let rows = try await postgres.query(
            """
            SELECT agent, sealed_totp FROM casedesk.agent_invitations
            WHERE link_hash = \(link.hash) AND used_at IS NULL AND expires_at > \(clock.now)
            """)
        guard let row = rows.first, let agent = try await find(try row.decode("agent"), in: postgres) else {
            return nil
        }
        let secret = try await vault.open(
            try row.decode("sealed_totp"), in: Self.scope(agent.id), as: "totp")
        return (agent, TOTP(secret: secret))
    }

    /// The first right code binds the app to the agent, and the link is spent.
    package func enrol(_ link: Token, code: String) async throws -> Agent {
        guard let (agent, totp) = try await invitation(link) else { throw AccessRefusal.spent }
        if let wait = try await limits.use(Self.perAgent, for: agent.id) {
            throw AccessRefusal.tooMany(retryAfter: wait)
        }
        let now = clock.now
        guard let step = totp.step(of: Self.digits(code), at: now, after: 0) else {
            throw AccessRefusal.wrong(triesLeft: 5)
        }
        try await postgres.transaction { transaction in
            let spent = try await transaction.query(
                """
                UPDATE casedesk.agent_invitations SET used_at = \(now)
                WHERE link_hash = \(link.hash) AND used_at IS NULL RETURNING sealed_totp
                """)
            guard let sealed = try spent.first?.decode("sealed_totp", as: [UInt8].self) else {
                throw AccessRefusal.spent
            }
            try await transaction.query(
                """
                UPDATE casedesk.agents
                SET sealed_totp = \(sealed), last_totp_step = \(step), enrolled_at = \(now)
                WHERE id = \(agent.id)
                """)
            try await Audit.record(
                AuditEntry(
                    performer: .agent(agent.id), act: "agent.enrolled", object: "agent/\(agent.id)",
                    detail: [:], at: now), in: transaction)
        }
        return agent
    }

    /// One answer for a wrong code, an unknown email and a disabled agent, after the same work.
    package func signIn(email: String, code: String, from address: String) async throws -> Agent {
        let normalised = EmailAddress(email)?.normalised ?? email.lowercased()
        let index = vault.blindIndex(normalised, purpose: "agent")
        let subject = Base64URL.encode(index)
        let from = Base64URL.encode(vault.blindIndex(address, purpose: "limit.address"))
        for (limit, who) in [(Self.perAgent, subject), (Self.perAddress, from)] {
            if let wait = try await limits.use(limit, for: who) {
                throw AccessRefusal.tooMany(retryAfter: wait)
            }
        }
        let now = clock.now
        let rows = try await postgres.query(
            """
            SELECT id, sealed_totp, last_totp_step FROM casedesk.agents
            WHERE email_index = \(index) AND disabled_at IS NULL AND sealed_totp IS NOT NULL
            """)
        let row = rows.first
        let id = try row?.decode("id", as: String.self)
        let secret =
            if let row, let id {
                try await vault.open(try row.decode("sealed_totp"), in: Self.scope(id), as: "totp")
            } else { TOTP().bytes }
        let last = try row?.decode("last_totp_step", as: Int64.self) ?? 0
        guard let step = TOTP(secret: secret).step(of: Self.digits(code), at: now, after: last), let id else {
            throw AccessRefusal.wrong(triesLeft: 5)
        }
        let agent = try await postgres.transaction { transaction -> Agent? in
            let taken = try await transaction.query(
                """
                UPDATE casedesk.agents SET last_totp_step = \(step)
                WHERE id = \(id) AND last_totp_step < \(step) AND disabled_at IS NULL RETURNING id
                """)
            guard !taken.isEmpty else { return nil }
            try await Audit.record(
                AuditEntry(
                    performer: .agent(id), act: "agent.signed-in", object: "agent/\(id)", detail: [:], at: now
                ),
                in: transaction)
            return try await find(id, in: transaction)
        }
        guard let agent else { throw AccessRefusal.wrong(triesLeft: 5) }
        return agent
    }

    package func find(_ id: String) async throws -> Agent? {
        try await find(id, in: postgres)
    }

    /// Nil when there is no such agent or they were disabled: rights end at once, not with the session.
    package func find(_ id: String, in session: some PostgresSession) async throws -> Agent? {
        let rows = try await session.query(
            """
            SELECT sealed_email, sealed_name, roles, post FROM casedesk.agents
            WHERE id = \(id) AND disabled_at IS NULL
            """)
        guard let row = rows.first else { return nil }
        let scope = Self.scope(id)
        return Agent(
            id: id, name: try await vault.openText(try row.decode("sealed_name"), in: scope, as: "name"),
            email: try await vault.openText(try row.decode("sealed_email"), in: scope, as: "email"),
            roles: Set(try row.decode("roles", as: [String].self).compactMap(Role.init)),
            post: try row.decode("post", as: String?.self))
    }

    private static func scope(_ agent: String) -> VaultScope {
        VaultScope(post: "central", name: "agent/\(agent)")
    }

    private static func digits(_ code: String) -> String {
        code.compactMap(\.wholeNumberValue).map(String.init).joined()
    }
}
