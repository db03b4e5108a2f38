/// Why no more instances come.
package enum RecurrenceEnding: String, Sendable {
    /// The rule has no more, up to the end of the year 9999.
    case over
    /// The rule has none at all, exceptions aside.
    case never
    /// Too many periods without one: the search gave up, and doesn't know.
    case tooRare
}

/// Goes through the periods of a rule that hold instances, and leaps over days and times that can't.
struct RecurrenceSearch: Sendable {
    /// What bounds the work: periods looked at in vain in one search.
    static let patience = 100_000

    private let periods: RecurrencePeriods
    private let interval: Int
    private let gate, times: ClockTimes
    private let first, lastDay: Int
    /// Periods after which everything repeats, the interval's phase included.
    private let cycle: Int
    private var days: RecurrenceDays
    private var positions: RecurrencePositions
    private var origin, next: Int
    private var hasFound = false
    private(set) var inVain = 0
    private(set) var ending: RecurrenceEnding?

    init(_ rule: RecurrenceRule, start: LocalDateTime, lastDay: LocalDate) {
        periods = RecurrencePeriods(rule)
        interval = rule.interval
        gate = rule.gate
        times = rule.times(from: start.time)
        positions = RecurrencePositions(rule.positions)
        days = RecurrenceDays(rule.completed(by: start))
        first = periods.period(of: start.seconds)
        self.lastDay = lastDay.ordinal
        let perPhase = periods.perCycle / greatestCommonDivisor(interval, periods.perCycle)
        cycle = perPhase.multipliedReportingOverflow(by: interval).partialValue
        origin = first
        next = first
        if !canMeet() { ending = .over }
    }

    mutating func nextSet() -> RecurrenceSet? {
        while ending == nil {
            let span = periods.days(of: next)
            guard let day = days.first(onOrAfter: span.lowerBound), day <= lastDay,
                hasFound || next - origin < cycle
            else {
                ending = .over
                break
            }
            if let second = leap(to: day, from: span) {
                next = onPhase(second)
            } else {
                let set = set(of: span)
                next += interval
                if !set.isEmpty {
                    hasFound = true
                    return set
                }
            }
            countInVain()
        }
        return nil
    }

    /// Goes on with the period of a second on the wall, unless it is there already.
    mutating func leap(to second: Int) {
        next = max(next, onPhase(second))
        origin = next
    }

    mutating func countInVain() {
        inVain += 1
        if inVain > Self.patience { ending = ending ?? .tooRare }
    }

    private mutating func set(of span: ClosedRange<Int>) -> RecurrenceSet {
        let begins = periods.seconds.map { [next * $0] } ?? days.all(in: span).map { $0 * 86_400 }
        let chosen = positions.chosen(of: begins.count * times.count)
        return RecurrenceSet(begins: begins, times: times, chosen: chosen)
    }

    /// The second from which the next period can hold an instance, if this one can't.
    private func leap(to day: Int, from span: ClosedRange<Int>) -> Int? {
        if day > span.upperBound { return day * 86_400 }
        guard let seconds = periods.seconds else { return nil }
        let begin = next * seconds
        let index = gate.firstIndex(atLeast: begin - day * 86_400)
        let allowed = day * 86_400 + (index < gate.count ? gate[index] : 86_400)
        return allowed > begin ? allowed : nil
    }

    /// The rule's first period that isn't before the one of a second.
    private func onPhase(_ second: Int) -> Int {
        let distance = max(0, periods.period(of: second) - first)
        return first + (distance + interval - 1) / interval * interval
    }

    /// Whether interval, times of day and BYSETPOS can ever meet; the calendar doesn't matter to that.
    private mutating func canMeet() -> Bool {
        switch periods.frequency {
        case .weekly, .monthly, .yearly: return true
        case .daily, .hourly, .minutely, .secondly:
            if positions.chosen(of: times.count)?.isEmpty == true { return false }
        }
        guard let seconds = periods.seconds else { return true }
        let common = greatestCommonDivisor(interval, 86_400 / seconds)
        return common == 1 || gate.contains { ($0 / seconds - first) % common == 0 }
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
}
