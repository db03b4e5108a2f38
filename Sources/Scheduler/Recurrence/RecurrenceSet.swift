/// The instances of one period, in seconds on the wall and in order: some beginnings by some times after each.
/// It computes them one by one, because a year has 31 million seconds.
struct RecurrenceSet: RandomAccessCollection, Sendable {
    private let begins: [Int]
    private let times: ClockTimes
    private let chosen: [Int]?

    /// `chosen`: the places in order that BYSETPOS leaves; `nil`: all.
    init(begins: [Int], times: ClockTimes, chosen: [Int]?) {
        self.begins = begins
        self.times = times
        self.chosen = chosen
    }

    var startIndex: Int { 0 }
    var endIndex: Int { chosen?.count ?? begins.count * times.count }

    subscript(index: Int) -> Int {
        let place = chosen?[index] ?? index
        return begins[place / times.count] + times[place % times.count]
    }
}

/// BYSETPOS: places in a set, from 1, or from -1 backwards.
struct RecurrencePositions: Sendable {
    private let positions: [Int]
    /// Sets of a rule have few sizes.
    private var bySize: [Int: [Int]] = [:]

    init(_ positions: [Int]) {
        self.positions = positions
    }

    /// The places, from 0 and in order, in a set of a size; `nil` where the rule doesn't choose.
    mutating func chosen(of size: Int) -> [Int]? {
        if positions.isEmpty { return nil }
        if let known = bySize[size] { return known }
        let places = positions.map { $0 > 0 ? $0 - 1 : size + $0 }
        let chosen = Set(places.filter { (0..<size).contains($0) }).sorted()
        bySize[size] = chosen
        return chosen
    }
}

/// All times of day, in seconds, that some hours, minutes and seconds make together.
struct ClockTimes: RandomAccessCollection, Sendable {
    private let hours, minutes, seconds: [Int]

    init(hours: [Int] = [0], minutes: [Int] = [0], seconds: [Int] = [0]) {
        self.hours = hours
        self.minutes = minutes
        self.seconds = seconds
    }

    var startIndex: Int { 0 }
    var endIndex: Int { hours.count * minutes.count * seconds.count }

    subscript(index: Int) -> Int {
        let minute = index / seconds.count
        return hours[minute / minutes.count] * 3_600 + minutes[minute % minutes.count] * 60
            + seconds[index % seconds.count]
    }
}

extension RandomAccessCollection where Element == Int, Index == Int {
    /// Where the ascending numbers reach `least`.
    func firstIndex(atLeast least: Int) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < least { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
