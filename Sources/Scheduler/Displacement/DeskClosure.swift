package import Declared
import Foundation
import PostgresClient

/// Hours in which a desk group receives nobody, added on the desk; they go before every agenda.
package struct DeskClosure: Sendable, Hashable, Identifiable {
    package let id: String
    package let post: String
    package let group: String
    package let starts: Instant
    package let ends: Instant
    /// Why, for those who should have come.
    package let words: LocalizedText

    init(_ row: PostgresRow) throws {
        id = try row.decode("id")
        post = try row.decode("post")
        group = try row.decode("desk_group")
        starts = try row.decode("starts")
        ends = try row.decode("ends")
        words = try decoded(LocalizedText.self, Array(try row.decode("words", as: String.self).utf8))
    }
}

extension Booking {
    /// Those that aren't over, by id.
    func deskClosures(after now: Instant, in session: some PostgresSession) async throws -> [DeskClosure] {
        do {
            return try await session.query(
                """
                SELECT id, post, desk_group, starts, ends, words::text AS words FROM scheduler.closures
                WHERE ministry = \(ministry.value) AND ends > \(now) ORDER BY id
                """
            ).map { try DeskClosure($0) }
        } catch let failure as PostgresFailure {
            if case .cancelled = failure { throw CancellationError() }
            throw BookingFailure.unavailable("closures: \(failure)")
        }
    }
}

extension Capacity {
    /// No counter is open in any cell that the closure touches. `midnight`: the first instant of the local day.
    package mutating func close(_ closure: Range<Instant>, from midnight: Instant) {
        for cell in bytes.indices {
            let begin = midnight + Cell.duration * cell
            if begin < closure.upperBound, closure.lowerBound < begin + Cell.duration { clear(cell) }
        }
    }
}
