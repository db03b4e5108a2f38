import Foundation
import Scheduler
import Testing

@testable import Channels

/// `document.issued` made a ladder: SMS first, email after ten minutes without a report.
@Suite struct `A ladder` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox(templates: try laddered()) }

    private func post() async throws -> Message.ID {
        let ids = try await sandbox.post(sandbox.message([.sms, .email], "document.issued", event: "d/1"))
        return try #require(ids.count == 1 ? ids[0] : nil)
    }

    private func send(_ id: Message.ID, _ sms: ScriptedProvider, _ email: ScriptedProvider) async throws {
        while true {
            do {
                return try await sandbox.sending(email: email, sms: sms).send(id)
            } catch JobFailure.postponed(let delay, _) {
                sandbox.turn(delay)
            }
        }
    }

    @Test func `is one message, and stops where it arrived`() async throws {
        let (sms, email) = (ScriptedProvider(), ScriptedProvider())
        let id = try await post()
        #expect(try await post() == id)
        try await send(id, sms, email)
        try await sandbox.messages.record(
            DeliveryReport(message: id, attempt: 1, kind: .delivered, code: nil))
        sandbox.turn(.minutes(30))
        #expect(try await sandbox.messages.escalate() == 0)
        #expect(try await sandbox.state(id).state == .delivered)
        #expect(sms.parcels.count == 1 && email.parcels.isEmpty)
    }

    @Test func `takes the next medium when nothing is heard in time`() async throws {
        let (sms, email) = (ScriptedProvider(), ScriptedProvider())
        let id = try await post()
        try await send(id, sms, email)
        sandbox.turn(.minutes(9))
        #expect(try await sandbox.messages.escalate() == 0)
        sandbox.turn(.minutes(1))
        #expect(try await sandbox.messages.escalate() == 1)
        try await send(id, sms, email)
        let message = try await sandbox.state(id)
        #expect(message.attempts.map(\.medium) == [.sms, .email] && message.state == .sent)
        sandbox.turn(.hours(1))
        #expect(try await sandbox.messages.escalate() == 0)
        // Posted again, it is still the same one.
        #expect(try await post() == id)
    }

    @Test(arguments: [Attempt.Outcome.permanent, .unknown])
    func `takes it when the first fails`(_ outcome: Attempt.Outcome) async throws {
        let sms = ScriptedProvider(Array(repeating: Delivery(outcome, code: "x"), count: 9))
        let email = ScriptedProvider()
        let id = try await post()
        try await send(id, sms, email)
        if outcome == .unknown {
            #expect(try await sandbox.state(id).state == .uncertain)
            sandbox.turn(.minutes(10))
            #expect(try await sandbox.messages.escalate() == 1)
            try await send(id, sms, email)
        }
        let message = try await sandbox.state(id)
        #expect(message.state == .sent && message.attempts.last?.medium == .email)
        #expect(email.parcels.count == 1)
    }

    @Test func `takes it when a report says that it failed, and asks for a call when nothing is left`()
        async throws
    {
        let sms = ScriptedProvider()
        let email = ScriptedProvider([Delivery(.permanent, code: "550 5.1.1")])
        let id = try await post()
        try await send(id, sms, email)
        try await sandbox.messages.record(
            DeliveryReport(message: id, attempt: 1, kind: .failed, code: "dlr 2"))
        #expect(try await sandbox.state(id).state == .waiting)
        #expect(try await sandbox.messages.unreached(posts: ["bruxelles"]).isEmpty)
        try await send(id, sms, email)
        #expect(try await sandbox.state(id).state == .failed)
        let unreached = try await sandbox.messages.unreached(posts: ["bruxelles"])
        #expect(unreached.map(\.event) == ["d/1"] && unreached.first?.reason == "550 5.1.1")
        #expect(try await sandbox.messages.unreached(posts: ["kinshasa"]).isEmpty)
        try await sandbox.messages.reachedOtherwise(
            event: "d/1", recipient: "person1", agent: "agent1", in: sandbox.postgres)
        #expect(try await sandbox.messages.unreached(posts: ["bruxelles"]).isEmpty)
    }

    @Test func `doesn't climb any more once the message is recalled or too late`() async throws {
        let (sms, email) = (ScriptedProvider(), ScriptedProvider())
        var message = try sandbox.message([.sms, .email], "document.issued", event: "d/2")
        message.validUntil = sandbox.messages.clock.now + .minutes(5)
        let id = try await sandbox.post(message)[0]
        try await send(id, sms, email)
        sandbox.turn(.minutes(20))
        #expect(try await sandbox.messages.escalate() == 0)
        #expect(email.parcels.isEmpty)
    }
}

/// The repository's templates, with a ladder.
private func laddered() throws -> MessageTemplates {
    let folder = FileManager.default.temporaryDirectory.appending(path: "guichet-ladder-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: URL(filePath: checkout + "/message-templates"), to: folder)
    let file = folder.appending(path: "document.issued/message.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
        .replacing("after_unknown: repeat", with: "after_unknown: silence")
        .replacing(
            #/media: \[.*\]/#, with: "media: [sms, email]\nladder_minutes: 10\ncall_when_unreached: true")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let made = MessageTemplates(directory: folder.path(percentEncoded: false), words: templates.words)
    guard made.findings.isEmpty else { throw Missing() }
    return made
}

@Suite struct `The evidence of a message` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox() }

    @Test(arguments: [Medium.sms, .email])
    func `names what was sent and by whom, and its hash is that of the text`(_ medium: Medium) async throws {
        let provider = ScriptedProvider([Delivery(.accepted, code: "250", reference: "queued as 4F2")])
        let id = try await sandbox.post(sandbox.message([medium]))[0]
        #expect(try await sandbox.send(id, by: provider) == nil)
        try await sandbox.messages.record(
            DeliveryReport(message: id, attempt: 1, kind: .delivered, code: "dlr 1"))
        let evidence = try #require(try await sandbox.messages.evidence(of: id, opened: true))
        let attempt = try #require(evidence.attempts.first)
        #expect(attempt.reference == "queued as 4F2" && attempt.templateVersion?.count == 12)
        #expect(attempt.country == (medium == .sms ? "BE" : nil))
        #expect(evidence.reports.map(\.kind) == [.delivered])
        let contents = try #require(evidence.contents)
        #expect(contents.hash == attempt.contentHash)
        #expect(contents.texts.joined().contains("K7M2-9QX4-3"))
        let other = Evidence.Contents(salt: contents.salt, texts: contents.texts.map { $0 + " " })
        #expect(other.hash != attempt.contentHash)
    }

    @Test func `stays when the contents are erased, and tells nothing of them`() async throws {
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        let waiting = try await sandbox.post(sandbox.message([.email], event: "e/2"))[0]
        #expect(try await sandbox.send(id, by: ScriptedProvider()) == nil)
        let before = try #require(try await sandbox.messages.evidence(of: id))
        sandbox.turn(.days(10))
        #expect(try await sandbox.messages.eraseContents(olderThan: .days(20)) == 0)
        sandbox.turn(.days(11))
        #expect(try await sandbox.messages.eraseContents(olderThan: .days(20)) == 1)
        let after = try #require(try await sandbox.messages.evidence(of: id, opened: true))
        #expect(after == before && after.contents == nil)
        // What still has to be sent is kept.
        #expect(try await sandbox.send(waiting, by: ScriptedProvider()) == nil)
        #expect(try await sandbox.state(waiting).state == .sent)
    }
}
