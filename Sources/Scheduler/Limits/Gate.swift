import Foundation
package import RedisClient

/// The gate before something of the outside that may be slow, limited or down, one for all workers: how many go through
/// at once and a second, and a breaker that leaves it alone while it fails.
package struct Gate: Sendable {
    /// How a gate behaves.
    package struct Rules: Sendable, Hashable {
        /// Parts a second; nil: as many as come.
        package var perSecond: Int?
        /// As many parts may go through in one instant.
        package var burst: Int?
        /// Nil: any number.
        package var atOnce: Int?
        /// Who hasn't left after so long is gone with its worker.
        package var stay = Duration.seconds(90)
        package var breaker = Breaker()

        package init() {}
    }

    /// When to leave it alone, and for how long.
    package struct Breaker: Sendable, Hashable {
        /// What counts is what happened in the last …
        package var window = Duration.seconds(60)
        /// Fewer tries than this say nothing.
        package var sample = 10
        /// Percent of faulty tries that open it.
        package var share = 50
        /// Until the first probe; doubled after each faulty one.
        package var pause = Duration.seconds(15)
        package var longestPause = Duration.minutes(5)
        /// Sound probes, one after the other, that close it.
        package var probes = 2

        package init() {}
    }

    package enum Lane: String, Sendable { case urgent, usual, bulk }

    package enum Verdict: Sendable, Equatable {
        case go
        /// It was open: this try finds out.
        case probe
        /// Open, full or too fast: ask again after this long.
        case wait(Duration, Reason)
        /// A place in the line is kept: come back then, and say so.
        case turn(Duration)
    }

    package enum Reason: String, Sendable { case open, full, rate }

    /// How a try ended, as far as the other side is concerned.
    package enum Result: String, Sendable { case sound, faulty, neutral }

    private static let enter = function("enter", PackageResources.gate_enter_lua)
    private static let leave = function("leave", PackageResources.gate_leave_lua)

    private let redis: RedisClient
    private let keys: Keys

    package init(redis: RedisClient, keys: Keys) {
        self.redis = redis
        self.keys = keys
    }

    /// - Parameters:
    ///   - insisting: its turn has come; or, when urgent, it goes even while the gate is open.
    package func enter(
        _ name: String, as id: String, lane: Lane, parts: Int, _ rules: Rules, insisting: Bool = false,
        at now: Instant? = nil
    ) async throws(RedisFailure) -> Verdict {
        let rate = rules.perSecond ?? 0
        let answer = try await redis.call(
            Self.enter, keys: keys.gate(name),
            arguments: [
                Self.time(now), .text(id), .text(lane.rawValue), .init(parts), .init(rate),
                .init(rules.burst ?? max(rate, 1)), .init(rules.atOnce ?? 0),
                .init(rules.stay.wholeMilliseconds), .text(insisting ? "1" : "0"),
            ])
        guard let list = answer.list, list.count == 2, let word = list[0].text, let wait = list[1].int else {
            throw .malformed("gate_enter")
        }
        switch word {
        case "go": return .go
        case "probe": return .probe
        case "turn": return .turn(.milliseconds(wait))
        default: return .wait(.milliseconds(max(wait, 1)), Reason(rawValue: word) ?? .full)
        }
    }

    /// Tells how a try ended; one whose place was given up already changes nothing but the figures.
    package func leave(
        _ name: String, as id: String, _ result: Result, _ rules: Rules, at now: Instant? = nil
    ) async throws(RedisFailure) {
        let breaker = rules.breaker
        _ = try await redis.call(
            Self.leave, keys: keys.gate(name),
            arguments: [
                Self.time(now), .text(id), .text(result.rawValue), .init(breaker.window.wholeMilliseconds),
                .init(breaker.sample), .init(breaker.share), .init(breaker.pause.wholeMilliseconds),
                .init(breaker.longestPause.wholeMilliseconds), .init(breaker.probes),
            ])
    }

    /// What stands about a gate, for a board.
    package func state(_ name: String, at now: Instant) async throws(RedisFailure) -> GateState {
        let names = keys.gate(name)
        let fields = try await redis.send(
            ["HMGET", names[0], "state", "till", "since", "line"], repeat: .whenUnknown)
        let inside = try await redis.send(
            ["ZCOUNT", names[1], "(\(now.milliseconds)", "+inf"], repeat: .whenUnknown)
        let values = fields.list ?? []
        func instant(_ index: Int) -> Instant? {
            guard index < values.count, let text = values[index].text, let number = Double(text) else {
                return nil
            }
            return Instant(milliseconds: Int64(number))
        }
        return GateState(
            isOpen: values.first?.text == "open", nextProbe: instant(1), since: instant(2),
            lineEnds: instant(3).flatMap { $0 > now ? $0 : nil }, inside: inside.int ?? 0)
    }

    private static func function(_ name: String, _ source: [UInt8]) -> RedisFunction {
        RedisFunction(name: "gate_\(name)", sources: [PackageResources.clock_lua, source])
    }

    private static func time(_ now: Instant?) -> RedisArgument {
        .text(now.map { String($0.milliseconds) } ?? "")
    }
}

package struct GateState: Sendable, Equatable {
    /// The provider is left alone, but for probes.
    package let isOpen: Bool
    package let nextProbe: Instant?
    /// When it was opened or closed last.
    package let since: Instant?
    /// When the last of those who wait in line has its turn.
    package let lineEnds: Instant?
    package let inside: Int
}

extension Jobs {
    /// Beside the work, the gates and limits of those who do it.
    package var gate: Gate { Gate(redis: redis, keys: keys) }
    package var limits: RateLimits { RateLimits(redis: redis, keys: keys) }
}
