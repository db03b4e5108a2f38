package import Declared
import Foundation

/// Reads `agenda.yaml`. The file's own comments explain it to the clerk who keeps it.
package struct AgendaFile {
    private let post: String
    private let file: DeclaredFile
    private let today: LocalDate
    private let holidays: [String: Holidays]

    /// `today` only serves to point at closures that are over and at hours that will overlap. `holidays`: the
    /// ministry's lists by name.
    package init(post: String, file: DeclaredFile, today: LocalDate, holidays: [String: Holidays] = [:]) {
        self.post = post
        self.file = file
        self.today = today
        self.holidays = holidays
    }

    /// The agenda, if it can be used, and every mistake. A closure in the past is told, and hinders nothing.
    package func read() -> (agenda: Agenda?, findings: [Finding]) {
        var past: [Finding] = []
        let reading = file.read { root -> Agenda? in
            let zone = Zone(reading: root.required("zone"))
            var services: Set<String> = []
            let days = HolidayReader(lists: holidays, today: today).read(root, past: &past)
            let groups = root.required("groups").pairs.map {
                group($0.key, $0.value, days.closing, services: &services, past: &past)
            }
            let tours = tours(root, beside: groups, past: &past)
            return zone.map {
                Agenda(post: post, zone: $0, groups: groups, tours: tours, estimates: days.open)
            }
        }
        let agenda = reading.findings.isEmpty ? reading.value : nil
        return (agenda, (reading.findings + past).sorted())
    }

    private func group(
        _ id: String, _ node: DeclaredNode, _ holidays: [LocalDate: LocalizedText],
        services: inout Set<String>, past: inout [Finding]
    ) -> DeskGroup {
        checkName(id, node)
        return DeskGroup(
            id: id,
            services: node.required("services").pairs.map { service($0.key, $0.value, seen: &services) },
            rules: rules(node),
            exceptions: exceptions(node),
            closures: node.list("closures").map { closure($0, past: &past) }, holidays: holidays,
            reserved: node.list("reserved").map(reservation))
    }

    private func tours(
        _ root: DeclaredNode, beside groups: [DeskGroup], past: inout [Finding]
    ) -> [Tour] {
        let reader = TourReader(post: post, today: today, groups: groups, sittings: sittings)
        return root.map("tours").compactMap { name, node in
            checkName(name, node)
            return reader.tour(name, node, past: &past)
        }
    }

    private func service(_ id: String, _ node: DeclaredNode, seen: inout Set<String>) -> DeskService {
        checkName(id, node)
        if !seen.insert(id).inserted {
            node.report("the service '\(id)' is in two desk groups", mend: "keep it in one of them")
        }
        return DeskService(
            id: id,
            base: node.integer("base", in: 0...480),
            perUnit: node.optionalInteger("per_unit", in: 0...240) ?? 0,
            step: fiveMinutes(node, "step") ?? 10,
            grace: node.optionalInteger("grace", in: 0...240) ?? 15,
            lead: node.optionalInteger("lead", in: 0...525_600) ?? 60,
            horizon: node.optionalInteger("horizon", in: 1...800) ?? 60,
            rest: rest(node.optional("rest")),
            quotas: node.list("quotas").map { quota($0, of: id) },
            absences: AbsencePolicy(reading: node))
    }

    private func rest(_ node: DeclaredNode?) -> ClosedRange<Int> {
        guard let node else { return 5...30 }
        let least = node.integer("from", in: 0...1_440)
        let most = node.integer("to", in: 0...1_440)
        if most < least { node.report("it ends before it begins", mend: "write 'to' no smaller than 'from'") }
        return least...max(least, most)
    }

    private func quota(_ node: DeclaredNode, of service: String) -> Quota {
        let pool = node.optionalChoice("pool", of: Pool.self)
        let channel = node.optionalChoice("channel", of: Channel.self)
        if pool != nil, let channel = node.optional("channel") {
            channel.report("a quota counts a pool or a channel, not both", mend: "write two quotas")
        }
        return Quota(
            of: service, most: node.integer("most", in: 0...100_000), per: node.choice("per"),
            share: pool.map { .pool($0) } ?? channel.map { .channel($0) } ?? .everybody)
    }

    private func fiveMinutes(_ node: DeclaredNode, _ key: String) -> Int? {
        guard let value = node.optional(key) else { return nil }
        let minutes = value.integerValue(in: 5...480)
        if minutes % 5 != 0 { value.report("\(minutes) is no multiple of 5", mend: "write 5, 10, 15…") }
        return minutes
    }

    private func rules(_ node: DeclaredNode) -> [OpeningRule] {
        var taken: [OpeningRule] = []
        return node.requiredList("hours").compactMap { entry in
            guard let days = days(entry) else { return nil }
            let rule = OpeningRule(days: days, hours: sittings(entry))
            if let clash = clash(of: rule, with: taken) {
                entry.report(
                    "the hours from \(clash.from) overlap others on \(clash.date.weekday.rawValue) \(clash.date)",
                    mend: "let one end where the other begins, or add the counters up")
            }
            taken.append(rule)
            return rule
        }
    }

    /// Weekdays, or a rule with the first day from which it counts.
    private func days(_ entry: DeclaredNode) -> OpeningRule.Days? {
        guard let text = entry.optional("rule") else {
            return .weekly(Set(entry.requiredList("days").compactMap { $0.choiceValue(of: Weekday.self) }))
        }
        guard let from = entry.required("starting").dateValue else { return nil }
        do {
            let rule = try RecurrenceRule(text.textValue)
            if Recurrence(rule, start: LocalDateTime(date: from, time: .midnight)).neverOccurs {
                text.report("this rule never occurs", mend: "see whether its parts fit together")
            }
            return .rule(rule, from: from)
        } catch {
            text.report(error.what, mend: error.mend)
            return nil
        }
    }

    /// The first day within two years on which two rules open the same hours.
    private func clash(
        of rule: OpeningRule, with others: [OpeningRule]
    ) -> (date: LocalDate, from: LocalTime)? {
        let rivals = others.compactMap { other -> (OpeningRule.Days, LocalTime)? in
            rule.hours.first { other.hours.contains(where: $0.overlaps) }.map { (other.days, $0.from) }
        }
        guard !rivals.isEmpty else { return nil }
        for date in (0..<731).map({ today + $0 }) where rule.days.includes(date) {
            if let rival = rivals.first(where: { $0.0.includes(date) }) { return (date, rival.1) }
        }
        return nil
    }

    private func exceptions(_ node: DeclaredNode) -> [LocalDate: [Hours]] {
        var exceptions: [LocalDate: [Hours]] = [:]
        for entry in node.list("exceptions") {
            let on = entry.required("on")
            guard let date = on.dateValue else { continue }
            if exceptions[date] != nil { on.report("\(date) stands there twice", mend: "keep one of them") }
            exceptions[date] = entry.list("hours").flatMap(sittings)
        }
        return exceptions
    }

    /// From, to and counters, cut where a break is.
    private func sittings(_ node: DeclaredNode) -> [Hours] {
        let counters = node.integer("counters", in: 1...Capacity.most)
        var sittings = span(node).map { [Hours(from: $0.from, to: $0.to, counters: counters)] } ?? []
        for pause in node.list("breaks") {
            guard let span = span(pause) else { continue }
            guard let cut = sittings.firstIndex(where: { $0.from < span.from && span.to < $0.to }) else {
                pause.report("this break isn't within the hours", mend: "let it lie between 'from' and 'to'")
                continue
            }
            let whole = sittings[cut]
            sittings.replaceSubrange(
                cut...cut,
                with: [
                    Hours(from: whole.from, to: span.from, counters: counters),
                    Hours(from: span.to, to: whole.to, counters: counters),
                ])
        }
        return sittings
    }

    private func span(_ node: DeclaredNode) -> (from: LocalTime, to: LocalTime)? {
        guard let from = time(node.required("from")), let to = time(node.required("to")) else { return nil }
        guard from < to else {
            node.report("it ends at \(to), before it begins at \(from)", mend: "write 'to' after 'from'")
            return nil
        }
        return (from, to)
    }

    private func time(_ node: DeclaredNode) -> LocalTime? {
        guard node.exists else { return nil }
        guard let time = LocalTime(node.textValue), time.secondOfDay % Cell.seconds == 0 else {
            node.report(
                "'\(node.textValue)' is no time in steps of five minutes", mend: "write it like \"09:00\"")
            return nil
        }
        return time
    }

    private func closure(_ node: DeclaredNode, past: inout [Finding]) -> Closure {
        let reason = node.localized("reason")
        let from = node.required("from").dateValue
        let to = node.optional("to").map(\.dateValue) ?? from
        guard let from, let to else {
            return Closure(from: LocalDate(ordinal: 0), to: LocalDate(ordinal: 0), reason: reason)
        }
        if to < from {
            node.report("it ends on \(to), before it begins on \(from)", mend: "write 'to' after 'from'")
            return Closure(from: from, to: from, reason: reason)
        }
        if to < today {
            past.append(
                Finding(
                    file: node.file, line: node.line, what: "the closure until \(to) is over",
                    mend: "remove it, or correct its year"))
        }
        return Closure(from: from, to: to, reason: reason)
    }

    private func reservation(_ node: DeclaredNode) -> DeskGroup.Reservation {
        DeskGroup.Reservation(
            pool: node.choice("pool"), counters: node.integer("counters", in: 1...Capacity.most),
            untilDaysBefore: node.integer("until_days_before", in: 0...366))
    }

    /// It stands in key names and addresses.
    private func checkName(_ id: String, _ node: DeclaredNode) {
        let allowed = id.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        if !allowed || id.isEmpty || id.utf8.count > 64 {
            node.report("'\(id)' is no name", mend: "use small letters without accents, digits and hyphens")
        }
    }
}

extension Hours {
    func overlaps(_ other: Hours) -> Bool { from < other.to && other.from < to }
}
