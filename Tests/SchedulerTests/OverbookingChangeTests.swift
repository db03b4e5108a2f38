import Scheduler
import Testing

/// What else changes at a desk that is booked beyond its counters.
extension `A booking beyond the counters` {
    @Test func `gives who waits the place that was given back, beyond the counters too`() async throws {
        try await withDesk(rest: 1...1) { ground, booking in
            try await observe(160, missed: 40, in: ground, booking)
            let now = Ground.now + .days(1)
            let taken = try await fill(booking, at: now)
            #expect(taken.count > 20)
            let waitlist = Waitlist(booking)
            try await waitlist.join(WaitlistWish(Ground.visit, for: "w", identity: "w"), at: now)
            let gone = try #require(taken.first)
            _ = try await booking.confirm(gone.id, request: "confirm", at: now)
            _ = try await booking.cancel(gone.id, request: "cancel", at: now)
            let later = now + .minutes(2)
            #expect(try await waitlist.offer(at: later).map(\.entry.subject) == ["w"])
            #expect(try await booking.invariants(at: later).filter { !$0.ok } == [])
        }
    }

    @Test func `takes no place from those beyond the counters while the agenda allows them`() async throws {
        try await withDesk { ground, booking in
            try await observe(160, missed: 40, in: ground, booking)
            let taken = try await fill(booking, at: Ground.now + .days(1))
            func unfit(_ agenda: Agenda) -> Int {
                AgendaFit.unfit(taken, of: "desk", on: Ground.monday, by: agenda).count
            }
            #expect(unfit(try Self.agenda()) == 0)
            #expect(unfit(try Self.agenda(overbooking: nil)) == taken.count - 20)
        }
    }

    /// Until nine o'clock is full.
    private func fill(_ booking: Booking, at now: Instant) async throws -> [Appointment] {
        var taken: [Appointment] = []
        while taken.count < 60 {
            let held = try await booking.hold(
                Ground.visit, from: Ground.at("09:00"), for: "f\(taken.count)", identity: nil,
                request: "f\(taken.count)", at: now)
            guard let place = held.appointment else { break }
            taken.append(place)
        }
        return taken
    }
}
