import Declared

/// What a post says itself of a holiday in one of its lists: the day on which it closes, once the moon was seen or the
/// ministry has written, or that it doesn't close for it. It goes before the list.
package struct HolidayDecision: Sendable, Equatable {
    /// The entry's id in its list.
    package let holiday: String
    /// Nil: the post receives people as usual.
    package let on: LocalDate?

    package init(holiday: String, on date: LocalDate?) {
        self.holiday = holiday
        on = date
    }

    /// No further from the estimate, in days: whoever is further off means another year.
    package static let drift = 3
}

/// Reads `holidays` and `confirmed_holidays` of an agenda.
struct HolidayReader {
    /// The ministry's lists by name.
    let lists: [String: Holidays]
    let today: LocalDate

    struct Answer {
        /// Nobody is received on these days, unless an exception says so.
        var closing: [LocalDate: LocalizedText] = [:]
        /// Those with an id that nobody has confirmed or refused, by date.
        var open: [Holidays.Day] = []
    }

    /// `past` gets what is over: it is told, and hinders nothing.
    func read(_ root: DeclaredNode, past: inout [Finding]) -> Answer {
        let days = root.list("holidays").flatMap { node -> [Holidays.Day] in
            if let list = lists[node.textValue] { return list.days }
            let known = lists.keys.sorted().joined(separator: ", ")
            node.report("there are no holidays '\(node.textValue)'", mend: "use one of: \(known)")
            return []
        }
        var decided: [String: HolidayDecision] = [:]
        for node in root.list("confirmed_holidays") {
            guard let decision = decision(node, on: days, past: &past) else { continue }
            if decided.updateValue(decision, forKey: decision.holiday) != nil {
                node.report("'\(decision.holiday)' stands there twice", mend: "keep one of them")
            }
        }
        var answer = Answer()
        for day in days {
            let decision = day.id.flatMap { decided[$0] }
            let date = decision.map(\.on) ?? (day.isConfirmed ? day.date : nil)
            if let date, answer.closing[date] == nil { answer.closing[date] = day.name }
            if day.id != nil, decision == nil, !day.isConfirmed { answer.open.append(day) }
        }
        answer.open.sort { ($0.date, $0.id ?? "") < ($1.date, $1.id ?? "") }
        return answer
    }

    private func decision(
        _ node: DeclaredNode, on days: [Holidays.Day], past: inout [Finding]
    ) -> HolidayDecision? {
        let name = node.required("holiday")
        let on = node.optional("on")
        let applies = node.boolean("applies", or: true)
        guard name.exists else { return nil }
        guard let day = days.first(where: { $0.id == name.textValue }) else {
            let known = days.compactMap(\.id).sorted().joined(separator: ", ")
            name.report(
                "no list of this agenda has the holiday '\(name.textValue)'",
                mend: known.isEmpty ? "give its entry in the list an id" : "use one of: \(known)")
            return nil
        }
        if applies == (on == nil) {
            node.report(
                "it says neither or both of a day and that it doesn't apply",
                mend: "write on: \(day.date), or applies: false")
            return nil
        }
        guard let on else { return HolidayDecision(holiday: name.textValue, on: nil) }
        guard let date = on.dateValue else { return nil }
        if abs(date - day.date) > HolidayDecision.drift {
            on.report(
                "\(date) is more than \(HolidayDecision.drift) days from the estimate, \(day.date)",
                mend: "correct the date, or the list")
        }
        if date < today {
            past.append(
                Finding(
                    file: node.file, line: node.line, what: "the holiday '\(name.textValue)' is over",
                    mend: "remove it, or correct its year"))
        }
        return HolidayDecision(holiday: name.textValue, on: date)
    }
}
