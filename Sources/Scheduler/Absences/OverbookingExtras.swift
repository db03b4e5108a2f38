import Synchronization

/// How many appointments beyond its counters a wish may use at each hour of the day; nothing unless declared.
struct OverbookingExtras: Sendable {
    /// By hour: for nought, one, two… counters that are left to the pools that overbook.
    private let byHour: [Int: [Int]]

    static let none = OverbookingExtras(byHour: [:])

    private init(byHour: [Int: [Int]]) {
        self.byHour = byHour
    }

    /// What of an agenda the extras are worked out from.
    struct Basis: Equatable {
        let overbooking: Overbooking
        let services: [String]
        let counters: Int

        init(_ overbooking: Overbooking, _ group: DeskGroup) {
            self.overbooking = overbooking
            services = group.services.map(\.id)
            counters = group.mostCounters
        }
    }

    init(_ basis: Basis, _ rates: ShowRates) {
        var byHour: [Int: [Int]] = [:]
        for hour in 0..<24 {
            let rate = rates.careful(
                for: basis.services, hours: hour...hour, observations: basis.overbooking.observations)
            guard let rate else { continue }
            byHour[hour] = basis.overbooking.extras(upTo: basis.counters, showRate: rate)
        }
        self.byHour = byHour
    }

    var isEmpty: Bool { byHour.isEmpty }

    /// For an appointment that stands between the two: what holds at each hour that it touches.
    func table(from start: LocalDateTime, to end: LocalDateTime) -> [Int] {
        let first = start.time.secondOfDay / 3_600
        // An end on the hour doesn't touch it; one past midnight touches hours that were never observed.
        let last = end.date == start.date ? max(first, (end.time.secondOfDay - 1) / 3_600) : 24
        var least: [Int]?
        for hour in first...last {
            guard let here = byHour[hour] else { return [] }
            least = least.map { zip($0, here).map { min($0, $1) } } ?? here
        }
        return least ?? []
    }
}

extension Pool {
    /// Never the urgent and the vulnerable.
    package var overbooks: Bool {
        switch self {
        case .public, .sms, .agents: true
        case .urgent, .vulnerable: false
        }
    }
}

extension Booking {
    /// From rates that are a day old at most: a year's rates hardly change in one. An agenda may change any moment.
    func extras(for wish: Wish, at now: Instant) async throws -> OverbookingExtras {
        guard let overbooking = wish.service.absences.overbooking, wish.pool.overbooks,
            wish.room == .overbooked
        else { return .none }
        let name = "\(wish.agenda.post)/\(wish.group.id)/\(wish.service.id)"
        let basis = OverbookingExtras.Basis(overbooking, wish.group)
        if let known = recentExtras.known(name, by: basis, at: now) { return known }
        let rates = try await showRates(at: wish.agenda.post, now: now)
        let extras = OverbookingExtras(basis, rates)
        recentExtras.keep(extras, of: name, by: basis, at: now)
        return extras
    }

    /// For a start of the wish.
    func table(_ extras: OverbookingExtras, _ wish: Wish, from start: Instant) -> [Int] {
        guard !extras.isEmpty else { return [] }
        let zone = wish.zone
        return extras.table(
            from: zone.wall(at: start), to: zone.wall(at: start + Cell.duration * wish.length))
    }
}

/// What was worked out not long ago, by post and service.
final class RecentExtras: Sendable {
    private struct Entry {
        let extras: OverbookingExtras
        let basis: OverbookingExtras.Basis
        let at: Instant
    }

    private let entries = Mutex<[String: Entry]>([:])

    func known(
        _ name: String, by basis: OverbookingExtras.Basis, at now: Instant
    ) -> OverbookingExtras? {
        entries.withLock { entries in
            guard let entry = entries[name], entry.basis == basis, entry.at <= now,
                now < entry.at + .days(1)
            else { return nil }
            return entry.extras
        }
    }

    func keep(
        _ extras: OverbookingExtras, of name: String, by basis: OverbookingExtras.Basis, at now: Instant
    ) {
        entries.withLock { $0[name] = Entry(extras: extras, basis: basis, at: now) }
    }
}
