import RedisClient
import Testing

@testable import Scheduler

@Suite(.timeLimit(.minutes(1))) struct `A job` {
    @Test func `is leased once, and ended once`() async throws {
        let jobs = try await JobsSandbox().jobs
        let id = try await jobs.enqueue(NewJob(kind: "a", payload: "p1"), at: at(0))
        let lease = try #require(try await jobs.take(5, lease: .seconds(10), at: at(1)).leases.first)
        #expect(lease.job.id == id)
        #expect(lease.job.payload == "p1")
        #expect(lease.job.tries == 1)
        #expect(try await jobs.take(5, lease: .seconds(10), at: at(2)).leases.isEmpty)
        #expect(try await jobs.finish(lease, at: at(3)) == .accepted)
        #expect(try await jobs.finish(lease, at: at(4)) == .lost)
        #expect(try await jobs.stats(at: at(5)).leased == 0)
    }

    @Test func `of a higher priority goes first, and among equals the first come`() async throws {
        let jobs = try await JobsSandbox().jobs
        let mixed = (0..<200).map { number in
            NewJob(
                kind: "k", payload: "\(number)", priority: JobPriority.allCases[(number * 7) % 5])
        }
        try await jobs.enqueue(mixed, at: at(0))
        var taken: [String] = []
        for _ in 0..<20 {
            taken += try await jobs.take(10, lease: .seconds(10), at: at(1)).leases.map(\.job.payload)
        }
        let expected = mixed.enumerated().sorted {
            ($0.element.priority.rawValue, $0.offset) < ($1.element.priority.rawValue, $1.offset)
        }
        #expect(taken == expected.map(\.element.payload))
    }

    @Test func `waits for its due time, and a take tells when that is`() async throws {
        let jobs = try await JobsSandbox().jobs
        for due in [300, 100, 200] as [Int64] {
            try await jobs.enqueue(NewJob(kind: "k", payload: "\(due)", due: at(due)), at: at(0))
        }
        let early = try await jobs.take(5, lease: .seconds(10), at: at(99))
        #expect(early.leases.isEmpty)
        #expect(early.next == at(100))
        #expect(try await jobs.take(5, lease: .seconds(10), at: at(100)).leases.map(\.job.payload) == ["100"])
        let late = try await jobs.take(5, lease: .seconds(10), at: at(400)).leases
        #expect(late.map(\.job.payload) == ["200", "300"])
        #expect(late.map(\.job.due) == [at(200), at(300)])
    }

    @Test func `with a key stands once, also for a while after its end`() async throws {
        let jobs = try await JobsSandbox().jobs
        let new = {
            NewJob(kind: "k", payload: "p", key: "message/1", maximumTries: 1, keepKey: .seconds(60))
        }
        let first = try await jobs.enqueue(new(), at: at(0))
        #expect(try await jobs.enqueue([new(), new()], at: at(1)) == [first, first])
        let lease = try #require(try await jobs.take(5, lease: .seconds(10), at: at(2)).leases.first)
        #expect(try await jobs.enqueue(new(), at: at(3)) == first)
        #expect(try await jobs.bury(lease, reason: "no", at: at(4)) == .dead)
        #expect(try await jobs.enqueue(new(), at: at(5)) == first)
        #expect(try await jobs.replay([first], at: at(6)) == 1)
        let again = try await jobs.take(5, lease: .seconds(10), at: at(7)).leases
        #expect(again.count == 1)
        #expect(try await jobs.finish(again, at: at(8)) == [.accepted])
        #expect(try await jobs.enqueue(new(), at: at(60_007)) == first)
        #expect(try await jobs.take(5, lease: .seconds(10), at: at(60_007)).leases.isEmpty)
        let second = try await jobs.enqueue(new(), at: at(60_008))
        #expect(second != first)
        #expect(try await jobs.take(5, lease: .seconds(10), at: at(60_009)).leases.map(\.job.id) == [second])
    }

    @Test func `whose lease has expired goes to another, and the first holder can change nothing more`()
        async throws
    {
        let jobs = try await JobsSandbox().jobs
        try await jobs.enqueue(NewJob(kind: "k", payload: "p"), at: at(0))
        let lost = try #require(try await jobs.take(1, lease: .seconds(10), at: at(0)).leases.first)
        let early = try await jobs.take(1, lease: .seconds(10), at: at(9_999))
        #expect(early.leases.isEmpty)
        #expect(early.next == at(10_000))
        let held = try #require(try await jobs.take(1, lease: .seconds(10), at: at(10_000)).leases.first)
        #expect(held.job.tries == 2)
        #expect(try await jobs.finish(lost, at: at(10_001)) == .lost)
        #expect(try await jobs.bury(lost, reason: "r", at: at(10_001)) == .lost)
        #expect(try await jobs.giveBack(lost, after: .zero, reason: "r", at: at(10_001)) == .lost)
        #expect(try await jobs.extend([lost, held], by: .seconds(60), at: at(10_001)) == [.lost, .accepted])
        #expect(try await jobs.take(1, lease: .seconds(10), at: at(60_000)).leases.isEmpty)
        #expect(try await jobs.finish(held, at: at(60_001)) == .accepted)
    }

    @Test func `comes back after its delay, and dies with its reason when its tries are used up`()
        async throws
    {
        let jobs = try await JobsSandbox().jobs
        let id = try await jobs.enqueue(NewJob(kind: "k", payload: "p", maximumTries: 2), at: at(0))
        func take(_ time: Int64) async throws -> Lease {
            try #require(try await jobs.take(1, lease: .seconds(10), at: at(time)).leases.first)
        }
        let postponed = try await jobs.giveBack(
            take(0), after: .seconds(1), reason: "quiet hours", counting: .uncounted, at: at(0))
        #expect(postponed == .accepted)
        #expect(try await jobs.take(1, lease: .seconds(10), at: at(999)).leases.isEmpty)
        #expect(
            try await jobs.giveBack(take(1_000), after: .zero, reason: "busy", at: at(1_000)) == .accepted)
        #expect(try await jobs.giveBack(take(1_001), after: .zero, reason: "gone", at: at(1_002)) == .dead)
        let letter = DeadLetter(id: id, kind: "k", tries: 2, reason: "gone", diedAt: at(1_002))
        #expect(try await jobs.dead() == [letter])
    }

    @Test func `that kills every worker is dead in the end`() async throws {
        let jobs = try await JobsSandbox().jobs
        try await jobs.enqueue(NewJob(kind: "k", payload: "p", maximumTries: 3), at: at(0))
        for round in 0..<3 {
            let taken = try await jobs.take(1, lease: .seconds(1), at: at(Int64(round) * 1_000)).leases
            #expect(taken.first?.job.tries == round + 1)
        }
        #expect(try await jobs.take(1, lease: .seconds(1), at: at(9_000)).leases.isEmpty)
        #expect(try await jobs.dead().map(\.reason) == ["lease expired"])
    }

    @Test func `is counted, and a lost answer to a take is told again`() async throws {
        let jobs = try await JobsSandbox().jobs
        try await jobs.enqueue((0..<4).map { NewJob(kind: "k", payload: "\($0)") }, at: at(0))
        try await jobs.enqueue(NewJob(kind: "k", payload: "later", due: at(5_000)), at: at(0))
        for again in ["0", "1"] {
            let arguments: [RedisArgument] = [2, 10_000, "token", .text(again)]
            let answer = try await jobs.call(JobFunctions.take, at(100), arguments, .never)
            let leases = try Jobs.Taken(answer, token: "token").leases
            #expect(Set(leases.map(\.job.payload)) == ["0", "1"])
        }
        let stats = try await jobs.stats(at: at(700))
        #expect(stats == JobStats(ready: 2, due: 1, leased: 2, dead: 0, oldestReady: 700))
    }

    @Test func `is read and written by the thousand`() async throws {
        let jobs = try await JobsSandbox().jobs
        let new = (0..<1_200).map { NewJob(kind: "k", payload: "\($0)", key: "key/\($0)", maximumTries: 1) }
        let ids = try await jobs.enqueue(new, at: at(0))
        #expect(ids == new.map(\.id))
        #expect(
            try await jobs.enqueue(new.map { NewJob(kind: "k", payload: "", key: $0.key) }, at: at(0)) == ids)
        for _ in 0..<2 {
            for lease in try await jobs.take(600, lease: .seconds(10), at: at(1)).leases {
                try await jobs.bury(lease, reason: "r", at: at(2))
            }
        }
        #expect(try await jobs.dead(skipping: 1_150, limit: 100).count == 50)
        #expect(try await jobs.replayAll(at: at(3)) == 1_200)
        let stats = try await jobs.stats(at: at(3))
        #expect((stats.ready, stats.dead) == (1_200, 0))
    }
}

@Suite struct `A delay between tries` {
    @Test func `doubles up to its ceiling, never twice the same by chance alone`() {
        let backoff = JobBackoff(first: .seconds(2), ceiling: .seconds(30))
        #expect(
            (1...6).map { backoff.delay(afterTry: $0, share: 1) }
                == [2, 4, 8, 16, 30, 30].map { .seconds($0) })
        #expect(backoff.delay(afterTry: 1, share: 0.5) == .seconds(1))
        #expect(backoff.delay(afterTry: 4_000, share: 1) == .seconds(30))
        #expect(Set((0..<50).map { _ in backoff.delay(afterTry: 5) }).count > 1)
    }

    @Test func `is told by what failed, and never by what it held`() {
        enum Failure: Error {
            case refused(String)
            case late
        }
        struct Mishap: Error { let name: String }
        #expect(JobFailure.reason(Failure.refused("Amina")) == "Failure.refused")
        #expect(JobFailure.reason(Failure.late) == "Failure.late")
        #expect(JobFailure.reason(Mishap(name: "Amina")) == "Mishap")
    }
}
