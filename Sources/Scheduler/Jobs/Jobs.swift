package import RedisClient

/// The durable work of one ministry. It lives in Redis alone: nothing is in a worker's memory only.
///
/// Every verb takes the time as `at`; nil, as in production, is the server's own clock.
package struct Jobs: Sendable {
    let redis: RedisClient
    let keys: Keys

    private let ministry: Ministry.ID

    /// - Parameter queue: nil for the main one. What may keep a worker waiting for others has a queue, and workers, of
    ///   its own.
    package init(redis: RedisClient, ministry: Ministry.ID, queue: String? = nil) {
        self.redis = redis
        self.ministry = ministry
        keys = Keys(ministry: ministry, queue: queue)
    }

    /// Another queue of the same ministry.
    package func queue(_ name: String) -> Jobs {
        Jobs(redis: redis, ministry: ministry, queue: name)
    }

    /// The id under which the job stands: that of an earlier one when its key is known.
    @discardableResult
    package func enqueue(_ job: NewJob, at now: Instant? = nil) async throws -> Job.ID {
        guard let id = try await enqueue([job], at: now).first else { throw unreadable("enqueue") }
        return id
    }

    /// Many in one step per 500. Each with a key may be put in again without effect, at little cost.
    @discardableResult
    package func enqueue(_ jobs: [NewJob], at now: Instant? = nil) async throws -> [Job.ID] {
        var ids: [Job.ID] = []
        for start in stride(from: 0, to: jobs.count, by: 500) {
            let part = jobs[start..<min(start + 500, jobs.count)]
            // Without a key a repeat could run the job twice.
            let repetition: RedisRepeat = part.allSatisfy { $0.key != nil } ? .whenUnknown : .never
            let answer = try await call(JobFunctions.enqueue, now, part.flatMap(\.arguments), repetition)
            ids += try (answer.list ?? []).map { Job.ID(try text($0)) }
        }
        return ids
    }

    /// Leases up to `count` jobs whose time has come, those of the highest priority first.
    package func take(
        _ count: Int, lease: Duration, of share: WorkerShare = .everything, at now: Instant? = nil
    ) async throws -> Taken {
        let token = randomWord()
        let arguments: [RedisArgument] = [
            .init(min(count, 1_000)), .init(lease.wholeMilliseconds), .text(token),
        ]
        do {
            let answer = try await call(JobFunctions.take, now, arguments + ["0", share.argument], .never)
            return try Taken(answer, token: token)
        } catch RedisFailure.unknown {
            let answer = try await call(
                JobFunctions.take, now, arguments + ["1", share.argument], .whenUnknown)
            return try Taken(answer, token: token)
        }
    }

    @discardableResult
    package func finish(_ lease: Lease, at now: Instant? = nil) async throws -> LeaseAnswer {
        guard let answer = try await finish([lease], at: now).first else { throw unreadable("finish") }
        return answer
    }

    package func finish(_ leases: [Lease], at now: Instant? = nil) async throws -> [LeaseAnswer] {
        let answer = try await call(JobFunctions.finish, now, leases.flatMap(\.arguments), .whenUnknown)
        return try (answer.list ?? []).map(leaseAnswer)
    }

    /// To run again after `delay`; a counted try that was the last one makes it a dead letter.
    @discardableResult
    package func giveBack(
        _ lease: Lease, after delay: Duration, reason: String, counting: TryCounting = .counted,
        at now: Instant? = nil
    ) async throws -> LeaseAnswer {
        let arguments: [RedisArgument] = [
            .init(max(0, delay.wholeMilliseconds)), .text(reason), .text(counting == .counted ? "1" : "0"),
        ]
        return try leaseAnswer(
            await call(JobFunctions.giveBack, now, lease.arguments + arguments, .whenUnknown))
    }

    /// No further try can help: a dead letter at once.
    @discardableResult
    package func bury(_ lease: Lease, reason: String, at now: Instant? = nil) async throws -> LeaseAnswer {
        try leaseAnswer(await call(JobFunctions.bury, now, lease.arguments + [.text(reason)], .whenUnknown))
    }

    /// The leases now end `length` from now.
    package func extend(
        _ leases: [Lease], by length: Duration, at now: Instant? = nil
    ) async throws -> [LeaseAnswer] {
        let arguments = [.init(length.wholeMilliseconds)] + leases.flatMap(\.arguments)
        let answer = try await call(JobFunctions.extend, now, arguments, .whenUnknown)
        return try (answer.list ?? []).map(leaseAnswer)
    }

    /// The Redis server's time.
    package func now() async throws -> Instant {
        let time = try await redis.send(["TIME"], repeat: .whenUnknown).list ?? []
        guard time.count == 2, let seconds = time[0].integer, let micros = time[1].integer else {
            throw unreadable("TIME")
        }
        return Instant(milliseconds: seconds * 1_000 + micros / 1_000)
    }
}

/// What a worker does: everything, the most urgent first; or only what can't wait (alerts and login codes), so that
/// these find a free hand however long the rest takes.
package enum WorkerShare: Sendable {
    case everything, urgent

    fileprivate var argument: RedisArgument { self == .urgent ? "1" : "0" }
}

/// Whether a try that is given back counts against the job's maximum.
package enum TryCounting: Sendable {
    case counted, uncounted
}

extension Jobs {
    /// What a take brought.
    package struct Taken: Sendable {
        package let leases: [Lease]
        package let now: Instant
        /// When something falls due or a lease ends next.
        package let next: Instant?
    }

    func call(
        _ function: RedisFunction, _ now: Instant?, _ arguments: [RedisArgument], _ repetition: RedisRepeat
    ) async throws -> RedisValue {
        let time = RedisArgument.text(now.map { String($0.milliseconds) } ?? "")
        return try await redis.call(
            function, keys: keys.jobs, arguments: [time] + arguments, repeat: repetition)
    }
}

extension NewJob {
    fileprivate var arguments: [RedisArgument] {
        [
            .text(id.value), .text(kind), .text(payload), .text(key ?? ""),
            .text(due.map { String($0.milliseconds) } ?? ""), .init(priority.rawValue), .init(maximumTries),
            .init(keepKey.wholeMilliseconds),
        ]
    }
}

extension Lease {
    fileprivate var arguments: [RedisArgument] { [.text(job.id.value), .text(token)] }
}
