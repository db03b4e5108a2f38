import Foundation
import Logging
import PostgresClient
import Scheduler
import TestServers
import Testing
import Transfer
import Vault

@testable import Channels

@Suite struct `Sending a message` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox() }

    @Test func `writes the attempt before anything leaves`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        let provider = WatchingProvider(sandbox.postgres)
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(await provider.open == ["1"])
        #expect(try await sandbox.state(id).attempts.map(\.outcome) == [.accepted])
    }

    @Test func `sends again when the relay had no time, and later each time`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        let provider = ScriptedProvider([Delivery(.temporary), Delivery(.temporary)])
        let first = try #require(try await sandbox.send(id, by: provider))
        // Too early: nothing is tried.
        #expect(try await sandbox.send(id, by: provider) != nil)
        #expect(provider.parcels.count == 1)
        sandbox.turn(first)
        let second = try #require(try await sandbox.send(id, by: provider))
        #expect(second > first)
        sandbox.turn(second)
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(try await sandbox.state(id).state == .sent)
        #expect(provider.parcels.map(\.attempt) == [1, 2, 3])
    }

    @Test func `ends with the first refusal for good`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        let provider = ScriptedProvider([Delivery(.permanent, code: "550 5.1.1")])
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.count == 1)
        let message = try await sandbox.state(id)
        #expect(message.state == .failed)
        #expect(message.reason == "550 5.1.1")
    }

    /// A worker that was killed between its attempt's row and the outcome.
    private func killed(_ id: Message.ID) async throws {
        try await sandbox.postgres.query(
            """
            INSERT INTO channels.attempts (message, number, provider, started_at)
            VALUES (\(id.value), 1, 'script', now())
            """)
    }

    @Test func `counts an attempt without an outcome as unknown, and repeats what must not be missed`()
        async throws
    {
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        try await killed(id)
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.map(\.attempt) == [2])
        #expect(try await sandbox.state(id).attempts.map(\.outcome) == [.unknown, .accepted])
        #expect(try await sandbox.messages.statistics().unknownAttempts == 1)
    }

    @Test func `is silent after the unknown where the template prefers that`() async throws {
        let id = try await sandbox.post(sandbox.message([.sms], "appointment.reminder", event: "r/1"))[0]
        try await killed(id)
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.isEmpty)
        #expect(try await sandbox.state(id).state == .uncertain)
    }

    @Test func `sends an email again whatever the template prefers: its Message-ID stays the same`()
        async throws
    {
        let id = try await sandbox.post(sandbox.message([.email], "appointment.reminder", event: "r/2"))[0]
        try await killed(id)
        let provider = ScriptedProvider([Delivery(.unknown)])
        let delay = try #require(try await sandbox.send(id, by: provider))
        sandbox.turn(delay)
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.map(\.attempt) == [2, 3])
        #expect(try await sandbox.state(id).state == .sent)
    }

    @Test(arguments: [(Medium.email, Repetition.emails), (Medium.sms, Repetition.texts)])
    func `doesn't repeat the unknown for ever`(_ medium: Medium, _ most: Int) async throws {
        let id = try await sandbox.post(sandbox.message([medium]))[0]
        let provider = ScriptedProvider(Array(repeating: Delivery(.unknown), count: 100))
        while let delay = try await sandbox.send(id, by: provider) { sandbox.turn(delay) }
        #expect(provider.parcels.count == most)
        #expect(try await sandbox.state(id).state == .uncertain)
    }

    @Test func `never sends what is too late`() async throws {
        let id = try await sandbox.post(sandbox.message([.sms], "access.code", event: "code/1"))[0]
        sandbox.turn(.minutes(10))
        let provider = ScriptedProvider()
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.isEmpty)
        #expect(try await sandbox.state(id).state == .expired)
    }

    @Test func `gives up after three days`() async throws {
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        let provider = ScriptedProvider(Array(repeating: Delivery(.temporary, code: "451"), count: 1_000))
        while let delay = try await sandbox.send(id, by: provider) { sandbox.turn(delay) }
        let message = try await sandbox.state(id)
        #expect(message.state == .failed)
        #expect((250...450).contains(provider.parcels.count))
    }

    @Test func `believes a report that comes while the outcome is unknown`() async throws {
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        let provider = ScriptedProvider([Delivery(.unknown)])
        let delay = try #require(try await sandbox.send(id, by: provider))
        try await sandbox.messages.record(
            DeliveryReport(message: id, attempt: 1, kind: .delivered, code: "dlr 1"))
        sandbox.turn(delay)
        #expect(try await sandbox.send(id, by: provider) == nil)
        #expect(provider.parcels.count == 1)
        #expect(try await sandbox.state(id).state == .delivered)
    }

    @Test func `goes through the jobs, a temporary refusal and all`() async throws {
        let ids = try await sandbox.post(sandbox.message([.email, .sms], "access.code", event: "code/2"))
        let provider = ScriptedProvider([Delivery(.unknown), Delivery(.accepted), Delivery(.accepted)])
        var settings = Worker.Settings()
        settings.limit = 4
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let messages = Messages(
            postgres: sandbox.postgres, vault: sandbox.vault, jobs: sandbox.jobs, templates: templates)
        let sending = Sending(
            messages: messages, blobs: sandbox.blobs,
            sender: EmailSender(address: try EmailAddress("a@example.org").orThrow, names: [:]),
            email: provider,
            sms: provider)
        let worker = Worker(
            jobs: sandbox.jobs, handlers: [Messages.jobKind: sending.handler], settings: settings,
            logger: logger)
        try await messages.deliver(ids)
        let running = Task { try await worker.run() }
        while try await messages.statistics().waiting > 0 { try await Task.sleep(for: .milliseconds(20)) }
        running.cancel()
        _ = await running.result
        for id in ids { #expect(try await sandbox.state(id).state == .sent) }
        #expect(provider.parcels.count == 3)
    }
}

