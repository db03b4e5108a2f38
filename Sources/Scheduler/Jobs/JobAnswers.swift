import RedisClient

extension Jobs.Taken {
    init(_ answer: RedisValue, token: String) throws(RedisFailure) {
        let parts = answer.list ?? []
        guard parts.count >= 2, let now = parts[0].integer, let next = parts[1].integer else {
            throw unreadable("take")
        }
        self.now = Instant(milliseconds: now)
        self.next = next < 0 ? nil : Instant(milliseconds: next)
        var leases: [Lease] = []
        for part in parts.dropFirst(2) { leases.append(Lease(job: try Job(part), token: token)) }
        self.leases = leases
    }
}

extension Job {
    init(_ answer: RedisValue) throws(RedisFailure) {
        let parts = answer.list ?? []
        guard parts.count == 8, let tries = parts[5].int, let maximum = parts[6].int,
            let due = parts[7].integer, let priority = parts[4].int.flatMap(JobPriority.init)
        else { throw unreadable("take") }
        id = ID(try text(parts[0]))
        kind = try text(parts[1])
        payload = try text(parts[2])
        let key = try text(parts[3])
        self.key = key.isEmpty ? nil : key
        self.priority = priority
        self.tries = tries
        maximumTries = maximum
        self.due = Instant(milliseconds: due)
    }
}

extension DeadLetter {
    init(_ answer: RedisValue) throws(RedisFailure) {
        let parts = answer.list ?? []
        guard parts.count == 5, let tries = parts[2].int, let died = parts[4].integer else {
            throw unreadable("dead")
        }
        id = Job.ID(try text(parts[0]))
        kind = try text(parts[1])
        self.tries = tries
        reason = try text(parts[3])
        diedAt = Instant(milliseconds: died)
    }
}

extension JobStats {
    init(_ answer: RedisValue) throws(RedisFailure) {
        let counts = (answer.list ?? []).compactMap(\.integer)
        guard counts.count == 5 else { throw unreadable("stats") }
        ready = Int(counts[0])
        due = Int(counts[1])
        leased = Int(counts[2])
        dead = Int(counts[3])
        oldestReady = counts[4]
    }
}

func leaseAnswer(_ answer: RedisValue) throws(RedisFailure) -> LeaseAnswer {
    guard let known = answer.int.flatMap(LeaseAnswer.init) else { throw unreadable("lease") }
    return known
}

func text(_ answer: RedisValue) throws(RedisFailure) -> String {
    guard let text = answer.text else { throw unreadable("text") }
    return text
}

func unreadable(_ what: String) -> RedisFailure {
    .malformed("\(what): an answer of another shape")
}
