/// What would change if one agenda took the place of another: places, days, and who couldn't come any more.
package struct AgendaEffect: Sendable, Equatable {
    /// The places of a service in a week from Monday, were they all for one document or person.
    package struct Week: Sendable, Equatable {
        package let monday: LocalDate
        package let service: String
        package let before: Int
        package let after: Int
    }

    /// A desk group's day with other hours or counters.
    package struct Day: Sendable, Equatable {
        package let date: LocalDate
        package let group: String
        package let before: [Hours]
        package let after: [Hours]
    }

    /// Weeks in which a service gains or loses places.
    package let weeks: [Week]
    package let days: [Day]
    /// By start; of those that are still to come.
    package let unfit: [Appointment]

    /// How far the comparison looks ahead, in days.
    package static let span = 366

    package var gained: Int { weeks.reduce(0) { $0 + max(0, $1.after - $1.before) } }
    package var lost: Int { weeks.reduce(0) { $0 + max(0, $1.before - $1.after) } }
    package var isEmpty: Bool { weeks.isEmpty && days.isEmpty && unfit.isEmpty }

    /// `standing`: what occupies cells of the post from today on.
    package init(
        from old: Agenda, to new: Agenda, standing appointments: [Appointment], at now: Instant
    ) {
        var days: [Day] = []
        var weeks: [Key: (before: Int, after: Int)] = [:]
        for id in Set((old.allGroups + new.allGroups).map(\.id)).sorted() {
            let (before, after) = (old.group(id), new.group(id))
            let today = new.zone(of: id).wall(at: now).date
            for date in (0..<Self.span).map({ today + $0 }) {
                let left = before.map { Capacity(group: $0, on: date, zone: old.zone(of: id)) }
                let right = after.map { Capacity(group: $0, on: date, zone: new.zone(of: id)) }
                if !Self.opensAlike(left, right) {
                    days.append(
                        Day(
                            date: date, group: id, before: before?.hours(on: date) ?? [],
                            after: after?.hours(on: date) ?? []))
                }
                for (service, count) in Self.places(before, left) {
                    weeks[Key(date.monday, service), default: (0, 0)].before += count
                }
                for (service, count) in Self.places(after, right) {
                    weeks[Key(date.monday, service), default: (0, 0)].after += count
                }
            }
        }
        self.days = days.sorted { ($0.date, $0.group) < ($1.date, $1.group) }
        self.weeks = weeks.filter { $0.value.before != $0.value.after }
            .map { Week(monday: $0.monday, service: $0.service, before: $1.before, after: $1.after) }
            .sorted { ($0.monday, $0.service) < ($1.monday, $1.service) }
        unfit = Self.unfit(appointments, new, at: now)
    }

    private struct Key: Hashable {
        let monday: LocalDate
        let service: String

        init(_ monday: LocalDate, _ service: String) {
            (self.monday, self.service) = (monday, service)
        }
    }

    private static func opensAlike(_ left: Capacity?, _ right: Capacity?) -> Bool {
        let closed = { (capacity: Capacity?) in capacity?.bytes.allSatisfy { $0 == 0 } ?? true }
        return left == right || (closed(left) && closed(right))
    }

    private static func places(_ group: DeskGroup?, _ capacity: Capacity?) -> [(String, Int)] {
        guard let group, let capacity, capacity.bytes.contains(where: { $0 > 0 }) else { return [] }
        return group.services.map { service in
            (service.id, capacity.places(cells: service.cells(units: 1), step: service.stepCells))
        }
    }

    private static func unfit(
        _ appointments: [Appointment], _ agenda: Agenda, at now: Instant
    ) -> [Appointment] {
        let byDay = Dictionary(grouping: appointments) {
            DayKey(post: $0.post, group: $0.group, date: $0.date)
        }
        var unfit: [Appointment] = []
        for (day, appointments) in byDay {
            let displaced = AgendaFit.unfit(appointments, of: day.group, on: day.date, by: agenda)
            unfit += displaced.filter { place in
                place.start > now && (place.state == .booked || place.state == .held)
            }
        }
        return unfit.sorted { ($0.start, $0.id.value) < ($1.start, $1.id.value) }
    }
}

extension Agenda {
    /// A group that isn't there never opens.
    func known(_ group: String) -> DeskGroup {
        self.group(group) ?? DeskGroup(id: group, services: [], rules: [])
    }
}
