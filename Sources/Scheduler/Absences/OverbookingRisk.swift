/// What overbooking makes of an hour when every counter of the desk group is open.
package struct OverbookingRisk: Sendable, Hashable {
    package let service: String
    /// On the wall of the post, 0 to 23.
    package let hour: Int
    package let counters: Int
    /// So many may stand at them.
    package let appointments: Int
    /// That more come than there are counters, in percent.
    package let chance: Double
}

extension ShowRates {
    /// For every hour at which people were observed, of every service that declares overbooking.
    package func risks(in agenda: Agenda) -> [OverbookingRisk] {
        agenda.groups.flatMap { group in
            group.services.flatMap { service in hours(of: service).compactMap { risk(service, group, $0) } }
        }
    }

    private func hours(of service: DeskService) -> [Int] {
        all.filter { $0.service == service.id }.map(\.hour).sorted()
    }

    private func risk(_ service: DeskService, _ group: DeskGroup, _ hour: Int) -> OverbookingRisk? {
        guard let overbooking = service.absences.overbooking,
            let rate = careful(
                for: group.services.map(\.id), hours: hour...hour, observations: overbooking.observations)
        else { return nil }
        let counters = group.mostCounters
        let most = counters + overbooking.extras(upTo: counters, showRate: rate)[counters]
        let tail = Overbooking.tail(appointments: most, counters: counters, showRate: rate)
        return OverbookingRisk(
            service: service.id, hour: hour, counters: counters, appointments: most, chance: tail * 100)
    }
}
