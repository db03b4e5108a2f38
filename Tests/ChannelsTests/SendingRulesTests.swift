import Foundation
import PostgresClient
import Scheduler
import Testing

@testable import Channels

@Suite struct `The rules of sending` {
    let sandbox: ChannelsSandbox

    init() async throws { sandbox = try await ChannelsSandbox() }

    private func sending(_ routes: [SendingRoute], _ policy: SendingPolicy = SendingPolicy()) throws
        -> Sending
    {
        Sending(
            messages: sandbox.messages, blobs: sandbox.blobs,
            sender: EmailSender(address: try EmailAddress("consulat@example.org").orThrow, names: [:]),
            routes: SendingRoutes(routes), policy: policy)
    }

    /// How long the message is put off; nil when it has its end.
    private func send(_ id: Message.ID, _ sending: Sending) async throws -> Duration? {
        do {
            try await sending.send(id)
            return nil
        } catch JobFailure.postponed(let delay, _) {
            return delay
        }
    }

    // MARK: Providers

    @Test func `give every provider its share, and each message the same one each time`() throws {
        let routes = SendingRoutes([
            SendingRoute(ScriptedProvider(name: "big"), on: .sms, weight: 3),
            SendingRoute(ScriptedProvider(name: "small"), on: .sms, weight: 1),
            SendingRoute(ScriptedProvider(name: "spare"), on: .sms, priority: 2),
            SendingRoute(ScriptedProvider(name: "belgian"), on: .sms, countries: ["BE"], priority: 3),
            SendingRoute(ScriptedProvider(name: "codes"), on: .sms, lanes: [.loginCode]),
            SendingRoute(ScriptedProvider(name: "relay"), on: .email),
        ])
        func order(_ id: String, to country: String = "FR", _ lane: Lane = .transactional) -> [String] {
            routes.order(for: Message.ID(id), on: .sms, to: country, lane: lane).map(\.name)
        }
        let firsts = (0..<4_000).map { order("message\($0)")[0] }
        #expect((2_800...3_200).contains(firsts.count { $0 == "big" }))
        #expect(Set(firsts) == ["big", "small"])
        #expect(order("a") == order("a") && order("a").last == "spare")
        #expect(order("a", to: "BE").last == "belgian")
        #expect(order("a", .loginCode).contains("codes") && !order("a").contains("codes"))
    }

    @Test func `go on to the next provider at once when one is down, and say so in the timeline`()
        async throws
    {
        let down = ScriptedProvider(
            Array(repeating: Delivery(.temporary, code: "HTTP 503"), count: 100), name: "down")
        let up = ScriptedProvider(name: "up")
        let sending = try sending([
            SendingRoute(down, on: .sms, priority: 1), SendingRoute(up, on: .sms, priority: 2),
        ])
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        #expect(try await send(id, sending) == .zero)
        #expect(try await send(id, sending) == nil)
        let message = try await sandbox.state(id)
        #expect(message.attempts.map(\.provider) == ["down", "up"])
        #expect(message.attempts.map(\.outcome) == [.temporary, .accepted])
        #expect(message.state == .sent)
    }

    @Test func `leave a provider alone that fails wholly, and come back when it is well again`() async throws
    {
        let down = ScriptedProvider(
            Array(repeating: Delivery(.temporary, code: "421"), count: 6), name: "down")
        let up = ScriptedProvider(name: "up")
        var rules = Gate.Rules()
        rules.breaker.sample = 6
        let sending = try sending([
            SendingRoute(down, on: .sms, priority: 1, rules: rules), SendingRoute(up, on: .sms, priority: 2),
        ])
        func sendOne(_ number: Int) async throws {
            let id = try await sandbox.post(sandbox.message([.sms], event: "e/\(number)"))[0]
            while try await send(id, sending) != nil {}
        }
        for number in 0..<20 { try await sendOne(number) }
        #expect(down.parcels.count == 6 && up.parcels.count == 20)
        sandbox.turn(rules.breaker.pause)
        for number in 20..<30 { try await sendOne(number) }
        #expect(down.parcels.count == 16 && up.parcels.count == 20)
    }

