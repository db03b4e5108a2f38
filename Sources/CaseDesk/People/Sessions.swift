import Foundation
package import RedisClient
package import Scheduler

/// Who sits behind a browser: a cookie holds 256 random bits, Redis holds their hash and opaque ids.
package struct Session: Sendable, Equatable {
    package enum Subject: Sendable, Equatable {
        case citizen(person: String)
        case agent(id: String)
    }

    package let subject: Subject
    /// What a form must send back: bound to this session, worthless in any other.
    package let formToken: String
    package let openedAt: Instant
}

package struct Sessions: Sendable {
    private let redis: RedisClient
    private let keys: Keys
    private let clock: ServerClock

    package init(redis: RedisClient, keys: Keys, clock: ServerClock) {
        self.redis = redis
        self.keys = keys
        self.clock = clock
    }

    /// The token goes into a `__Host-` cookie and nowhere else.
    package func open(_ subject: Session.Subject) async throws -> Token {
        let token = Token()
        let record = Record(
            subject: subject.code, form: Base64URL.encode(Token.random(bytes: 24)), openedAt: clock.now)
        let lifetime = subject.idleLimit.wholeMilliseconds
        // The code that led here is spent: a second SET of the same costs less than another code.
        try await redis.send(
            ["SET", keys.session(token.hash), try record.text, "PX", String(lifetime)], repeat: .whenUnknown)
        return token
    }

    /// Nil when it is unknown, was idle too long (citizen 2 hours, agent 30 minutes) or is older than 12 hours.
    package func find(_ token: Token) async throws -> Session? {
        let key = keys.session(token.hash)
        guard let text = try await redis.send(["GET", key], repeat: .whenUnknown).text,
            let record = try? JSONDecoder().decode(Record.self, from: Data(text.utf8)),
            let subject = Session.Subject(code: record.subject)
        else { return nil }
        guard clock.now - record.openedAt < .hours(12) else {
            try await close(token)
            return nil
        }
        try await redis.send(
            ["PEXPIRE", key, String(subject.idleLimit.wholeMilliseconds)], repeat: .whenUnknown)
        return Session(subject: subject, formToken: record.form, openedAt: record.openedAt)
    }

    package func close(_ token: Token) async throws {
        try await redis.send(["DEL", keys.session(token.hash)], repeat: .whenUnknown)
    }

    private struct Record: Codable {
        let subject: String
        let form: String
        let openedAt: Instant

        var text: String {
            get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
        }
    }
}

extension Session.Subject {
    fileprivate var idleLimit: Duration {
        switch self {
        case .citizen: .hours(2)
        case .agent: .minutes(30)
        }
    }

    fileprivate var code: String {
        switch self {
        case .citizen(let person): "citizen:\(person)"
        case .agent(let id): "agent:\(id)"
        }
    }

    fileprivate init?(code: String) {
        switch Performer(code: code) {
        case .citizen(let id): self = .citizen(person: id)
        case .agent(let id): self = .agent(id: id)
        default: return nil
        }
    }
}
