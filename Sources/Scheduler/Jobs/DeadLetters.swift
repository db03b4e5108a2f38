import RedisClient

extension Jobs {
    /// The oldest first.
    package func dead(skipping skipped: Int = 0, limit: Int = 100) async throws -> [DeadLetter] {
        let arguments: [RedisArgument] = [.init(skipped), .init(limit)]
        let answer = try await call(JobFunctions.dead, nil, arguments, .whenUnknown)
        return try (answer.list ?? []).map { try DeadLetter($0) }
    }

    /// Makes these dead letters ready again with all their tries; answers how many.
    package func replay(_ ids: [Job.ID], at now: Instant? = nil) async throws -> Int {
        if ids.isEmpty { return 0 }
        let arguments = [.init(ids.count)] + ids.map { RedisArgument.text($0.value) }
        return try await replayed(arguments, now)
    }

    /// Makes every dead letter ready again; answers how many.
    package func replayAll(at now: Instant? = nil) async throws -> Int {
        var total = 0
        // No more than are dead now: what dies again meanwhile stays.
        for _ in stride(from: 0, to: try await stats(at: now).dead, by: 200) {
            total += try await replayed([.init(200)], now)
        }
        return total
    }

    package func stats(at now: Instant? = nil) async throws -> JobStats {
        try JobStats(await call(JobFunctions.stats, now, [], .whenUnknown))
    }

    private func replayed(_ arguments: [RedisArgument], _ now: Instant?) async throws -> Int {
        guard let count = try await call(JobFunctions.replay, now, arguments, .never).int else {
            throw unreadable("replay")
        }
        return count
    }
}
