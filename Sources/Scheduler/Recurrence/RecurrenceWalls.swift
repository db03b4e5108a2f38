/// The instances that a rule and its start make on the wall, in seconds and in order.
struct RecurrenceWalls: Sendable {
    private let start: Int
    private let until: RecurrenceUntil?
    private var search: RecurrenceSearch
    private var set: RecurrenceSet?
    private var index = 0
    /// Instances that COUNT still allows.
    private var left: Int?
    private var from: Int
    private var hasFound = false
    private(set) var ending: RecurrenceEnding?

    init(_ rule: RecurrenceRule, start: LocalDateTime, zone: Zone?) {
        self.start = start.seconds
        from = start.seconds
        switch rule.bound {
        case .count(let count):
            left = count
            until = nil
        case .until(let time): until = RecurrenceUntil(time, zone: zone)
        case nil: until = nil
        }
        let lastDay = min(until?.lastWall.date ?? .last, .last)
        search = RecurrenceSearch(rule, start: start, lastDay: lastDay)
    }

    /// Periods looked at in vain.
    var inVain: Int { search.inVain }

    mutating func next() -> Int? {
        while ending == nil {
            if left == 0 {
                end(.over)
            } else if let set, index < set.count {
                let second = set[index]
                index += 1
                left = left.map { $0 - 1 }
                switch until?.includes(second) ?? .within {
                case .within:
                    hasFound = true
                    return second
                case .notThis: break
                case .over: end(.over)
                }
            } else {
                fetch()
            }
        }
        return nil
    }

    /// Leaves out what is before a second of the wall; COUNT counts it all the same.
    mutating func leap(to second: Int) {
        from = max(from, second)
        skip()
        if left == nil { search.leap(to: second) }
    }

    private mutating func fetch() {
        guard let set = search.nextSet() else {
            end(search.ending ?? .over)
            return
        }
        self.set = set
        index = set.firstIndex(atLeast: start)
        skip()
        if index == set.count { search.countInVain() }
    }

    /// Who has leapt can't know what was before.
    private mutating func end(_ reason: RecurrenceEnding) {
        ending = reason == .over && !hasFound && from == start ? .never : reason
    }

    private mutating func skip() {
        guard let set else { return }
        let wanted = max(index, set.firstIndex(atLeast: from))
        left = left.map { max(0, $0 - (wanted - index)) }
        index = wanted
    }
}

extension LocalDate {
    /// The last that four digits can write.
    fileprivate static let last = LocalDate(ordinal: ordinal(year: 9_999, month: 12, day: 31))
}
