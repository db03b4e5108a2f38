import Foundation
import Scheduler

/// One of many processes: it asks, writes down what it asks before and what it is told after, and may be killed at
/// any instant. Started again, it asks first what it never heard the answer of.
actor Client {
    private let course: Course
    private let booking: Booking
    private let log: RaceLog
    private let name: String
    private var memory: Memory

    init(_ course: Course, folder: String, number: Int, booking: Booking) throws {
        self.course = course
        self.booking = booking
        name = "c\(number)"
        let path = Self.log(folder, number)
        let remains = try Remains(path)
        log = try RaceLog(path)
        memory = Memory(after: remains.last)
        unanswered = remains.unanswered
    }

    private var unanswered: [Request]

    static func log(_ folder: String, _ number: Int) -> String { "\(folder)/client-\(number).log" }

    func run(number: Int, life: Int, lanes: Int) async throws {
        for request in unanswered {
            try log.write(LogLine(lost: "\(request.id) killed"))
            try await insist(request)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    try await self.lane(
                        Chooser(course: self.course, dice: Dice(self.course.seed, number, life, lane)))
                }
            }
            try await group.waitForAll()
        }
        for (request, answer) in memory.latest(60) { try await again(request, answer) }
    }

    private func lane(_ first: Chooser) async throws {
        var chooser = first
        while getppid() == course.driver, RaceClock.wall < course.deadline {
            if memory.numbers > course.rush, chooser.dice.percent(4),
                let (request, answer) = memory.answered(&chooser.dice)
            {
                try await again(request, answer)
                continue
            }
            guard let number = memory.next(of: course.requests) else { return }
            let request = try chooser.request(
                "\(name)-\(number)", number: number, &memory, at: course.clock.now)
            try log.write(LogLine(ask: request))
            memory.note(request, try await insist(request))
        }
    }

    /// Asks until it is answered; always the same request id.
    @discardableResult
    private func insist(_ request: Request) async throws -> Answer {
        while true {
            do {
                let answer = try await request.ask(booking, at: course.clock.now)
                try log.write(LogLine(told: answer))
                return answer
            } catch BookingFailure.unavailable(let why) {
                try log.write(LogLine(lost: "\(request.id) \(why)"))
            } catch let failure where request.verb == .join && !(failure is RaceFailure) {
                try log.write(LogLine(lost: "\(request.id) \(failure)"))
            }
            guard getppid() == course.driver else { throw RaceFailure("the driver is gone") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func again(_ request: Request, _ answer: Answer) async throws {
        guard request.verb != .join else { return }
        try log.write(LogLine(again: request.id))
        try await insist(request)
    }
}

/// What the worker of a post does beside its clients: journal, sweep, offers.
struct Chores {
    let course: Course
    let booking: Booking

    func run() async throws {
        let waitlist = Waitlist(booking)
        let reader = JournalReader(
            booking, patience: .seconds(2), logger: Course.quiet, also: { try await waitlist.settle($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            group.addTask {
                while !Task.isCancelled {
                    // What fails now, since Redis was killed, is done in the next round.
                    _ = try? await booking.sweep(at: course.clock.now)
                    _ = try? await waitlist.offer(at: course.clock.now)
                    try await Task.sleep(for: .milliseconds(150))
                }
            }
            try await group.waitForAll()
        }
    }
}
