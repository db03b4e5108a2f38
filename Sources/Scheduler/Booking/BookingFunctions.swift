import Foundation
import PostgresClient
import RedisClient

/// The booking functions; each file in Functions/ says what it takes and answers.
enum BookingFunction {
    case hold, change, move, offer, sweep, publish, count, restore
    /// What displaced people are offered.
    case keep, take, yield

    var function: RedisFunction {
        switch self {
        case .hold: Self.holdFunction
        case .change: Self.changeFunction
        case .move: Self.moveFunction
        case .offer: Self.offerFunction
        case .sweep: Self.sweepFunction
        case .publish: Self.publishFunction
        case .count: Self.countFunction
        case .restore: Self.restoreFunction
        case .keep: Self.keepFunction
        case .take: Self.takeFunction
        case .yield: Self.yieldFunction
        }
    }

    private static let holdFunction = function("hold", PackageResources.booking_hold_lua)
    private static let changeFunction = function("change", PackageResources.booking_change_lua)
    private static let moveFunction = function("move", PackageResources.booking_move_lua)
    private static let offerFunction = function("offer", PackageResources.booking_offer_lua)
    private static let sweepFunction = function("sweep", PackageResources.booking_sweep_lua)
    private static let publishFunction = function("publish", PackageResources.booking_publish_lua)
    private static let countFunction = function("count", PackageResources.booking_count_lua)
    private static let restoreFunction = function("restore", PackageResources.booking_restore_lua)
    private static let keepFunction = function("keep", PackageResources.booking_keep_lua)
    private static let takeFunction = function("take", PackageResources.booking_take_lua)
    private static let yieldFunction = function("yield", PackageResources.booking_yield_lua)

    private static func function(_ name: String, _ source: [UInt8]) -> RedisFunction {
        RedisFunction(
            name: "booking_\(name)",
            sources: [PackageResources.clock_lua, PackageResources.booking_shared_lua, source])
    }
}

/// All that hold, change and move can answer.
enum BookingAnswer: Decodable {
    /// At least one.
    case done([Change])
    case refused(Refusal.Reason)
    case unprepared

    private enum Field: CodingKey { case answer, events, reason, detail }
    private enum Word: String, Decodable { case done, refused, unprepared }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        switch try fields.decode(Word.self, forKey: .answer) {
        case .done:
            let changes = try fields.decode([Change].self, forKey: .events)
            guard !changes.isEmpty else {
                throw DecodingError.dataCorruptedError(
                    forKey: .events, in: fields, debugDescription: "nothing done")
            }
            self = .done(changes)
        case .unprepared: self = .unprepared
        case .refused:
            let detail = try fields.decodeIfPresent(String.self, forKey: .detail)
            let word = try fields.decode(String.self, forKey: .reason)
            guard let reason = Refusal.Reason(word, detail: detail) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .reason, in: fields, debugDescription: "unknown reason \(word)")
            }
            self = .refused(reason)
        }
    }
}

extension Refusal.Reason {
    fileprivate init?(_ word: String, detail: String?) {
        switch (word, detail) {
        case ("full", _): self = .full
        case ("closed", _): self = .closed
        case ("quotaReached", _): self = .quotaReached
        case ("alreadyHolding", let id?): self = .alreadyHolding(Appointment.ID(id))
        case ("tooLate", _): self = .tooLate
        case ("tooEarly", _): self = .tooEarly
        case ("unknown", _): self = .unknown
        case ("state", let name?):
            guard let state = Appointment.State(rawValue: name) else { return nil }
            self = .state(state)
        default: return nil
        }
    }

    /// Another place may be had instead.
    var asksForAnotherPlace: Bool {
        switch self {
        case .full, .closed, .quotaReached, .tooLate: true
        case .alreadyHolding, .tooEarly, .state, .unknown, .barred: false
        }
    }
}

extension Refusal {
    init(_ reason: Reason) {
        self.init(reason: reason, alternatives: [])
    }
}

extension Booking {
    /// Calls a function and decodes its JSON.
    func call<Answer: Decodable>(
        _ function: BookingFunction, request: String = "", arguments: [RedisArgument], at now: Instant?,
        as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let head: [RedisArgument] = [
            now.map { .init($0.milliseconds) } ?? .text(""), .text(request), .text(Pool.list),
        ]
        do {
            let reply = try await redis.call(
                function.function, keys: keys.booking, arguments: head + arguments, repeat: .whenUnknown)
            guard let bytes = reply.bytes else {
                throw BookingFailure.malformed("\(function) answered \(reply)")
            }
            return try decoded(Answer.self, bytes)
        } catch let failure as RedisFailure {
            if case .cancelled = failure { throw CancellationError() }
            throw BookingFailure.unavailable("Redis: \(failure)")
        }
    }

    /// A decision of Redis, journalled if it is more than a hold. An emptied Redis is filled again first.
    func decide(
        _ function: BookingFunction, _ request: String, _ arguments: [RedisArgument], at now: Instant?
    ) async throws -> PartyDecision {
        for _ in 0..<4 {
            switch try await call(
                function, request: request, arguments: arguments, at: now, as: BookingAnswer.self)
            {
            case .refused(let reason): return .refused(Refusal(reason))
            case .unprepared: try await prepare(at: now)
            case .done(let changes):
                let appointments = changes.map(\.appointment)
                if appointments.allSatisfy({ $0.state == .held }) { return .done(appointments) }
                if try await stands(changes) { return .done(appointments) }
                // Redis was emptied and filled again meanwhile: what it decided before is void.
                try await prepare(at: now)
            }
        }
        throw BookingFailure.unavailable("Redis was emptied again and again")
    }

    private func stands(_ changes: [Change]) async throws -> Bool {
        do {
            let texts = try changes.map { String(decoding: try json($0), as: UTF8.self) }
            return try await writer.write(texts).isSuperset(of: changes.map(\.id))
        } catch let failure as PostgresFailure {
            if case .cancelled = failure { throw CancellationError() }
            throw BookingFailure.unavailable("journal: \(failure)")
        }
    }
}

func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(value))
}

func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(BookingFailure) -> Value {
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
        throw .malformed("\(type): \(error)")
    }
}
