internal import Crypto
internal import Foundation
package import Scheduler

/// A provider as a ministry declared it: what it may carry, before or after which others, and how much.
package struct SendingRoute: Sendable {
    package let provider: any MessageProvider
    package let medium: Medium
    /// Countries (ISO 3166) of the numbers it carries; empty: all.
    package let countries: Set<String>
    /// What it carries; empty: everything.
    package let lanes: Set<Lane>
    /// 1 goes first.
    package let priority: Int
    /// Among those of the same priority: its share.
    package let weight: Int
    package let rules: Gate.Rules
    /// Where it carries SMS to, and what they cost; nil: anywhere, and nobody said.
    package let senders: SMSSenders?

    package init(
        _ provider: any MessageProvider, on medium: Medium, countries: Set<String> = [],
        lanes: Set<Lane> = [], priority: Int = 1, weight: Int = 1, rules: Gate.Rules = Gate.Rules(),
        senders: SMSSenders? = nil
    ) {
        self.provider = provider
        self.medium = medium
        self.countries = countries
        self.lanes = lanes
        self.priority = priority
        self.weight = weight
        self.rules = rules
        self.senders = senders
    }

    package var name: String { provider.name }
}

/// All that a ministry can send by.
package struct SendingRoutes: Sendable {
    package let all: [SendingRoute]

    package init(_ all: [SendingRoute]) { self.all = all }

    /// Those that can carry it, the first to be asked first. Within a priority each message has an order of its own,
    /// always the same, that gives every provider its share.
    func order(for message: Message.ID, on medium: Medium, to country: String?, lane: Lane) -> [SendingRoute]
    {
        let fitting = all.filter { route in
            route.medium == medium && (route.lanes.isEmpty || route.lanes.contains(lane))
                && (route.countries.isEmpty || country.map(route.countries.contains) ?? false)
                && (route.senders == nil || country.flatMap { route.senders?[$0] } != nil)
        }
        let ranked = fitting.map { (route: $0, rank: Self.rank($0, message)) }
        return ranked.sorted { left, right in
            (left.route.priority, left.rank, left.route.name)
                < (right.route.priority, right.rank, right.route.name)
        }.map(\.route)
    }

    /// Exponentially distributed by weight (Efraimidis and Spirakis), drawn from the message's id.
    private static func rank(_ route: SendingRoute, _ message: Message.ID) -> Double {
        let digest = SHA256.hash(data: Data("\(message)/\(route.name)".utf8))
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let uniform = (Double(number >> 11) + 0.5) / Double(1 << 53)
        return -log(uniform) / Double(max(route.weight, 1))
    }
}
