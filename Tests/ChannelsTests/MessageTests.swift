import PostgresClient
import Scheduler
import TestServers
import Testing
import Vault

@testable import Channels

@Suite struct `A message` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox() }

    @Test func `is one row per medium, however often it is posted`() async throws {
        let message = try sandbox.message([.email, .sms])
        let first = try await sandbox.post(message)
        let again = try await withThrowingTaskGroup(of: [Message.ID].self) { group in
            for _ in 0..<20 { group.addTask { [sandbox] in try await sandbox.post(message) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(first.count == 2)
        #expect(again == Array(repeating: first, count: 20))
        #expect(try await sandbox.messages.statistics().total == 2)
    }

    @Test func `is gone with the transaction that posted it`() async throws {
        let message = try sandbox.message([.email])
        do {
            try await sandbox.postgres.transaction { transaction -> Void in
                try await sandbox.messages.post([message], in: transaction)
                throw Missing()
            }
        } catch is Missing {}
        #expect(try await sandbox.messages.statistics().total == 0)
    }

    @Test func `goes only where the person can be reached`() async throws {
        var message = try sandbox.message([])
        message.recipient.email = nil
        let ids = try await sandbox.post(message)
        #expect(try await sandbox.state(ids[0]).medium == .sms)
        #expect(ids.count == 1)
    }

    @Test func `keeps nothing readable about the person`() async throws {
        try await sandbox.post(sandbox.message([.email, .sms]))
        let rows = try await sandbox.postgres.query("SELECT m::text AS row FROM channels.messages m")
        for row in rows {
            let text: String = try row.decode("row")
            for secret in ["citoyen", "32470123456", "K7M2"] { #expect(!text.contains(secret)) }
        }
    }

    @Test func `becomes unreadable when its scope is erased, and says so`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        try await sandbox.vault.erase(sandbox.scope)
        #expect(try await sandbox.send(id, by: ScriptedProvider()) == nil)
        let message = try await sandbox.state(id)
        #expect(message.state == .failed)
        #expect(message.reason == "erased")
    }

    @Test func `is put to work once, and again after Redis has lost everything`() async throws {
        let ids = try await sandbox.post(sandbox.message([.email, .sms]))
        try await sandbox.messages.deliver(ids)
        try await sandbox.messages.deliver(ids)
        #expect(try await sandbox.jobs.stats().ready == 2)
        // All keys of this ministry: what FLUSHALL does to everyone's.
        for lease in try await sandbox.jobs.take(10, lease: .seconds(60)).leases {
            try await sandbox.jobs.finish(lease)
        }
        #expect(try await sandbox.jobs.stats().ready == 0)
        #expect(try await sandbox.messages.rebuild() == 2)
        #expect(try await sandbox.jobs.stats().ready == 2)
    }

    @Test func `whose work was lost is found by the sweep`() async throws {
        try await sandbox.post(sandbox.message([.email]))
        #expect(try await sandbox.messages.sweep() == 0)
        sandbox.turn(.seconds(31))
        #expect(try await sandbox.messages.sweep() == 1)
        #expect(try await sandbox.jobs.stats().ready == 1)
    }

    @Test func `is recalled when its reason has gone`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        try await sandbox.messages.recall(events: ["dossier.submitted/1"], in: sandbox.postgres)
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.isEmpty)
        #expect(try await sandbox.state(id).state == .recalled)
    }

    @Test func `tells its history, attempts and all`() async throws {
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        let provider = ScriptedProvider([Delivery(.temporary, code: "451 4.3.0")])
        let delay = try #require(try await sandbox.send(id, by: provider))
        sandbox.turn(delay)
        #expect(try await sandbox.send(id, by: provider) == nil)
        let inbound = Inbound(messages: sandbox.messages)
        let key = KannelKey(vault: sandbox.vault).text(for: id)
        let report = try #require(
            inbound.report(["message": id.value, "attempt": "2", "type": "1", "key": key]))
        try await sandbox.messages.record(report)
        try await sandbox.messages.record(report)
        let history = try await sandbox.messages.history(subject: "dossier1")
        #expect(history.count == 1)
        #expect(history[0].state == .delivered)
        #expect(history[0].attempts.map(\.outcome) == [.temporary, .accepted])
        #expect(history[0].attempts[0].code == "451 4.3.0")
        #expect(history[0].reports.map(\.kind) == [.delivered] && history[0].reports[0].at != nil)
    }
}

@Suite struct `The reports of one instant` {
    @Test func `stand in the order in which things happen`() async throws {
        let sandbox = try await ChannelsSandbox()
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        for kind in [DeliveryReport.Kind.delivered, .underway] {
            try await sandbox.messages.record(
                DeliveryReport(message: id, attempt: 1, kind: kind, code: nil))
        }
        let reports = try #require(try await sandbox.messages.message(id)).reports
        #expect(reports.map(\.kind) == [.underway, .delivered])
        #expect(Set(reports.map(\.at)).count == 1)
    }
}

@Suite struct `A message state` {
    @Test(arguments: Message.State.allCases, DeliveryReport.Kind.allCases)
    func `moves only along the drawn arrows when a report comes`(
        state: Message.State, report: DeliveryReport.Kind
    ) {
        let drawn: [DeliveryReport.Kind: [Message.State: Message.State]] = [
            .delivered: [
                .waiting: .delivered, .sent: .delivered, .uncertain: .delivered, .failed: .delivered,
            ],
            .failed: [.sent: .failed, .uncertain: .failed],
            .underway: [.waiting: .sent, .uncertain: .sent],
        ]
        #expect(state.next(on: report) == drawn[report]?[state])
    }

    @Test(arguments: Message.State.allCases, languages)
    func `has a name that a clerk understands`(state: Message.State, locale: String) {
        let key = "messages.state.\(state.rawValue)"
        #expect(templates.words.text(key, in: locale) != key)
    }
}
