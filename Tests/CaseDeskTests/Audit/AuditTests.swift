import Logging
import PostgresClient
import Scheduler
import TestServers
import Testing

@testable import CaseDesk

@Suite struct `The audit log` {
    let postgres: PostgresClient

    init() async throws {
        postgres = PostgresClient(
            url: try await TestServers.database(), connections: 4, logger: Logger(label: "test"))
        try await CaseDeskSchema.migrate(postgres)
    }

    private func record(_ count: Int) async throws {
        for number in 0..<count {
            try await Audit.record(
                AuditEntry(
                    performer: .agent("a\(number)"), act: "dossier.viewed", object: "dossier/\(number)",
                    detail: ["b": "2", "a": "1"], at: Instant(milliseconds: 1_790_000_000_123)),
                in: postgres)
        }
    }

    @Test func `chains every entry once, however many sequencers run`() async throws {
        try await record(40)
        let chained = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await Audit.sequence(postgres) } }
            return try await group.reduce(0, +)
        }
        #expect(chained == 40)
        let report = try await Audit.verify(postgres)
        #expect(report.entries == 40 && report.waiting == 0 && report.broken == nil)
    }

    @Test(arguments: [
        "UPDATE casedesk.audit SET performer = 'agent:other' WHERE number = 3",
        "UPDATE casedesk.audit SET at = at + interval '1 second' WHERE number = 3",
        "UPDATE casedesk.audit SET detail = '{}' WHERE number = 3",
        "DELETE FROM casedesk.audit WHERE number = 3",
    ])
    func `finds an entry that was changed or removed behind its back`(tampering: String) async throws {
        try await record(5)
        try await Audit.sequence(postgres)
        try await postgres.query("ALTER TABLE casedesk.audit DISABLE TRIGGER USER")
        try await postgres.query(SQL(trusted: tampering))
        #expect(try await Audit.verify(postgres).broken == 3)
    }

    @Test func `finds an entry that was put in with a number of its own`() async throws {
        try await record(5)
        try await Audit.sequence(postgres)
        try await postgres.query(
            """
            INSERT INTO casedesk.audit (at, performer, act, object, detail, number, hash)
            SELECT at, 'agent:other', act, object, detail, 6, hash FROM casedesk.audit WHERE number = 5
            """)
        #expect(try await Audit.verify(postgres).broken == 6)
    }

    @Test(arguments: [
        "UPDATE casedesk.audit SET act = 'nothing' WHERE id = 1", "DELETE FROM casedesk.audit",
        "TRUNCATE casedesk.audit",
    ])
    func `refuses to be changed`(tampering: String) async throws {
        try await record(2)
        try await Audit.sequence(postgres)
        await #expect(throws: PostgresFailure.self) { try await postgres.query(SQL(trusted: tampering)) }
    }

    @Test func `keeps nothing of an act that was rolled back`() async throws {
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await postgres.transaction { transaction in
                try await Audit.record(
                    AuditEntry(
                        performer: .verifier, act: "document.looked-up", object: "document/1",
                        at: Instant(milliseconds: 0)), in: transaction)
                throw Stop()
            }
        }
        #expect(try await Audit.sequence(postgres) == 0)
    }
}
