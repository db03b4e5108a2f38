import Foundation
import Logging
import RedisClient
import TestServers
import Testing

@testable import Scheduler

@Suite struct `A gate` {
    let gate: Gate
    let start = Instant(milliseconds: 1_800_000_000_000)

    init() async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let redis = RedisClient(address: try RedisAddress(await TestServers.redis()), logger: logger)
        let ministry = try #require(Ministry.ID(TestServers.ministry()))
        gate = Gate(redis: redis, keys: Keys(ministry: ministry))
    }

    private func enter(
        _ id: String, _ rules: Gate.Rules, _ lane: Gate.Lane = .usual, parts: Int = 1,
        after: Duration = .zero,
        insisting: Bool = false
    ) async throws -> Gate.Verdict {
        try await gate.enter(
            "relay", as: id, lane: lane, parts: parts, rules, insisting: insisting, at: start + after)
    }

    /// Goes through and ends so.
    private func pass(
        _ id: String, _ result: Gate.Result, _ rules: Gate.Rules, after: Duration
    ) async throws -> Gate.Verdict {
        let verdict = try await enter(id, rules, after: after)
        if verdict == .go || verdict == .probe {
            try await gate.leave("relay", as: id, result, rules, at: start + after)
        }
        return verdict
    }

    private var rules: Gate.Rules {
        var rules = Gate.Rules()
        rules.breaker.sample = 4
        rules.breaker.pause = .seconds(10)
        rules.breaker.longestPause = .seconds(40)
        return rules
    }

    @Test func `stays open to all while few fail`() async throws {
        for number in 0..<20 {
            let result: Gate.Result = number % 3 == 2 ? .faulty : .sound
            #expect(try await pass("\(number)", result, rules, after: .seconds(number)) == .go)
        }
        #expect(try await !gate.state("relay", at: start).isOpen)
    }

    @Test func `opens after a fair sample of faults, and not before`() async throws {
        for number in 0..<4 { #expect(try await pass("\(number)", .faulty, rules, after: .zero) == .go) }
        #expect(try await enter("next", rules) == .wait(.seconds(10), .open))
        let state = try await gate.state("relay", at: start)
        #expect(state.isOpen && state.nextProbe == start + .seconds(10) && state.since == start)
    }

    @Test func `forgets faults that are old`() async throws {
        for number in 0..<3 { _ = try await pass("\(number)", .faulty, rules, after: .zero) }
        _ = try await pass("late", .faulty, rules, after: .seconds(90))
        #expect(try await enter("next", rules, after: .seconds(90)) == .go)
    }

    @Test
    func
        `lets one probe through at a time, waits longer after each fault, and closes after two that are sound`()
        async throws
    {
        for number in 0..<4 { _ = try await pass("\(number)", .faulty, rules, after: .zero) }
        #expect(try await enter("p1", rules, after: .seconds(10)) == .probe)
        #expect(try await enter("p2", rules, after: .seconds(11)) == .wait(.seconds(1), .open))
        try await gate.leave("relay", as: "p1", .faulty, rules, at: start + .seconds(12))
        #expect(try await enter("p3", rules, after: .seconds(12)) == .wait(.seconds(20), .open))
        #expect(try await pass("p4", .faulty, rules, after: .seconds(32)) == .probe)
        #expect(try await enter("p5", rules, after: .seconds(32)) == .wait(.seconds(40), .open))
        // The longest pause: 40 seconds.
        #expect(try await pass("p6", .faulty, rules, after: .seconds(72)) == .probe)
        #expect(try await enter("p7", rules, after: .seconds(72)) == .wait(.seconds(40), .open))
        #expect(try await pass("p8", .sound, rules, after: .seconds(112)) == .probe)
        #expect(try await pass("p9", .sound, rules, after: .seconds(112)) == .probe)
        #expect(try await enter("all", rules, after: .seconds(112)) == .go)
        #expect(try await !gate.state("relay", at: start).isOpen)
    }

    @Test func `gives a probe's place to another when its worker died`() async throws {
        for number in 0..<4 { _ = try await pass("\(number)", .faulty, rules, after: .zero) }
        #expect(try await enter("dies", rules, after: .seconds(10)) == .probe)
        #expect(try await enter("next", rules, after: .seconds(10) + rules.stay) == .probe)
        // What the dead one would tell counts no more.
        try await gate.leave("relay", as: "dies", .faulty, rules, at: start + .seconds(101))
        #expect(try await gate.state("relay", at: start).nextProbe == start + .seconds(10))
    }

    @Test func `stops nobody whose life is at stake`() async throws {
        for number in 0..<4 { _ = try await pass("\(number)", .faulty, rules, after: .zero) }
        #expect(try await enter("alert", rules, .urgent) == .wait(.seconds(10), .open))
        #expect(try await enter("alert", rules, .urgent, insisting: true) == .go)
    }

    @Test func `lets so many in at once, urgent ones besides, and forgets who never left`() async throws {
        var rules = rules
        rules.atOnce = 2
        #expect(try await enter("1", rules) == .go)
        #expect(try await enter("2", rules) == .go)
        #expect(try await enter("3", rules) == .wait(.milliseconds(500), .full))
        #expect(try await enter("code", rules, .urgent) == .go)
        try await gate.leave("relay", as: "1", .neutral, rules, at: start)
        try await gate.leave("relay", as: "code", .neutral, rules, at: start)
        #expect(try await enter("3", rules) == .go)
        #expect(try await gate.state("relay", at: start).inside == 2)
        #expect(try await enter("4", rules, after: rules.stay) == .go)
    }

    @Test func `keeps its rate in parts, with a burst`() async throws {
        var rules = rules
        (rules.perSecond, rules.burst) = (10, 4)
        #expect(try await enter("1", rules, parts: 3) == .go)
        #expect(try await enter("2", rules, parts: 3) == .wait(.milliseconds(200), .rate))
        #expect(try await enter("2", rules, parts: 3, after: .milliseconds(200)) == .go)
        // More than a burst ever holds goes when the burst is whole again.
        #expect(try await enter("3", rules, parts: 9, after: .milliseconds(600)) == .go)
        // Who can't wait doesn't.
        #expect(try await enter("4", rules, .urgent, after: .milliseconds(600)) == .go)
    }

    @Test func `puts a mass in line, at four fifths of the rate, and lets others pass`() async throws {
        var rules = rules
        rules.perSecond = 10
        #expect(try await enter("0", rules, .bulk) == .go)
        for number in 1...20 {
            let turn = Gate.Verdict.turn(.milliseconds(125 * number))
            #expect(try await enter("\(number)", rules, .bulk) == turn)
        }
        #expect(try await enter("letter", rules, .usual) == .go)
        #expect(try await enter("1", rules, .bulk, after: .milliseconds(125), insisting: true) == .go)
        let state = try await gate.state("relay", at: start)
        #expect(state.lineEnds == start + .milliseconds(125 * 21))
    }
}