    @Test func `wait, and lose nothing, when every provider is left alone; an alert goes all the same`()
        async throws
    {
        let down = ScriptedProvider(
            Array(repeating: Delivery(.temporary, code: "421"), count: 100), name: "down")
        var rules = Gate.Rules()
        rules.breaker.sample = 2
        let sending = try sending([SendingRoute(down, on: .email, rules: rules)])
        var ids: [Message.ID] = []
        for number in 0..<5 {
            ids.append(try await sandbox.post(sandbox.message([.email], event: "e/\(number)"))[0])
            #expect(try await send(ids[number], sending) != nil)
        }
        #expect(down.parcels.count == 2)
        for id in ids { #expect(try await sandbox.state(id).state == .waiting) }
        #expect(try await sandbox.messages.statistics().stranded == 0)
        try await sandbox.postgres.query(
            "UPDATE channels.messages SET lane = 'life-safety' WHERE id = \(ids[4].value)")
        sandbox.turn(.seconds(20))
        // One probes; the alert doesn't wait for it.
        _ = try await sandbox.messages.jobs.gate.enter(
            "down", as: "probing", lane: .usual, parts: 1, rules, at: sandbox.messages.clock.now)
        #expect(try await send(ids[4], sending) != nil)
        #expect(down.parcels.count == 3)
    }

    @Test func `say that nobody carries it there`() async throws {
        let sending = try sending([SendingRoute(ScriptedProvider(), on: .sms, countries: ["FR"])])
        let id = try await sandbox.post(sandbox.message([.sms]))[0]
        #expect(try await send(id, sending) == nil)
        let message = try await sandbox.state(id)
        #expect(message.state == .failed && message.attempts.isEmpty)
        #expect(message.reason == "no provider carries it there")
    }

    // MARK: Whom, and when

    @Test func `write to nobody else during a trial`() async throws {
        let provider = ScriptedProvider()
        var policy = SendingPolicy()
        policy.trial = ["citoyen@example.net"]
        let sending = try sending(
            [SendingRoute(provider, on: .email), SendingRoute(provider, on: .sms)], policy)
        let ids = try await sandbox.post(sandbox.message([.email, .sms]))
        for id in ids { #expect(try await send(id, sending) == nil) }
        #expect(provider.parcels.count == 1)
        let withheld = try await sandbox.state(ids[1])
        #expect(withheld.state == .withheld && withheld.reason == "trial" && withheld.attempts.isEmpty)
    }

    @Test(arguments: [
        ("2027-01-15", 23, 8), ("2027-03-27", 23, 8), ("2027-10-30", 22, 8), ("2027-03-28", 3, 8),
    ])
    func `let telephones sleep, on the wall of their owner`(day: String, hour: Int, wakes: Int) async throws {
        let zone = try Zone("Europe/Brussels")
        let quiet = QuietHours(
            from: try LocalTime("21:00").orThrow, to: try LocalTime("08:00").orThrow, lanes: [.reminder])
        let date = try LocalDate(day).orThrow
        let night = zone.instant(
            of: LocalDateTime(date: date, time: try LocalTime(secondOfDay: hour * 3_600).orThrow))
        let end = try quiet.end(at: night, in: zone).orThrow
        let wall = zone.wall(at: end)
        #expect(wall.time.description == "08:00" && wall.date == (hour >= 21 ? date + 1 : date))
        #expect(quiet.end(at: end, in: zone) == nil)
        #expect(quiet.end(at: end - .milliseconds(1), in: zone) == end)
        // The same instant is day elsewhere.
        #expect(quiet.end(at: night, in: try Zone("America/Los_Angeles")) == nil)
    }

    @Test func `wait for the morning with a reminder, but not with what would come too late`() async throws {
        let provider = ScriptedProvider()
        var policy = SendingPolicy()
        let zone = try Zone("Europe/Brussels")
        let now = zone.wall(at: sandbox.messages.clock.now).time
        func shifted(_ seconds: Int) throws -> LocalTime {
            try LocalTime(secondOfDay: (now.secondOfDay + seconds + 86_400) % 86_400).orThrow
        }
        policy.quiet = QuietHours(from: try shifted(-3_600), to: try shifted(3_600), lanes: [.reminder])
        policy.zone = { _ in zone }
        let sending = try sending(
            [SendingRoute(provider, on: .sms), SendingRoute(provider, on: .email)], policy)
        var reminder = try sandbox.message([.sms], "appointment.reminder", event: "r/1")
        let id = try await sandbox.post(reminder)[0]
        let delay = try #require(try await send(id, sending))
        #expect(delay > .minutes(58) && delay <= .hours(1))
        (reminder.event, reminder.validUntil) = ("r/2", sandbox.messages.clock.now + .minutes(30))
        #expect(try await send(try await sandbox.post(reminder)[0], sending) == nil)
        (reminder.event, reminder.validUntil, reminder.media) = ("r/3", nil, [.email])
        #expect(try await send(try await sandbox.post(reminder)[0], sending) == nil)
        let letter = try await sandbox.post(sandbox.message([.sms]))[0]
        #expect(try await send(letter, sending) == nil)
        sandbox.turn(delay)
        #expect(try await send(id, sending) == nil)
        #expect(provider.parcels.count == 4)
    }

    @Test func `heed what a person declined, unless a life or a login hangs on it`() async throws {
        let messages = sandbox.messages
        for lane in [Lane.reminder, .transactional] {
            try await messages.choose(
                Preference(medium: .sms, lane: lane, wanted: false), of: "person1", in: sandbox.postgres)
        }
        let provider = ScriptedProvider()
        let sending = try sending([SendingRoute(provider, on: .sms), SendingRoute(provider, on: .email)])
        let declined = try await sandbox.post(
            sandbox.message([.sms, .email], "payment.received", event: "x/1"))
        let code = try await sandbox.post(sandbox.message([.sms], "access.code", event: "code/1"))
        for id in declined + code { #expect(try await send(id, sending) == nil) }
        #expect(try await sandbox.state(declined[0]).state == .withheld)
        #expect(try await sandbox.state(declined[1]).state == .sent)
        #expect(try await sandbox.state(code[0]).state == .sent)
        try await messages.choose(
            Preference(medium: .sms, lane: .transactional, wanted: true), of: "person1", in: sandbox.postgres)
        let again = try await sandbox.post(sandbox.message([.sms], "payment.received", event: "x/2"))[0]
        #expect(try await send(again, sending) == nil)
        #expect(try await sandbox.state(again).state == .sent)
    }

    @Test func `send only so many to one address, each counted once however often it is tried`() async throws
    {
        var policy = SendingPolicy()
        policy.caps = [.sms: RateLimit("address.sms", allowed: 2, in: .hours(24))]
        let provider = ScriptedProvider([Delivery(.temporary), Delivery(.temporary)])
        let sending = try sending([SendingRoute(provider, on: .sms)], policy)
        let first = try await sandbox.post(sandbox.message([.sms], "payment.received", event: "x/0"))[0]
        while let delay = try await send(first, sending) { sandbox.turn(delay) }
        let second = try await sandbox.post(sandbox.message([.sms], "payment.received", event: "x/1"))[0]
        #expect(try await send(second, sending) == nil)
        let third = try await sandbox.post(sandbox.message([.sms], "payment.received", event: "x/2"))[0]
        let wait = try #require(try await send(third, sending))
        #expect(wait > .hours(23))
        let code = try await sandbox.post(sandbox.message([.sms], "access.code", event: "code/1"))[0]
        #expect(try await send(code, sending) == nil)
    }

    // MARK: Recipients that nobody is

    @Test(arguments: [
        ("delivered@simulated.invalid", "+12025550101", Message.State.delivered),
        ("bounced@simulated.invalid", "+12025550102", .failed),
        ("timeout@simulated.invalid", "+12025550103", .uncertain),
    ])
    func `end as a simulated recipient's name says, and never leave the house`(
        email: String, phone: String, state: Message.State
    ) async throws {
        let provider = ScriptedProvider()
        var policy = SendingPolicy()
        policy.trial = []
        let sending = try sending(
            [SendingRoute(provider, on: .sms), SendingRoute(provider, on: .email)], policy)
        var message = try sandbox.message([.sms, .email])
        message.recipient.email = try EmailAddress(email).orThrow
        message.recipient.phone = try PhoneNumber(phone).orThrow
        for id in try await sandbox.post(message) {
            while let delay = try await send(id, sending) { sandbox.turn(delay) }
            let message = try await sandbox.state(id)
            #expect(message.state == state)
            #expect(message.attempts.allSatisfy { $0.provider == "simulator" })
        }
        #expect(provider.parcels.isEmpty)
    }
}
