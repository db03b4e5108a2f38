import Declared
import Foundation

/// How far a service may be booked beyond its counters, because some don't come. Nothing is, unless it is declared.
package struct Overbooking: Sendable, Equatable {
    /// At most so many beyond the counters of any five minutes, in percent of them.
    package let most: Int
    /// How likely it may be, in percent, that more come than there are counters.
    package let risk: Int
    /// How many appointments must have come and gone before a rate counts.
    package let observations: Int

    package init(most: Int, risk: Int, observations: Int) {
        self.most = most
        self.risk = risk
        self.observations = observations
    }

    /// More than `counters` of so many appointments come, each with this probability and without regard to the
    /// others: the binomial tail.
    package static func tail(appointments: Int, counters: Int, showRate: Double) -> Double {
        guard appointments > counters else { return 0 }
        guard showRate < 1 else { return 1 }
        guard showRate > 0 else { return 0 }
        return (counters + 1...appointments).reduce(0) { sum, came in
            sum
                + exp(
                    logChoose(appointments, came) + Double(came) * log(showRate)
                        + Double(appointments - came) * log(1 - showRate))
        }
    }

    /// For nought, one, two… counters, how many appointments beyond them keep both bounds. Never less for more counters.
    package func extras(upTo counters: Int, showRate: Double) -> [Int] {
        var extras = (0...max(0, counters)).map { count -> Int in
            let bound = count * most / 100
            return (0...bound).last { extra in
                Self.tail(appointments: count + extra, counters: count, showRate: showRate) * 100
                    <= Double(risk)
            } ?? 0
        }
        for index in extras.indices.dropLast().reversed() {
            extras[index] = min(extras[index], extras[index + 1])
        }
        return extras
    }

    private static func logChoose(_ all: Int, _ some: Int) -> Double {
        lgamma(Double(all + 1)) - lgamma(Double(some + 1)) - lgamma(Double(all - some + 1))
    }
}

extension Overbooking {
    /// `overbooking` of a service in `agenda.yaml`.
    init?(reading service: DeclaredNode) {
        guard let node = service.optional("overbooking") else { return nil }
        self.init(
            most: node.integer("most", in: 1...30), risk: node.integer("risk", in: 1...20),
            observations: node.optionalInteger("observations", in: 50...100_000) ?? 200)
    }
}

extension DeskGroup {
    /// What no five minutes of this group may ever exceed, in percent of its counters beyond them.
    var mostBeyond: Int { services.compactMap(\.absences.overbooking?.most).max() ?? 0 }

    /// The most that may ever stand in five minutes with so many counters; as `bound` in Functions/booking_shared.lua.
    func most(at counters: Int) -> Int { counters + counters * mostBeyond / 100 }

    /// No sitting has more counters, also where rules open the same hours.
    package var mostCounters: Int {
        let byRule = rules.map { $0.hours.map(\.counters).max() ?? 0 }.reduce(0, +)
        let exceptional = exceptions.values.joined().map(\.counters).max() ?? 0
        return min(max(byRule, exceptional), Capacity.most)
    }
}
