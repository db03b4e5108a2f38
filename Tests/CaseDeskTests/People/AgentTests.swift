import Channels
import Foundation
import Logging
import PostgresClient
import RedisClient
import Scheduler
import TestServers
import Testing
import Vault

@testable import CaseDesk

@Suite struct `An agent` {
    let postgres: PostgresClient
    let agents: @Sendable (Instant) -> Agents
    let start = Instant(milliseconds: 1_790_000_000_000)

    init() async throws {
        let logger = Logger(label: "test")
        let url = try await TestServers.database()
        let postgres = PostgresClient(url: url, connections: 4, logger: logger)
        let vault = Vault(
            postgres: PostgresClient(url: url, connections: 2, logger: logger),
            masterKey: try MasterKey(hex: String(repeating: "ab", count: 32)))
        try await Vault.migrate(postgres)
        try await CaseDeskSchema.migrate(postgres)
        let redis = RedisClient(
            address: try RedisAddress(try await TestServers.redis()), timeout: .seconds(60), logger: logger)
        let keys = Keys(ministry: try #require(Ministry.ID(TestServers.ministry())))
        self.postgres = postgres
        agents = { now in
            Agents(
                postgres: postgres, vault: vault, limits: RateLimits(redis: redis, keys: keys),
                clock: .fixed(now))
        }
    }

    /// Invited and enrolled; answers the app that makes the codes.
    private func enrolled(_ email: String = "Awa@Consulat.cd") async throws -> (Agent, TOTP) {
        let agents = agents(start)
        let link = try await agents.invite(
            email: try #require(EmailAddress(email)), name: "Awa", roles: [.agent, .cashier],
            post: "bruxelles", by: .system("test"))
        let totp = try #require(try await agents.invitation(link)).totp
        let agent = try await agents.enrol(link, code: totp.code(at: start.milliseconds / 30_000))
        return (agent, totp)
    }

    @Test func `comes in with the email and the code of their app, whatever the capitals and spaces`()
        async throws
    {
        let (agent, totp) = try await enrolled()
        let later = start + .minutes(5)
        let code = totp.code(at: later.milliseconds / 30_000)
        let found = try await agents(later).signIn(
            email: "awa@consulat.CD", code: code.prefix(3) + " " + code.suffix(3), from: "192.0.2.1")
        #expect(found.id == agent.id && found.roles == [.agent, .cashier] && found.post == "bruxelles")
    }

    @Test func `can't use a code twice, even at the same instant`() async throws {
        let (_, totp) = try await enrolled()
        let later = start + .minutes(5)
        let code = totp.code(at: later.milliseconds / 30_000)
        let entered = await withTaskGroup(of: Bool.self) { [agents] group in
            for _ in 0..<8 {
                group.addTask {
                    (try? await agents(later).signIn(email: "awa@consulat.cd", code: code, from: "a")) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(entered == 1)
    }

    @Test func `hears the same of a wrong code as a stranger does`() async throws {
        _ = try await enrolled()
        let later = agents(start + .minutes(5))
        let known = await #expect(throws: AccessRefusal.self) {
            try await later.signIn(email: "awa@consulat.cd", code: "000000", from: "a")
        }
        let unknown = await #expect(throws: AccessRefusal.self) {
            try await later.signIn(email: "nobody@consulat.cd", code: "000000", from: "a")
        }
        #expect(known == unknown)
    }

    @Test func `is locked out for a while after ten tries`() async throws {
        let (_, totp) = try await enrolled()
        let later = start + .minutes(5)
        for _ in 0..<10 {
            _ = try? await agents(later).signIn(email: "awa@consulat.cd", code: "000000", from: "a")
        }
        let refusal = await #expect(throws: AccessRefusal.self) {
            try await agents(later).signIn(
                email: "awa@consulat.cd", code: totp.code(at: later.milliseconds / 30_000), from: "a")
        }
        guard case .tooMany = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test func `enrols once, by a link that looking at doesn't spend`() async throws {
        let agents = agents(start)
        let link = try await agents.invite(
            email: try #require(EmailAddress("bo@consulat.cd")), name: "Bo", roles: [.supervisor], post: nil,
            by: .system("test"))
        _ = try await agents.invitation(link)
        let totp = try #require(try await agents.invitation(link)).totp
        let code = totp.code(at: start.milliseconds / 30_000)
        _ = try await agents.enrol(link, code: code)
        await #expect(throws: AccessRefusal.spent) { try await agents.enrol(link, code: code) }
        #expect(try await self.agents(start + .hours(73)).invitation(link) == nil)
    }

    @Test func `leaves neither email, name nor secret in the database`() async throws {
        let (_, totp) = try await enrolled()
        let rows = try await postgres.query(
            """
            SELECT row_to_json(a)::text AS line FROM casedesk.agents a
            UNION ALL SELECT row_to_json(i)::text FROM casedesk.agent_invitations i
            UNION ALL SELECT row_to_json(l)::text FROM casedesk.audit l
            """)
        let text = try rows.map { try $0.decode("line", as: String.self) }.joined().lowercased()
        let hex = totp.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        for secret in ["awa", "consulat", hex, "617761"] { #expect(!text.contains(secret)) }
    }
}
