import ArgumentParser
import PostgresClient
import RedisClient
import Scheduler

/// Ways to break the engine on purpose, to see that the checker notices.
enum Sabotage: String, ExpressibleByArgument, CaseIterable {
    /// The functions of Redis no longer look whether a cell is full.
    case capacity
    /// A booking that somebody was told of vanishes from the journal.
    case journal
}

extension Race {
    /// Replaces the loaded functions by ones without the check, under the same names.
    func forgetCapacity() async throws {
        // One that is refused, since it is too late, loads the function.
        var request = Request("sabotage", .hold)
        (request.post, request.service, request.start) = ("p0", "long", course.clock.start - .hours(1))
        request.guests = [.init(subject: "s", identity: nil)]
        _ = try await request.ask(booking, at: course.clock.now)
        let reply = try await redis.send(["FUNCTION", "LIST", "LIBRARYNAME", "booking_*", "WITHCODE"])
        var changed = 0
        for library in reply.list ?? [] {
            guard let code = library.list?.last?.text, code.contains(Self.check) else { continue }
            let broken = code.replacing(Self.check, with: "")
            try await redis.send(["FUNCTION", "LOAD", "REPLACE", broken])
            changed += 1
        }
        guard changed > 0 else { throw RaceFailure("there is no check to remove") }
    }

    private static let check = "if full then return 'full' end"

    func loseBooking() async throws {
        try await postgres.query(
            """
            DELETE FROM scheduler.journal WHERE id = (
                SELECT id FROM scheduler.journal WHERE kind = 'confirm' ORDER BY id LIMIT 1)
            """)
    }
}
