/// A piece of durable work, on one of its tries.
package struct Job: Sendable, Equatable {
    package struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
        package let value: String

        package init(_ value: String) { self.value = value }

        /// 128 random bits.
        package static func random() -> Self {
            Self(randomWord())
        }

        package init(from decoder: any Decoder) throws {
            value = try decoder.singleValueContainer().decode(String.self)
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }

        package var description: String { value }
    }

    package let id: ID
    package let kind: String
    /// Opaque ids only, never personal data.
    package let payload: String
    package let key: String?
    package let priority: JobPriority
    /// Which try this is, from 1.
    package let tries: Int
    package let maximumTries: Int
    package let due: Instant
}

/// Work to put in.
package struct NewJob: Sendable {
    package var id: Job.ID
    package var kind: String
    package var payload: String
    package var key: String?
    package var due: Instant?
    package var priority: JobPriority
    package var maximumTries: Int
    package var keepKey: Duration

    /// - Parameters:
    ///   - payload: opaque ids only, never personal data.
    ///   - key: a job with this key is put in once: while it stands, while it is dead, and for `keepKey` after its end.
    ///   - due: not before then; nil is now.
    package init(
        kind: String, payload: String, key: String? = nil, due: Instant? = nil,
        priority: JobPriority = .transactional, maximumTries: Int = 10, keepKey: Duration = .hours(24)
    ) {
        id = .random()
        self.kind = kind
        self.payload = payload
        self.key = key
        self.due = due
        self.priority = priority
        self.maximumTries = maximumTries
        self.keepKey = keepKey
    }
}

/// The right to work on a job until it is finished, given back, buried, or its time is over.
package struct Lease: Sendable {
    package let job: Job
    let token: String
}

/// A job whose tries are used up, or which no further try can help.
package struct DeadLetter: Sendable, Equatable, Codable {
    package let id: Job.ID
    package let kind: String
    package let tries: Int
    package let reason: String
    package let diedAt: Instant

    enum CodingKeys: String, CodingKey {
        case id, kind, tries, reason
        case diedAt = "died_at"
    }
}

/// How many jobs there are of each sort.
package struct JobStats: Sendable, Equatable, Codable {
    package let ready: Int
    /// Those whose time hasn't come.
    package let due: Int
    package let leased: Int
    package let dead: Int
    /// How long the oldest ready job has been waiting, 0 when there is none.
    package let oldestReady: Int64

    enum CodingKeys: String, CodingKey {
        case ready, due, leased, dead
        case oldestReady = "oldest_ready_ms"
    }
}

/// 128 random bits in hexadecimal digits.
func randomWord() -> String {
    [UInt64.random(in: .min ... .max), .random(in: .min ... .max)].map { half in
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}