/// Notes which attempts stand without an outcome at the moment of sending.
actor WatchingProvider: MessageProvider {
    nonisolated let name = "watch"
    private let postgres: PostgresClient
    private(set) var open: [String] = []

    init(_ postgres: PostgresClient) { self.postgres = postgres }

    func send(_ parcel: Parcel) async -> Delivery {
        let rows = try? await postgres.query(
            """
            SELECT number::text AS number FROM channels.attempts
            WHERE message = \(parcel.message.value) AND outcome IS NULL
            """)
        open += (rows ?? []).compactMap { try? $0.decode("number", as: String.self) }
        return Delivery(.accepted)
    }
}

@Suite struct `A provider` {
    let sandbox: ChannelsSandbox
    let transfers = Transfers()

    init() async throws { sandbox = try await ChannelsSandbox() }

    @Test func `of email hands the whole message to a relay`() async throws {
        let peer = try await Peer("smtp_peer.py")
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .none)
        let smtp = SMTPProvider(transfers: transfers, server: server)
        let proof = try await sandbox.blobs.store([37, 80, 68, 70], in: sandbox.scope)
        let event = CalendarEvent(
            id: "rdv1", sequence: 0, change: .request, title: "Légalisation", place: "Bruxelles",
            start: Instant(milliseconds: 1_795_509_000_000), end: Instant(milliseconds: 1_795_510_200_000),
            zone: "Europe/Brussels")
        let message = try sandbox.message(
            [.email],
            attachments: [
                .blob(proof, sandbox.scope, name: "preuve.pdf", type: "application/pdf"),
                .inline(name: "note.txt", type: "text/plain", bytes: [65]), .calendar(event),
            ])
        let id = try await sandbox.post(message)[0]
        #expect(try await sandbox.send(id, by: smtp) == nil)
        let mail = String(decoding: try peer.received("eml")[0], as: UTF8.self)
        for expected in [
            "Message-ID: <\(id)@example.org>", "filename=\"preuve.pdf\"", "JVBERg==", "method=REQUEST",
            "Reply-To: <reply+", "filename=\"rendez-vous.ics\"",
        ] {
            #expect(mail.contains(expected), "\(mail)")
        }
        #expect(try await sandbox.state(id).attempts[0].code == "250 2.0.0")
    }

    @Test(arguments: [
        ("rcpt-550", Attempt.Outcome.permanent), ("data-452", .temporary), ("mail-451", .temporary),
        ("hang-after-data", .unknown), ("hang-at-rcpt", .temporary),
    ])
    func `of email tells what became of it`(mode: String, outcome: Attempt.Outcome) async throws {
        let peer = try await Peer("smtp_peer.py")
        try peer.behave(mode)
        let server = MailServer(host: "127.0.0.1", port: peer.port, security: .none)
        let smtp = SMTPProvider(transfers: transfers, server: server, timeout: .seconds(1))
        let id = try await sandbox.post(sandbox.message([.email]))[0]
        _ = try await sandbox.send(id, by: smtp)
        #expect(try await sandbox.state(id).attempts.map(\.outcome) == [outcome])
    }

    private func kannel(_ peer: Peer) -> KannelProvider {
        KannelProvider(
            transfers: transfers,
            settings: KannelSettings(
                address: "http://127.0.0.1:\(peer.port)/cgi-bin/sendsms", user: "guichet", password: "s&cret",
                sender: "RDC", reports: "http://127.0.0.1/inbound/report"),
            vault: sandbox.vault, timeout: .milliseconds(500))
    }

    @Test(arguments: [("fr", "0"), ("ln", "0"), ("en", "0"), ("sw", "0"), ("ar", "2")])
    func `of SMS asks Kannel for the right coding and a report`(locale: String, coding: String) async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave("202 0: Accepted for delivery")
        var message = try sandbox.message([.sms])
        message.recipient.locale = locale
        let id = try await sandbox.post(message)[0]
        #expect(try await sandbox.send(id, by: kannel(peer)) == nil)
        let seen = try #require(
            try JSONSerialization.jsonObject(with: peer.received("json")[0]) as? [String: Any])
        let query = try #require(seen["query"] as? [String: String])
        #expect(query["to"] == "+32470123456")
        #expect(query["password"] == "s&cret")
        #expect(query["coding"] == coding)
        #expect(query["charset"] == "UTF-8")
        let text = try templates.sms("dossier.submitted", in: locale, message.variables).text
        #expect(query["text"] == text)
        // What Kannel calls back with is believed; the same with another key isn't.
        let report = try #require(query["dlr-url"]?.split(separator: "?").last)
        var parameters: [String: String] = [:]
        for pair in report.split(separator: "&") {
            let parts = pair.split(separator: "=").map(String.init)
            parameters[parts[0]] = parts[1] == "%d" ? "1" : parts[1]
        }
        let inbound = Inbound(messages: sandbox.messages)
        #expect(
            inbound.report(parameters)
                == DeliveryReport(message: id, attempt: 1, kind: .delivered, code: "dlr 1"))
        parameters["key"] = String((parameters["key"] ?? "").reversed())
        #expect(inbound.report(parameters) == nil)
    }

    @Test(arguments: [
        ("202 0: Accepted for delivery", Attempt.Outcome.accepted),
        ("202 3: Queued for later delivery", .accepted),
        ("403 Authorization failed", .temporary), ("503 Temporal failure, try again later.", .temporary),
        ("400 Missing receiver", .permanent), ("hang", .unknown), ("close", .unknown),
    ])
    func `of SMS tells what became of it`(mode: String, outcome: Attempt.Outcome) async throws {
        let peer = try await Peer("http_peer.py")
        try peer.behave(mode)
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        _ = try await sandbox.send(id, by: kannel(peer))
        #expect(try await sandbox.state(id).attempts.map(\.outcome) == [outcome])
        #expect(try peer.received("json").count == 1)
    }

    @Test func `for development keeps all for reading, sealed`() async throws {
        let outbox = DevelopmentOutbox(postgres: sandbox.postgres, vault: sandbox.vault)
        for id in try await sandbox.post(sandbox.message([.email, .sms])) {
            #expect(try await sandbox.send(id, by: outbox) == nil)
        }
        let read = try await sandbox.messages.outbox()
        #expect(Set(read.map(\.contents.to)) == ["citoyen@example.net", "+32470123456"])
        #expect(read.allSatisfy { $0.contents.text.contains("K7M2-9QX4-3") })
        let rows = try await sandbox.postgres.query("SELECT o::text AS row FROM channels.outbox o")
        for row in rows { #expect(!(try row.decode("row", as: String.self)).contains("citoyen")) }
        try await sandbox.vault.erase(sandbox.scope)
        #expect(try await sandbox.messages.outbox().isEmpty)
    }
}
