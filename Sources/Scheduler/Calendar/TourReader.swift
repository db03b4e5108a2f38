import Declared

/// Reads the tours of an agenda.
struct TourReader {
    let post: String
    let today: LocalDate
    /// The post's own desk groups: a tour takes its services as they are there.
    let groups: [DeskGroup]
    /// Reads from, to, counters and breaks.
    let sittings: (DeclaredNode) -> [Hours]

    /// `past` gets the days that are over: they are told, and hinder nothing.
    func tour(_ name: String, _ node: DeclaredNode, past: inout [Finding]) -> Tour? {
        if name == post || groups.contains(where: { $0.id == name }) {
            node.report(
                "'\(name)' is the name of the post or of a desk group", mend: "give the tour another name")
        }
        let city = node.localized("city")
        let place = node.localized("place")
        let zone = Zone(reading: node.required("zone"))
        let services = services(node)
        let days = days(node, past: &past)
        guard let zone else { return nil }
        return Tour(
            group: DeskGroup(id: name, services: services, rules: [], exceptions: days), city: city,
            place: place, zone: zone)
    }

    private func services(_ node: DeclaredNode) -> [DeskService] {
        let known = groups.flatMap(\.services)
        var named: Set<String> = []
        return node.requiredList("services").compactMap { entry in
            let id = entry.textValue
            if !named.insert(id).inserted {
                entry.report("'\(id)' stands there twice", mend: "keep one of them")
            }
            guard let service = known.first(where: { $0.id == id }) else {
                entry.report(
                    "no desk group has the service '\(id)'",
                    mend: "use one of: \(known.map(\.id).sorted().joined(separator: ", "))")
                return nil
            }
            return service.onTour
        }
    }

    private func days(_ node: DeclaredNode, past: inout [Finding]) -> [LocalDate: [Hours]] {
        var days: [LocalDate: [Hours]] = [:]
        for entry in node.requiredList("days") {
            let on = entry.required("on")
            guard let date = on.dateValue else { continue }
            if date < today {
                past.append(
                    Finding(
                        file: on.file, line: on.line, what: "the tour's day \(date) is over",
                        mend: "remove it, or correct its year"))
            }
            let hours = sittings(entry)
            if let clash = days[date]?.first(where: { taken in hours.contains(where: taken.overlaps) }) {
                entry.report(
                    "the hours from \(clash.from) overlap these on \(date)",
                    mend: "let one end where the other begins, or add the counters up")
            }
            days[date, default: []] += hours
        }
        return days
    }
}

extension DeskService {
    /// Never beyond the counters: who comes and finds them taken can't come back on the next day, and the rates that
    /// were observed at the post say nothing of another city.
    fileprivate var onTour: DeskService {
        DeskService(
            id: id, base: base, perUnit: perUnit, step: step, grace: grace, lead: lead, horizon: horizon,
            rest: rest, quotas: quotas,
            absences: AbsencePolicy(reminders: absences.reminders, release: absences.release))
    }
}

extension Zone {
    /// Nil with a finding for what isn't one.
    init?(reading node: DeclaredNode) {
        guard node.exists else { return nil }
        do {
            try self.init(node.textValue)
        } catch {
            node.report("'\(node.textValue)' is no time zone", mend: "write a name like Europe/Brussels")
            return nil
        }
    }
}
