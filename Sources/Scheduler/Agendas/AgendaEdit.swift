import Declared

/// The usual changes of an agenda, made in its text so that comments and order stay.
package enum AgendaEdit: Sendable, Equatable {
    case closure(group: String, Closure)
    /// Other hours on one day; none: closed.
    case exception(group: String, on: LocalDate, [Hours])
    /// So many counters for one of the rules, counted from 0 as they stand in the text.
    case counters(group: String, rule: Int, Int)
    /// What the post says of a holiday that its lists only estimate.
    case holiday(HolidayDecision)

    package enum Refusal: Error, Sendable, Equatable {
        /// The text has mistakes to be mended first.
        case unsound
        /// That day has an exception already.
        case alreadyThere
        /// The text is written in a way that only a person can change.
        case byHand
    }

    /// The text with the change in it. It is read again: unless exactly this changed, and nothing else, it is refused.
    package func apply(
        to text: String, of source: AgendaSource, today: LocalDate
    ) throws(Refusal) -> String {
        guard let old = source.read(text, today: today).agenda else { throw .unsound }
        if case .exception(let group, let date, _) = self, old.group(group)?.exceptions[date] != nil {
            throw .alreadyThere
        }
        guard let changed = written(into: text) else { throw .byHand }
        guard let new = source.read(changed, today: today).agenda, turns(old, into: new) else {
            throw .byHand
        }
        return changed
    }

    /// The one that it changes; nil: the agenda of all.
    private var group: String? {
        switch self {
        case .closure(let group, _), .exception(let group, _, _), .counters(let group, _, _): group
        case .holiday: nil
        }
    }

    private func written(into text: String) -> String? {
        var text = AgendaText(text)
        if case .holiday(let decision) = self { return text.append(decision) }
        guard let name = group, let groups = text.key("groups", in: text.whole), groups.value.isEmpty,
            let group = text.key(name, in: groups.block), group.value.isEmpty
        else { return nil }
        switch self {
        case .holiday: return nil
        case .closure(_, let closure): return text.append(closure.yaml, to: "closures", of: group)
        case .exception(_, let date, let hours):
            return text.append(Self.yaml(date, hours), to: "exceptions", of: group)
        case .counters(_, let rule, let counters):
            return text.setCounters(counters, ofRule: rule, of: group)
        }
    }

    private func turns(_ old: Agenda, into new: Agenda) -> Bool {
        guard old.zone == new.zone, old.tours == new.tours,
            old.groups.map(\.id) == new.groups.map(\.id), estimates(old) == new.estimates
        else { return false }
        return zip(old.groups, new.groups).allSatisfy { before, after in
            guard group == nil || before.id == group else { return before == after }
            return before.services == after.services && closesAsBefore(before, after)
                && before.reserved == after.reserved && closures(before) == after.closures
                && exceptions(before) == after.exceptions && rules(before) == after.rules
        }
    }

    /// A holiday that was decided is no estimate any longer, and every group closes on its day. Nil: it was none.
    private func estimates(_ old: Agenda) -> [Holidays.Day]? {
        guard case .holiday(let decision) = self else { return old.estimates }
        let others = old.estimates.filter { $0.id != decision.holiday }
        return others.count < old.estimates.count ? others : nil
    }

    private func closesAsBefore(_ before: DeskGroup, _ after: DeskGroup) -> Bool {
        guard case .holiday(let decision) = self else { return before.holidays == after.holidays }
        let more = decision.on.map { [$0] } ?? []
        return Set(after.holidays.keys) == Set(before.holidays.keys).union(more)
    }

    private func closures(_ before: DeskGroup) -> [Closure] {
        guard case .closure(_, let closure) = self else { return before.closures }
        return before.closures + [closure]
    }

    private func exceptions(_ before: DeskGroup) -> [LocalDate: [Hours]] {
        guard case .exception(_, let date, let hours) = self else { return before.exceptions }
        return before.exceptions.merging([date: hours]) { $1 }
    }

    private func rules(_ before: DeskGroup) -> [OpeningRule] {
        guard case .counters(_, let changed, let counters) = self else { return before.rules }
        return before.rules.enumerated().map { index, rule in
            guard index == changed else { return rule }
            return OpeningRule(
                days: rule.days,
                hours: rule.hours.map { Hours(from: $0.from, to: $0.to, counters: counters) })
        }
    }
}

extension AgendaEdit {
    private static func yaml(_ date: LocalDate, _ hours: [Hours]) -> [String] {
        guard !hours.isEmpty else { return ["on: \(date)"] }
        return ["on: \(date)", "hours:"]
            + hours.map { "  - { from: \"\($0.from)\", to: \"\($0.to)\", counters: \($0.counters) }" }
    }
}

extension Closure {
    fileprivate var yaml: [String] {
        ["from: \(from)", "to: \(to)", "reason:"]
            + reason.locales.map { "  \($0): \"\(reason.texts[$0, default: ""].escapedForYAML)\"" }
    }
}

extension String {
    /// Within double quotes (YAML 1.2 §5.7).
    fileprivate var escapedForYAML: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case let control where control.value < 0x20: text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension AgendaText {
    /// A new entry at the end of a list of the group, which is begun where there is none.
    fileprivate mutating func append(_ entry: [String], to list: String, of group: Key) -> String? {
        func lines(_ indent: Int) -> [String] {
            entry.enumerated().map { index, line in
                String(repeating: " ", count: indent) + (index == 0 ? "- " : "  ") + line
            }
        }
        if let key = key(list, in: group.block) {
            guard let entries = entries(of: key) else { return nil }
            let indent = entries.first.map { self.indent($0.lowerBound) } ?? key.indent + 2
            insert(lines(indent), at: end(of: key.block, or: key.line))
        } else {
            guard let first = group.block.first(where: { !isBlank($0) }) else { return nil }
            let indent = indent(first)
            let key = String(repeating: " ", count: indent) + "\(list):"
            insert([key] + lines(indent + 2), at: end(of: group.block, or: group.line))
        }
        return text
    }

    /// Below the names of the lists.
    fileprivate mutating func append(_ decision: HolidayDecision) -> String? {
        let what = decision.on.map { "on: \($0)" } ?? "applies: false"
        let entry = "- { holiday: \(decision.holiday), \(what) }"
        if let key = key("confirmed_holidays", in: whole) {
            guard let entries = entries(of: key) else { return nil }
            let indent = entries.first.map { self.indent($0.lowerBound) } ?? key.indent + 2
            insert([String(repeating: " ", count: indent) + entry], at: end(of: key.block, or: key.line))
        } else {
            guard let lists = key("holidays", in: whole) else { return nil }
            insert(["confirmed_holidays:", "  " + entry], at: end(of: lists.block, or: lists.line))
        }
        return text
    }

    fileprivate mutating func setCounters(_ counters: Int, ofRule rule: Int, of group: Key) -> String? {
        guard let key = key("hours", in: group.block), let entries = entries(of: key),
            entries.indices.contains(rule)
        else { return nil }
        for line in entries[rule] where !isBlank(line) {
            guard let found = lines[line].firstMatch(of: #/\bcounters: *([0-9]+)/#) else { continue }
            var changed = lines[line]
            changed.replaceSubrange(found.output.1.startIndex..<found.output.1.endIndex, with: "\(counters)")
            replace(line, by: changed)
            return text
        }
        return nil
    }
}
